"""The log backwards: every row is where it was, but for what has been changed, moved on or deleted since."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, ProtectedError

from patchwork.people.merging import rows
from patchwork.people.merging.log import pointing_at
from patchwork.people.merging.models import Merge, MergeStep, Step
from patchwork.people.models import Person

KEPT_BY_ITSELF = frozenset({"activity.Deed", "people.Merge"})
"""Of what was added since nobody has to decide: the ledger tells of the one record it was written for."""


@dataclass(slots=True)
class Replayed:
    """What could not be put back, because it is gone or was changed since: (model, row)."""

    left: list[tuple[str, str]] = field(default_factory=list)


def replay_backwards(merge: Merge) -> Replayed:
    """Undo every step, the last first."""
    done = Replayed()
    for step in merge.steps.exclude(kind__in=[Step.STAYED, Step.ADDED]).order_by("-number"):
        model = apps.get_model(step.model)
        if not _BACK[Step(step.kind)](model, step):
            done.left += [(step.model, row) for row in step.rows]
    return done


def _move_back(model: type[Model], step: MergeStep) -> bool:
    """Those that still point where the joining let them point."""
    still = model._base_manager.filter(pk__in=step.rows, **{step.column: step.target})
    return bool(still.update(**{step.column: step.source}) == len(step.rows))


def _put_back(model: type[Model], step: MergeStep) -> bool:
    """Unless what the row belongs to is gone, or another has taken its place since."""
    if not _belongs(model, json.loads(step.was)):
        return False
    try:
        with transaction.atomic():
            rows.put_back(model, step.was)
    except IntegrityError:
        return False
    return True


def _belongs(model: type[Model], row: dict[str, Any]) -> bool:
    for one in model._meta.concrete_fields:
        if isinstance(one, ForeignKey) and row.get(str(one.column)) is not None:
            near = one.related_model
            assert isinstance(near, type)
            if not near._base_manager.filter(**{one.target_field.name: row[str(one.column)]}).exists():
                return False
    return True


def _change_back(model: type[Model], step: MergeStep) -> bool:
    """Unless somebody has changed it since."""
    (pk,), names = step.rows, step.column.split(",")
    if rows.part(model, pk, names) != step.became:
        return False
    rows.write(model, pk, names, step.was)
    return True


def _unmake(model: type[Model], step: MergeStep) -> bool:
    """Unless something that was added since needs it (an audience): then it stays, and says what it said."""
    with suppress(ProtectedError):
        model._base_manager.filter(pk__in=step.rows).delete()
    return True


_BACK = {Step.MOVED: _move_back, Step.ASIDE: _put_back, Step.CHANGED: _change_back, Step.MADE: _unmake}


def added_since(merge: Merge) -> list[tuple[type[Model], str, str]]:
    """(model, column, row) of what points at the kept record and was written after the joining."""
    known: dict[tuple[str, str], set[str]] = {}
    for step in merge.steps.filter(kind__in=[Step.STAYED, Step.MOVED, Step.MADE]):
        known.setdefault((step.model, step.column if step.kind != Step.MADE else ""), set()).update(step.rows)
    found = []
    for model, names in pointing_at(Person):
        label = model._meta.label
        if label in KEPT_BY_ITSELF:
            continue
        for name in names:
            own = known.get((label, name), set()) | known.get((label, ""), set())
            pks = model._base_manager.filter(**{name: merge.kept_id}).order_by("pk").values_list("pk", flat=True)
            found += [(model, name, str(pk)) for pk in pks if str(pk) not in own]
    return found
