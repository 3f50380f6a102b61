"""A person is here only while an involvement needs the record (design, section 4): the nightly clean-up.

Needed is whoever somebody works with, and the family members recorded with them. Who is needed no longer leaves
finding after the area's time (asked in `finding`) and is erased after the jurisdiction's, unless held.
A record nobody ever said to work with goes after a day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from patchwork.access import Viewer
from patchwork.directory.models import Area
from patchwork.kit.context import in_area
from patchwork.people import slots
from patchwork.people.actions import erase_person
from patchwork.people.models import FamilyMember, Person
from patchwork.people.slots import Needs

NEVER_NEEDED = timedelta(hours=24)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How many records fell out of use, came back into it, and were erased."""

    unneeded: int
    needed_again: int
    erased: int


def clean_up(area: Area, *, now: datetime) -> Cleaned:
    """Tidy one area. Safe to run at any time and again; does nothing while no app says who is needed."""
    needs = slots.SLOTS.needs
    if needs is None:
        return Cleaned(0, 0, 0)
    by = Viewer(area_id=area.pk, now=now, zone=area.zone, jurisdiction=area.jurisdiction)
    needed = _with_family(lambda person: needs.now(person, now, by.today))
    ever = _with_family(needs.ever)
    with in_area(area.pk):
        again = Person.objects.filter(needed, last_needed_on__isnull=False).update(last_needed_on=None)
        _note_openly(needs, now, by)
        fresh = Q(made_at__gt=now - NEVER_NEEDED)
        idle = Person.objects.filter(~needed & ~fresh, last_needed_on__isnull=True)
        unneeded = idle.filter(ever).update(last_needed_on=by.today)
        over = list(idle.filter(~ever, held_at__isnull=True).values_list("pk", flat=True))
        over += _kept_long_enough(by)
    return Cleaned(unneeded, again, sum(_erase(person, ~needed, by) for person in over))


def _note_openly(needs: Needs, now: datetime, by: Viewer) -> None:
    """The same of work that is not kept private: after its end the person leaves finding for everybody else."""
    openly = _with_family(lambda person: needs.openly(person, now, by.today))
    Person.objects.filter(openly, last_openly_needed_on__isnull=False).update(last_openly_needed_on=None)
    left = Person.objects.filter(~openly, _with_family(needs.ever_openly), last_openly_needed_on__isnull=True)
    left.update(last_openly_needed_on=by.today)


def _with_family(condition: Callable[[str], Q]) -> Q:
    """The condition of the person, or of someone in a family with them."""
    relatives = FamilyMember.objects.filter(family__members__person_id=OuterRef("pk")).filter(condition("person_id"))
    return Q(condition("pk")) | Q(Exists(relatives))


def _kept_long_enough(by: Viewer) -> list[UUID]:
    years = slots.retention_years(by.jurisdiction)
    if years is None:
        return []
    since = by.today - timedelta(days=round(years * 365.25))
    rows = Person.objects.filter(last_needed_on__lte=since, held_at__isnull=True)
    return list(rows.values_list("pk", flat=True))


def _erase(person_id: UUID, still: Q, by: Viewer) -> bool:
    """Each in a transaction of its own, asked once more: one that fails does not keep the others."""
    try:
        with in_area(by.area_id):
            person = Person.objects.select_for_update().filter(still, pk=person_id, held_at__isnull=True).first()
            if person is None:
                return False
            erase_person(by=by, person=person)
            return True
    except Exception:
        log.exception("could not erase person %s", person_id)
        return False
