"""Two records that may be one, as pairs of the review queue, and the list of what was decided."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.people import queries, reviewing, same, slots
from patchwork.people.comparing import VETO_WORDS, Line, Traits, lines, traits_of, vetoes
from patchwork.people.merging import rules as merging_rules
from patchwork.people.merging.models import Merge
from patchwork.people.models import Person, SamePersonQuestion
from patchwork.people.policy import shielded
from patchwork.people.reviewing import Button, Decision, PairView, Ref, Side
from patchwork.people.rules import is_hub

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

BUTTONS = (
    Button(same.SAME, gettext_lazy("The same person"), "s"),
    Button(same.NOT_SAME, gettext_lazy("Not the same"), "n"),
    Button(same.LEAVE, gettext_lazy("Cannot tell"), "c"),
)
BECAUSE = {
    "identifier": gettext_lazy("the same number"),
    "name_and_birth": gettext_lazy("name and birthday"),
}
ALIKE = gettext_lazy("they look alike")


class Records:
    """The source of pairs of records."""

    code = "records"
    kinds: dict[str, Words] = {}

    def asks(self, viewer: Viewer) -> bool:
        return same.reviews(viewer)

    def refs(self, viewer: Viewer) -> Iterable[Ref]:
        rows = same.open_questions(viewer)[: reviewing.MOST]
        hidden = _protected(rows, viewer)
        return [Ref(self.code, row.pk, _kind(row, hidden), row.raised_at) for row in rows]

    def takes_back(self, viewer: Viewer) -> bool:
        return same.decides(viewer)

    def decisions(self, viewer: Viewer) -> Iterable[Decision]:
        return decisions(viewer)

    def pair(self, viewer: Viewer, pk: uuid.UUID) -> PairView | None:
        row = SamePersonQuestion.objects.select_related("answered_by__account").filter(pk=pk).first()
        persons = cards_of({row.person_id, row.other_id}, viewer) if row is not None else {}
        if row is None or len(persons) < 2 or not same.reviews(viewer):
            return None
        audit.show(viewer, persons.values(), "card")
        return _view(row, persons[row.person_id], persons[row.other_id], viewer)


def cards_of(ids: set[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, Person]:
    """Those of these persons who are there for the viewer, with what is open of each."""
    rows = access.scope(Person.objects.filter(pk__in=ids), viewer, View.CARD)
    rows = access.with_opened_views(rows.annotate(is_shielded=shielded(viewer)), viewer)  # type: ignore[no-redef]
    return {person.pk: person for person in rows}


def _protected(rows: Iterable[SamePersonQuestion], viewer: Viewer) -> set[uuid.UUID]:
    ids = {pk for row in rows for pk in (row.person_id, row.other_id)}
    flags = Person.objects.filter(pk__in=ids).annotate(is_shut=shielded(viewer)).filter(is_shut=True)
    return set(flags.values_list("pk", flat=True))


def _kind(row: SamePersonQuestion, hidden: set[uuid.UUID]) -> str:
    """Why they look alike is said only where both are open: of a protected one it could tell its number."""
    if row.answer:
        return reviewing.LATER if row.answer == same.LEAVE else "second"
    if {row.person_id, row.other_id} & hidden:
        return "alike"
    return "number" if row.because == "identifier" else "alike"


# ── one of them ───────────────────────────────────────────────────────────────────────────────────────────────────


def _view(row: SamePersonQuestion, one: Person, other: Person, viewer: Viewer) -> PairView:
    hidden = one.is_shielded or other.is_shielded
    traits = traits_of([one, other])
    mine, theirs = traits[one.pk], traits[other.pk]
    answer = same.may_answer(viewer, row)
    return PairView(
        id=row.pk,
        one=side_of(one, viewer),
        other=side_of(other, viewer),
        because=str(ALIKE if hidden else BECAUSE.get(row.because, ALIKE)),
        at=row.raised_at,
        url=reverse("answer_same_person", args=[row.pk]),
        buttons=BUTTONS,
        lines=[] if hidden else _lines(mine, theirs, one, other, viewer),
        vetoes=[] if hidden else [VETO_WORDS[veto] for veto in vetoes(mine, theirs)],
        notes=_notes(row, one, other, hidden=hidden),
        said_by=row.answered_by.account.name if row.answer == same.SAME and row.answered_by else "",
        may_answer=bool(answer),
        keeps=_keeps(row, one, other) if row.answer != same.SAME else (),
    )


def side_of(person: Person, viewer: Viewer) -> Side:
    """One record of a pair: its card. `person` comes from `cards_of`."""
    card = queries.card_of(person, viewer=viewer)
    facts = [*card.facts]
    if card.shielded:
        facts = [_("protected"), card.reference, card.contact]
    return Side(card.name, card.age, card.url, facts, card.shielded)


def _lines(mine: Traits, theirs: Traits, one: Person, other: Person, viewer: Viewer) -> list[Line]:
    """What is stored stands there only where the team is open; else the verdict alone."""
    systems = {system.code: str(system.label) for system in slots.identifier_systems(viewer.jurisdiction)}
    found = lines(mine, theirs, systems=systems)
    if one.opens_team and other.opens_team and not viewer.is_restricted:
        return found
    return [Line(line.label, "", "", line.verdict) for line in found]


def as_a_card_says(found: Iterable[Line], person: Person) -> list[Line]:
    """Of a person whose team is shut only names stand beside what a row says; of the rest, how it fits."""
    shown = {person.given_names, person.family_name, person.known_as}
    return [Line(line.label, line.one, line.other if line.other in shown else "", line.verdict) for line in found]


def _notes(row: SamePersonQuestion, one: Person, other: Person, *, hidden: bool) -> list[Words]:
    """What has to be known before answering: said alike of every pair of its kind."""
    found: list[Words] = []
    if hidden:
        found.append(_("One of them is protected: only the cards are compared here. Call who protects it."))
    if one.restricted_at or other.restricted_at:
        found.append(_("One of them is restricted: the privacy officer looks at it, too."))
    if merging_rules.needs_two(one, other):
        found.append(_("Two people look at such a pair before the records are joined."))
    return found


def _keeps(row: SamePersonQuestion, one: Person, other: Person) -> list[tuple[str, str]]:
    """The older record goes on, unless somebody says otherwise: it is the one that most people know."""
    said = {
        side: _("%(name)s, here since %(month)s") % {"name": person.name, "month": _month(person.made_at)}
        for side, person in (("one", one), ("other", other))
    }
    order = ("one", "other") if one.made_at <= other.made_at else ("other", "one")
    return [(side, said[side]) for side in order]


def _month(at: datetime) -> str:
    from django.utils.formats import date_format

    return date_format(at, "F Y")


# ── what was decided ──────────────────────────────────────────────────────────────────────────────────────────────


def decisions(viewer: Viewer, *, most: int = 100) -> list[Decision]:
    """What was said of pairs that are there for the viewer, the newest first."""
    said = same.there(viewer).filter(answer__in=[same.NOT_SAME, same.SAME, same.LEAVE])
    said = said.select_related("answered_by__account").order_by("-answered_at", "pk")
    joined = joinings(viewer).select_related("by__account", "second__account").order_by("-at", "pk")
    rows, merges = list(said[:most]), list(joined[:most])
    persons = cards_of(
        {pk for row in rows for pk in (row.person_id, row.other_id)} | {row.kept_id for row in merges}, viewer
    )
    audit.show(viewer, persons.values(), "card")
    cards = {pk: queries.card_of(person, viewer=viewer) for pk, person in persons.items()}
    found = [_said(row, cards) for row in rows] + [_joined(row, cards) for row in merges]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def joinings(viewer: Viewer) -> QuerySet[Merge]:
    """Joinings of persons who are there for the viewer, which have not been undone."""
    if not is_hub(viewer):
        return Merge.objects.none()
    persons = access.scope(Person.objects.all(), viewer, View.CARD).values("pk")
    found: QuerySet[Merge] = Merge.objects.filter(undone_at__isnull=True, kept__in=persons)
    return found


def _said(row: SamePersonQuestion, cards: dict[uuid.UUID, queries.CardRow]) -> Decision:
    words = {
        same.NOT_SAME: _("Not the same person"), same.SAME: _("The same person: waits for a second person"),
        same.LEAVE: _("Cannot tell"),
    }[row.answer]  # fmt: skip
    pair = [cards[row.person_id], cards[row.other_id]]
    assert row.answered_at is not None
    return Decision(
        row.answered_at, words, [(card.name, card.url) for card in pair],
        row.answered_by.account.name if row.answered_by else "", reverse("reopen_same_person", args=[row.pk]),
    )  # fmt: skip


def _joined(row: Merge, cards: dict[uuid.UUID, queries.CardRow]) -> Decision:
    card = cards[row.kept_id]
    who = _("%(one)s and %(other)s") % {"one": row.by.account.name, "other": row.second.account.name} if row.second \
        else row.by.account.name  # fmt: skip
    return Decision(
        row.at, _("Two records were joined"), [(card.name, card.url)], who, "", reverse("merge", args=[row.pk])
    )  # fmt: skip


def register() -> None:
    """Called once at start."""
    reviewing.add(Records())
