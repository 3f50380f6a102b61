"""Who the record is about, and their family."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patchwork import audit
from patchwork.oversight.subject.gathering.reasons import Gatherers, Gathering
from patchwork.oversight.subject.items import Item, day_words, item
from patchwork.oversight.subject.models import Reason
from patchwork.people import slots
from patchwork.people.models import (
    Address,
    FamilyMember,
    FormerName,
    Identifier,
    Kinship,
    Person,
    Precision,
    Relationship,
    Sex,
)


def _person(g: Gathering) -> Iterator[Item]:
    person = g.person
    facts = [
        ("given_names", _("First names: %s"), person.given_names),
        ("family_name", _("Surname: %s"), person.family_name),
        ("known_as", _("Known as: %s"), person.known_as),
        ("born_on", _("Date of birth: %s"), _born_words(person)),
        ("expected_on", _("Not born yet. Expected on: %s"), day_words(person.expected_on)),
        ("sex", _("Sex: %s"), str(Sex(person.sex).label) if person.sex else ""),
        ("moved_to_area", _("Moved to: %s"), person.moved_to_area),
    ]
    for part, words, value in facts:
        if value:
            yield item(person, "who", words % value, part=part)
    # These two hang on every involvement, a hidden one too: the first and the last of them would show.
    yield item(
        person, "kept", _("Recorded since: %s") % day_words(g.day(person.made_at)), part="made_at", reason=Reason.HIDDEN
    )
    if person.last_needed_on:
        says = _("Nobody works with the person since: %s") % day_words(person.last_needed_on)
        yield item(person, "kept", says, part="last_needed_on", reason=Reason.HIDDEN)


def _born_words(person: Person) -> str:
    if person.born_on is None:
        return ""
    if person.born_precision == Precision.DAY:
        return day_words(person.born_on)
    about = _("about %s") if person.born_precision == Precision.ABOUT else "%s"
    known = date_format(person.born_on, "F Y" if person.born_precision == Precision.MONTH else "Y")
    return about % known


def _former_names(g: Gathering) -> Iterator[Item]:
    for row in FormerName.objects.filter(person=g.person):
        yield item(row, "who", _("Former name: %s") % f"{row.given_names} {row.family_name}".strip())


def _addresses(g: Gathering) -> Iterator[Item]:
    reason = g.unless_own(Reason.HARM) if g.person.pk in g.protected else ""
    for row in Address.objects.filter(person=g.person):
        place = ", ".join(filter(None, (row.lines, row.postcode)))
        says = _("Address: %s") % place
        if row.until:
            says = _("Address until %(day)s: %(place)s") % {"day": day_words(row.until), "place": place}
        yield item(row, "who", says, reason=reason)


def _identifiers(g: Gathering) -> Iterator[Item]:
    labels = {one.code: str(one.label) for one in slots.identifier_systems(g.viewer.jurisdiction)}
    for row in Identifier.objects.filter(person=g.person):
        yield item(row, "who", f"{labels.get(row.system, row.system)}: {row.value}")


def _relationships(g: Gathering) -> Iterator[Item]:
    rows = Relationship.objects.filter(Q(person=g.person) | Q(other=g.person)).select_related("person", "other")
    for row in rows:
        other = row.other if row.person_id == g.person.pk else row.person
        audit.show(g.viewer, [other], "card")
        kind = str(Kinship(row.kind).label)
        says = _("%(first)s: %(kind)s of %(second)s") % {
            "first": row.person.name, "kind": kind, "second": row.other.name,
        }  # fmt: skip
        yield item(row, "family", says, reason=g.relative_reason(other))


def _family_members(g: Gathering) -> Iterator[Item]:
    theirs = FamilyMember.objects.filter(person=g.person).values("family")
    rows = FamilyMember.objects.filter(family__in=theirs).exclude(person=g.person).select_related("person")
    for row in rows:
        audit.show(g.viewer, [row.person], "card")
        says = _("In the same family: %s") % row.person.name
        yield item(row, "family", says, reason=g.relative_reason(row.person))


GATHERERS: Gatherers = {
    "people.Person": _person,
    "people.FormerName": _former_names,
    "people.Address": _addresses,
    "people.Identifier": _identifiers,
    "people.Relationship": _relationships,
    "people.FamilyMember": _family_members,
}
