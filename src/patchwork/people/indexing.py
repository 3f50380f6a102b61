"""Keeping the search table in step with persons: in the transaction of every change, and as a whole."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from patchwork.kit.context import in_area
from patchwork.people import searching
from patchwork.people.finding import facts_of
from patchwork.people.models import PARENTS, Person, Relationship

BATCH = 500


def refresh_keys(person: Person) -> None:
    """Make the keys of `person`, and of children she expects, fit what is stored now."""
    unborn = Relationship.objects.filter(person=person, kind__in=PARENTS, other__expected_on__isnull=False)
    refresh_all([person, *Person.objects.filter(pk__in=unborn.values("other_id"))])


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
    """Make the rows of just these persons fit. Only what differs is written."""
    facts = facts_of(persons)
    searching.keep((person.pk, *searching.row_of(facts[person.pk], person.area_id)) for person in persons)
