"""What the one record takes over of the other's own columns: what it lacks, every name, and every restriction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from patchwork.people.merging.log import Log
from patchwork.people.models import Address, FormerName, Person, Shield, ShieldKind

LACKED = ("known_as", "sex", "moved_to_area")
NAMES = ("given_names", "family_name")


def fold(log: Log, kept: Person, gone: Person) -> None:
    """Called while both rows are there."""
    changes = {
        **{name: getattr(gone, name) for name in (*LACKED, *NAMES) if not getattr(kept, name)},
        **_born(kept, gone),
        **_restrictions(kept, gone),
        "last_needed_on": _later(kept.last_needed_on, gone.last_needed_on),
        "last_openly_needed_on": _later(kept.last_openly_needed_on, gone.last_openly_needed_on),
    }
    log.change(kept, **{name: value for name, value in changes.items() if value != getattr(kept, name)})
    for given, family in _names_to_keep(kept, gone):
        log.make(FormerName(area_id=kept.area_id, person=kept, given_names=given, family_name=family))


def _born(kept: Person, gone: Person) -> dict[str, Any]:
    """A birth date where there was none, or only about one; a born child is not expected any more."""
    if gone.born_on is None or (kept.born_on is not None and kept.born_precision == "day"):
        return {}
    if kept.born_on is not None and gone.born_precision != "day":
        return {}
    return {"born_on": gone.born_on, "born_precision": gone.born_precision, "expected_on": None}


def _restrictions(kept: Person, gone: Person) -> dict[str, datetime | None]:
    """Held or restricted is the one record if either was, from the earlier moment."""
    return {
        name: min((at for at in (getattr(kept, name), getattr(gone, name)) if at is not None), default=None)
        for name in ("held_at", "restricted_at")
    }


def _later(one: date | None, other: date | None) -> date | None:
    """The last day somebody needed either; none while one of them is needed still."""
    return None if one is None or other is None else max(one, other)


def _names_to_keep(kept: Person, gone: Person) -> Iterator[tuple[str, str]]:
    """What the other was called, where nothing of it is kept yet: they are still found by it."""
    known = {(kept.given_names, kept.family_name)}
    rows = FormerName.objects.filter(person__in=[kept.pk, gone.pk])
    known |= set(rows.values_list("given_names", "family_name"))
    called = [(gone.given_names, gone.family_name)]
    if gone.known_as and gone.known_as != kept.known_as:
        called.append((gone.known_as, gone.family_name))
    for names in called:
        if any(names) and names not in known:
            known.add(names)
            yield names


def clear_addresses_of_a_refuge(log: Log, *persons: Person) -> None:
    """Of somebody protected in a refuge no address is open to anybody, and the database keeps none: before the two are
    one, those of the other record go aside.
    """
    refuges = Shield.objects.filter(person__in=persons, kind=ShieldKind.REFUGE, lifted_at__isnull=True)
    if refuges.exists():
        for row in Address.objects.filter(person__in=persons).order_by("pk"):
            log.put_aside(row)
