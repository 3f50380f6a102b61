"""A team as families have it: of several persons at once, and as far as a family member may read it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.agreements import packs
from patchwork.involvement.models import Involvement
from patchwork.involvement.queries.team import TeamGroup, card_of, grouped, plain_groups, team_rows, with_cards
from patchwork.people.ages import is_child, whole_years
from patchwork.people.models import PARENTS, FamilyMember, Person, Relationship


def family_team(people: Iterable[Person], viewer: Viewer) -> list[TeamGroup]:
    """The teams of several persons as one list, each colleague once, with the names of those they work with."""
    names = {person.pk: person.short_name for person in people}
    rows = with_cards(team_rows(viewer).filter(person_id__in=names))
    by_colleague: dict[uuid.UUID, list[Involvement]] = {}
    for row in rows:
        by_colleague.setdefault(row.post_id or row.service_id, []).append(row)
    members = []
    for same in by_colleague.values():
        note = _("with %(names)s") % {"names": ", ".join(sorted({names[row.person_id] for row in same}))}
        members.append((same[0], card_of(same[0], viewer, note=note)))
    return grouped(members)


def team_for_family(person: Person, viewer: Viewer, reader: Person | None = None) -> list[TeamGroup]:
    """What may be shown or printed for a family: confirmed colleagues of this team that families are told of.

    Left out, whoever prints: sensitive services, rows kept to an audience, and bases that the law keeps silent.
    For a relative of a child who decides for themselves it is empty: their services are closed to parents. So it is
    for relatives of an adult: one parent's services are closed to the other.
    """
    return plain_groups(family_rows(person, viewer, reader), viewer)


def family_rows(person: Person, viewer: Viewer, reader: Person | None = None) -> list[Involvement]:
    """The rows of `team_for_family`."""
    if reader is not None and reader.pk != person.pk and is_closed_to_relatives(person, viewer):
        return []
    return with_cards(team_rows(viewer).filter(family_may_read(viewer), person=person))


def is_closed_to_relatives(person: Person, viewer: Viewer) -> bool:
    adult = not is_child(person.born_on, person.expected_on, viewer.today)
    return adult or is_closed_to_parents(person, viewer)


def is_closed_to_parents(person: Person, viewer: Viewer) -> bool:
    """A child who understands decides for themselves: their services are closed to parents."""
    if person.born_on is None or not is_child(person.born_on, person.expected_on, viewer.today):
        return False
    return whole_years(person.born_on, viewer.today) >= packs.pack(viewer.jurisdiction).ask_child_from_age


def family_may_read(viewer: Viewer) -> Q:
    """Rows that a family member may be shown of a team."""
    pack = packs.pack(viewer.jurisdiction)
    silent = [basis.code for basis in pack.bases.values() if basis.family == "silent"]
    return Q(is_sensitive=False, audience__isnull=True, confirmed_at__isnull=False) & ~Q(basis__in=silent)


def relatives_of(person: Person, viewer: Viewer) -> list[Person]:
    """The born members of the person's families whom the viewer may see, each in their own right."""
    families = FamilyMember.objects.filter(person=person).values("family_id")
    ids = FamilyMember.objects.filter(family_id__in=families).exclude(person=person).values("person_id")
    found = Person.objects.filter(pk__in=ids, expected_on__isnull=True)
    return list(access.scope(found, viewer, View.TEAM).order_by("given_names", "pk"))


def parents_of(person: Person, viewer: Viewer) -> list[Person]:
    """The recorded parents whom the viewer may see: a right over a child gives none over its relatives."""
    ids = Relationship.objects.filter(other=person, kind__in=PARENTS).values("person_id")
    return list(access.scope(Person.objects.filter(pk__in=ids), viewer, View.TEAM).order_by("given_names", "pk"))
