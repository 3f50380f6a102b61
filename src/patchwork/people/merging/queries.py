"""Reading a joining for a screen: only what is there for the viewer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.apps import apps

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.kit.answers import Answer
from patchwork.people import queries
from patchwork.people.merging import hooks, rules
from patchwork.people.merging.models import Merge, MergeStep, Step
from patchwork.people.models import Person
from patchwork.people.policy import shielded
from patchwork.people.rules import is_hub


@dataclass(frozen=True, slots=True)
class Added:
    """Something written while two records were one, for somebody to say whose it is."""

    id: uuid.UUID
    words: str


@dataclass(frozen=True, slots=True)
class Joining:
    """A joining, with the cards of whoever is there."""

    merge: Merge
    kept: queries.CardRow
    restored: queries.CardRow | None
    may_part: Answer
    added: list[Added] = field(default_factory=list)


def joining(viewer: Viewer, merge_id: uuid.UUID) -> Joining | None:
    """None for whoever may not see the record, or both of them once they are two again."""
    found = Merge.objects.select_related("by__account", "second__account", "undone_by__account")
    merge = found.filter(pk=merge_id).first()
    if merge is None or not is_hub(viewer):
        return None
    ids = [merge.kept_id] if merge.undone_at is None else [merge.kept_id, merge.gone]
    rows = access.scope(Person.objects.filter(pk__in=ids), viewer, View.CARD)
    rows = access.with_opened_views(rows.annotate(is_shielded=shielded(viewer)), viewer)  # type: ignore[no-redef]
    persons = {person.pk: person for person in rows}
    if merge.kept_id not in persons:
        return None
    both = len(persons) == len(ids)
    audit.show(viewer, persons.values(), "card")
    cards = {pk: queries.card_of(person, viewer=viewer) for pk, person in persons.items()}
    return Joining(
        merge, cards[merge.kept_id], cards.get(merge.gone), rules.may_unmerge(viewer, merge),
        _added(merge, viewer) if merge.undone_at is not None and both else [],
    )  # fmt: skip


def _added(merge: Merge, viewer: Viewer) -> list[Added]:
    """Of what waits for a decision, the rows that are open to the viewer. What is hidden is not counted either."""
    steps = merge.steps.filter(kind=Step.ADDED, settled_at__isnull=True, model__in=hooks.asked_about())
    found = []
    for step in steps.order_by("number"):
        model = apps.get_model(step.model)
        row = access.scope(model._base_manager.filter(pk=step.rows[0]), viewer, View.TEAM).first()
        if row is not None:
            found.append(Added(step.pk, hooks.words_of(step.model, row)))
    return found


def added_step(viewer: Viewer, merge_id: uuid.UUID, step_id: uuid.UUID) -> MergeStep | None:
    """One of these, if the viewer may decide about it."""
    step = MergeStep.objects.select_related("merge__kept").filter(pk=step_id, merge=merge_id).first()
    if step is None or step.kind != Step.ADDED or step.merge.undone_at is None:
        return None
    restored = Person.objects.filter(pk=step.merge.gone).first()
    if restored is None:
        return None
    return step if rules.may_settle(viewer, step, restored) else None
