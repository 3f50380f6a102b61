"""Reading bases and what families said, for a screen."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.agreements import packs
from patchwork.agreements.models import Agreement, Said
from patchwork.agreements.packs import Basis, Ground
from patchwork.people.ages import is_child
from patchwork.people.finding import shields_of
from patchwork.people.models import Person, Shield
from patchwork.people.policy import not_shielded, say_which_are_shielded


def about_of(person: Person, today: date) -> tuple[str, ...]:
    """As whom the law looks at the person. An adult counts as both kinds of adult: whether they live with a child
    is nothing to be learned from a list of bases."""
    if is_child(person.born_on, person.expected_on, today):
        return ("child",)
    return ("adult_with_child", "other_adult")


def bases_for(viewer: Viewer, person: Person) -> list[Basis]:
    """The bases that the viewer's organisation can choose today about this person, the pack's default first."""
    pack = packs.pack(viewer.jurisdiction)
    found: dict[str, Basis] = {}
    for about in about_of(person, viewer.today):
        default = pack.default_basis(viewer.service_kind, giver=viewer.organisation_kind, about=about, on=viewer.today)
        possible = pack.bases_for(giver=viewer.organisation_kind, about=about, on=viewer.today)
        for basis in filter(None, (default, *possible)):
            found.setdefault(basis.code, basis)
    return list(found.values())


def default_basis(viewer: Viewer, person: Person, *, of_service: str = "") -> Basis | None:
    """What to offer first: the service's own choice where it can be chosen, else the pack's."""
    possible = bases_for(viewer, person)
    return next((basis for basis in possible if basis.code == of_service), next(iter(possible), None))


def basis_of(code: str, jurisdiction: str) -> Basis | None:
    """A stored basis in words; None when a pack no longer has it."""
    return packs.pack(jurisdiction).bases.get(code)


def grounds_for(viewer: Viewer, person: Person) -> list[Ground]:
    """Grounds on which a sensitive service may record that it is there, as far as a basis carries each."""
    codes = {basis.code for basis in bases_for(viewer, person)}
    grounds = packs.pack(viewer.jurisdiction).grounds_on(viewer.today)
    return [ground for ground in grounds if not ground.needs_basis or codes.intersection(ground.needs_basis)]


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One person's latest word: who, what, why not asked, when."""

    who: str
    said: str
    because: str
    on: date
    agreement: Agreement


def said_around(person: Person, viewer: Viewer) -> list[SaidLine]:
    """The latest word of each who spoke on this person's record, as far as the viewer may see."""
    rows = access.scope(Agreement.objects.filter(person=person, withdrawn_at__isnull=True), viewer, View.TEAM)
    found = list(rows.select_related("by_person").order_by("-said_on", "-recorded_at"))
    named = _named(found, person, viewer)
    latest: dict[object, SaidLine] = {}
    for row in found:
        latest.setdefault((row.by_person_id, row.by_words), line_of(row, person, viewer, named))
    return list(latest.values())


def _named(rows: Iterable[Agreement], person: Person, viewer: Viewer) -> set[uuid.UUID]:
    """Who of those that spoke may be named: the person, and relatives whose own team is open to the viewer."""
    ids = {row.by_person_id for row in rows if row.by_person_id not in (None, person.pk)}
    open_to_viewer = access.scope(Person.objects.filter(pk__in=ids), viewer, View.TEAM) if ids else ()
    relatives = list(open_to_viewer)
    audit.show(viewer, relatives, "card")
    return {person.pk, *(one.pk for one in relatives)}


def line_of(row: Agreement, person: Person, viewer: Viewer, named: Collection[uuid.UUID]) -> SaidLine:
    reason = packs.pack(viewer.jurisdiction).not_asked.get(row.not_asked_because)
    said = _("not asked") if row.said == Said.NOT_ASKED else str(Said(row.said).label)
    hidden = row.by_person_id is not None and row.by_person_id not in named
    who = _("a parent") if hidden else who_said(row, person)
    return SaidLine(who, said, str(reason.words) if reason else "", row.said_on, row)


def who_said(row: Agreement, person: Person) -> str:
    """The person themselves, a recorded parent by name, or what they are to the child."""
    if row.by_person is not None:
        return str(row.by_person.short_name)
    return str(WHO.get(row.by_words, person.short_name))


WHO = {
    "mother": gettext_lazy("mother"),
    "father": gettext_lazy("father"),
    "carer": gettext_lazy("another carer"),
}
"""Parents who are not recorded here, or whom the one who asked may not see: `Agreement.by_words`."""


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """A no, as the privacy officer reads it: about whom, who said it, who recorded it.

    Of a shielded person it has what their card shows: `shield` with reference and contact, and nobody who works there.
    """

    agreement: Agreement
    person: Person
    who: str
    recorder: str
    organisation: str
    shield: Shield | None = None


def lines(rows: Iterable[Agreement], viewer: Viewer) -> list[ObjectionLine]:
    """Rows of `objections` in words."""
    found = list(rows)
    say_which_are_shielded((row.person for row in found), viewer)
    shields = shields_of([row.person for row in found if row.person.is_shielded])
    named = _may_be_named(found, viewer)
    return [_objection_line(row, shields.get(row.person_id), named) for row in found]


def _objection_line(row: Agreement, shield: Shield | None, named: Collection[uuid.UUID]) -> ObjectionLine:
    who = _("a parent")
    if row.by_person_id == row.person_id:
        who = row.person.short_name
    elif row.by_person_id is None or row.by_person_id in named:
        who = who_said(row, row.person)
    recorder, organisation = row.recorded_by.account.name, row.recorded_by.service.organisation.name
    if shield is not None:
        recorder = organisation = ""
    return ObjectionLine(row, row.person, who, recorder, organisation, shield)


def _may_be_named(rows: Iterable[Agreement], viewer: Viewer) -> set[uuid.UUID]:
    """Relatives who spoke and may be named as such: there for the viewer, and under no shield, which hides whose
    parent somebody is. Nobody on a shielded person's record.
    """
    ids = {row.by_person_id for row in rows if row.by_person_id and not row.person.is_shielded}
    persons = access.scope(Person.objects.filter(pk__in=ids), viewer, View.CARD) if ids else Person.objects.none()
    return set(persons.filter(not_shielded(viewer, View.TEAM, "pk")).values_list("pk", flat=True))


def objections(viewer: Viewer, *, answered: bool = False) -> QuerySet[Agreement]:
    """Each "no" for the privacy officer: open ones oldest first, answered ones newest first."""
    rows = access.scope(Agreement.objects.filter(answered_at__isnull=not answered), viewer, View.CARD)
    found = rows.select_related("person", "by_person", "recorded_by__account", "recorded_by__service__organisation")
    return found.order_by("-answered_at" if answered else "recorded_at", "pk")
