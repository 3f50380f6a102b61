"""New records that a service's list makes: as `actions.add_person` does, many at once and on the same silent road.

Nobody but their maker sees them before the background match has run, at the same time after for all, whatever it finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from patchwork import audit
from patchwork.access import Viewer
from patchwork.kit.deferring import defer_at
from patchwork.people.actions import CHECKED_AFTER, OWN_FIELDS, Identity
from patchwork.people.indexing import refresh_all
from patchwork.people.models import Address, FormerName, Identifier, Person


def add_persons(*, by: Viewer, identities: Sequence[Identity]) -> list[Person]:
    """A record for each of these, in their order. Equal identifiers are never refused here.

    `by` is whoever applies the list, or the service itself where a system sent it.
    """
    from patchwork.people.jobs import check_new_records

    made = [
        Person(
            area_id=by.area_id, made_by_id=by.account_id, made_at=by.now,
            **{name: getattr(one, name) for name in OWN_FIELDS},
        )
        for one in identities
    ]  # fmt: skip
    Person.objects.bulk_create(made)
    pairs = list(zip(made, identities, strict=True))
    Address.objects.bulk_create(
        Address(area_id=by.area_id, person=person, lines=one.address, postcode=one.postcode, since=by.today)
        for person, one in pairs
        if one.address or one.postcode
    )
    Identifier.objects.bulk_create(
        Identifier(area_id=by.area_id, person=person, system=system, value=value)
        for person, one in pairs
        for system, value in one.identifiers
    )
    FormerName.objects.bulk_create(
        FormerName(area_id=by.area_id, person=person, given_names=given, family_name=family)
        for person, one in pairs
        for given, family in one.former_names
    )
    refresh_all(made)
    if made:
        audit.record("person.listed", by=by, persons=made)
        ids: list[UUID] = [person.pk for person in made]
        defer_at(check_new_records, by.now + CHECKED_AFTER, area=by.area_id, persons=[str(pk) for pk in ids])
    return made
