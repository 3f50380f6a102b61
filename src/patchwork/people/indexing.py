"""Keeping `FindKey` in step with persons: in the transaction of every change, and as a whole after a new `keys`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from patchwork.kit.context import in_area
from patchwork.people.finding import facts_of
from patchwork.people.keys import keys_for
from patchwork.people.models import PARENTS, FindKey, Person, Relationship

BATCH = 500


def refresh_keys(person: Person) -> None:
    """Make the keys of `person`, and of children she expects, fit what is stored now."""
    unborn = Relationship.objects.filter(person=person, kind__in=PARENTS, other__expected_on__isnull=False)
    refresh_all([person, *Person.objects.filter(pk__in=unborn.values("other_id"))])


def drop_keys(person_id: uuid.UUID) -> None:
    """Before the row of a person who was joined into another goes."""
    FindKey.objects.filter(person_id=person_id).delete()


def rebuild(area_id: int) -> int:
    """Make all keys of an area anew, some hundred persons in each transaction, so that nobody has to stop working.

    Returns how many persons there were.
    """
    done = 0
    after: uuid.UUID | None = None
    while True:
        with in_area(area_id):
            rows = (
                Person.objects.order_by("pk") if after is None else Person.objects.filter(pk__gt=after).order_by("pk")
            )
            persons = list(rows.select_for_update(of=("self",))[:BATCH])
            refresh_all(persons)
        if not persons:
            return done
        done, after = done + len(persons), persons[-1].pk


def refresh_all(persons: Sequence[Person]) -> None:
    """Make the keys of just these persons fit. Only what differs is written."""
    facts = facts_of(persons)
    stored: dict[uuid.UUID, dict[tuple[str, bool], int]] = {person.pk: {} for person in persons}
    gone: list[int] = []
    for row in FindKey.objects.filter(person_id__in=stored):
        if (row.key, row.shielded_too) in stored[row.person_id]:
            gone.append(row.pk)
        stored[row.person_id][row.key, row.shielded_too] = row.pk
    new: list[FindKey] = []
    for person in persons:
        wanted = keys_for(facts[person.pk])
        gone += [pk for key, pk in stored[person.pk].items() if key not in wanted]
        new += [
            FindKey(area_id=person.area_id, person_id=person.pk, key=key, shielded_too=shielded_too)
            for key, shielded_too in sorted(wanted - stored[person.pk].keys())
        ]
    FindKey.objects.filter(pk__in=gone).delete()
    FindKey.objects.bulk_create(new, batch_size=2000)
