"""Reading persons for a screen. Everything goes through `access.scope`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.kit.prepared import prepared
from patchwork.people import finding
from patchwork.people.ages import age_words
from patchwork.people.asking import Query
from patchwork.people.excluding import report_open
from patchwork.people.merging import aliases
from patchwork.people.models import Person, Precision, Shield
from patchwork.people.policy import asked_to_be_shut, shielded

ADDED = gettext_lazy(
    "Added. Only you see this record until it was compared with others, usually within a few minutes. "
    "Say now that you work with them: a record nobody works with is deleted after a day."
)
"""The same words for everyone, whatever the comparison will find."""


class NotHere(Http404):
    """Denied and absent alike: the answer to both is the same page, and both leave one audit row."""

    def __init__(self, person_id: uuid.UUID) -> None:
        super().__init__(_("There is no such record here."))
        self.person_asked_for = person_id


@prepared
def _opened(person_id: uuid.UUID, viewer: Viewer, view: View) -> QuerySet[Person]:
    rows = access.scope(Person.objects.filter(aliases.named_by(person_id)), viewer, view)
    flags = {"is_shielded": shielded(viewer), "is_reported": asked_to_be_shut(viewer, "pk")}
    return access.with_opened_views(rows.annotate(**flags), viewer)


def person_or_404(person_id: uuid.UUID, *, viewer: Viewer, view: View = View.CARD) -> Person:
    """The person as far as `view` lets the viewer, by an old id of theirs as well, annotated with `opens_team`,
    `opens_visits`, `opens_act`, `opens_inside`; notes in the request's audit row that the person was shown.

    Raises:
        NotHere: denied, excluded, another area, or no such person. Nothing tells which.
    """
    person = next(iter(_opened(person_id, viewer, view)), None)
    if person is None:
        raise NotHere(person_id)
    audit.show(viewer, [person], view)
    if person.is_reported:  # type: ignore[attr-defined]
        report_open(person, viewer)
    return person


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as it is shown. A shielded one has name, birth date, reference and whom to contact, and no more."""

    id: uuid.UUID
    name: str
    age: str
    url: str
    opens_team: bool
    matched: str = ""
    facts: list[str] = field(default_factory=list)
    shielded: bool = False
    born: date | None = None
    reference: str = ""
    contact: str = ""
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The cards of a search, ready to show."""

    rows: list[CardRow]
    tell_more: bool


@dataclass(frozen=True, slots=True)
class Near:
    """Near matches shown before a new record is saved, and the ids to say "none of these" with."""

    rows: list[CardRow]
    tell_more: bool
    seen: str


def found(query: Query, *, viewer: Viewer) -> FoundRows:
    """Search, and keep in the audit that it was done: with those shown, or with nobody."""
    answer = finding.find(query, viewer=viewer)
    audit.show(viewer, answer.persons, "card")
    if not answer.cards:
        audit.record("people.searched", by=viewer)
    return FoundRows([_row(card, viewer) for card in answer.cards], answer.tell_more)


def not_yet_seen(query: Query, seen: str, *, viewer: Viewer) -> Near | None:
    """Near matches of a record about to be made, unless all of them were looked at already."""
    answer = finding.find(query, viewer=viewer)
    known = set(seen.split(","))
    if all(str(person.pk) in known for person in answer.persons):
        return None
    audit.show(viewer, answer.persons, "card")
    ids = ",".join(str(person.pk) for person in answer.persons)
    return Near([_row(card, viewer) for card in answer.cards], answer.tell_more, ids)


def card_of(person: Person, *, viewer: Viewer) -> CardRow:
    """One person's card. `person` comes from `person_or_404`."""
    shield = finding.shields_of([person]).get(person.pk) if person.is_shielded else None
    opens_team = bool(getattr(person, "opens_team", False))
    return _row(finding.Card(person, (), 0, shield, opens_team), viewer)


def _row(card: finding.Card, viewer: Viewer) -> CardRow:
    if card.shield is not None:
        return _shielded_row(card, card.shield, viewer)
    person = card.person
    return CardRow(
        id=person.pk,
        name=person.name,
        short_name=person.short_name,
        age=_age(person, viewer),
        url=_url(person, opens_team=card.opens_team),
        opens_team=card.opens_team,
        matched=_sentence(card.reasons),
        facts=[_("known as “%(name)s”") % {"name": person.known_as}] if person.known_as else [],
    )


def _shielded_row(card: finding.Card, shield: Shield, viewer: Viewer) -> CardRow:
    person = card.person
    return CardRow(
        id=person.pk,
        name=person.name,
        short_name=person.name,
        age=_age(person, viewer),
        url=_url(person, opens_team=False),
        opens_team=False,
        matched=_sentence(card.reasons),
        shielded=True,
        born=person.born_on,
        reference=shield.reference,
        contact=shield.contact,
    )


def _age(person: Person, viewer: Viewer) -> str:
    guessed = person.born_precision in {Precision.YEAR, Precision.ABOUT}
    return age_words(person.born_on, person.expected_on, viewer.today, about=guessed)


def _url(person: Person, *, opens_team: bool) -> str:
    if opens_team:
        try:
            return reverse("person", args=[person.pk])
        except NoReverseMatch:
            pass
    return reverse("card", args=[person.pk])


def _sentence(reasons: tuple[str, ...]) -> str:
    words = ", ".join(reasons)
    return words[:1].upper() + words[1:]
