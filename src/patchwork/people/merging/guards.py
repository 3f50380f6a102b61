"""What was put around the one record after two were joined protects both when they are two again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from patchwork.people import shielding
from patchwork.people.indexing import refresh_keys
from patchwork.people.merging.models import Merge
from patchwork.people.models import Exclusion, Person, Shield

HELD = ("held_at", "restricted_at")


@dataclass(frozen=True, slots=True)
class Guards:
    """Set since the joining."""

    shields: list[Shield]
    exclusions: list[Exclusion]
    held: dict[str, datetime]


def guards_since(merge: Merge) -> Guards:
    """Asked before anything is put back: whom such a guard was meant for nobody can tell."""
    known = set()
    for step in merge.steps.filter(model__in=["people.Shield", "people.Exclusion"]):
        known.update(step.rows)
    shields = Shield.objects.filter(person=merge.kept_id, lifted_at__isnull=True)
    exclusions = Exclusion.objects.filter(person=merge.kept_id, lifted_at__isnull=True)
    held = {name: at for name in HELD if (at := getattr(merge.kept, name)) is not None and at > merge.at}
    return Guards(
        [row for row in shields if str(row.pk) not in known],
        [row for row in exclusions if str(row.pk) not in known],
        held,
    )


def spread(guards: Guards, restored: Person, *, now: datetime) -> None:
    """The same around the record that is there again, unless it has its own."""
    for shield in guards.shields:
        if shielding.live(restored) is None:
            shielding.inherit(shield, restored, now=now)
    shut = set(Exclusion.objects.filter(person=restored, lifted_at__isnull=True).values_list("account_id", flat=True))
    for row in guards.exclusions:
        if row.account_id not in shut:
            excluding_like(row, restored)
    if guards.held:
        Person.objects.filter(pk=restored.pk).update(**guards.held)
        restored.refresh_from_db()
    refresh_keys(restored)


def excluding_like(row: Exclusion, person: Person) -> Exclusion:
    """The same for another record, in the same words."""
    return Exclusion.objects.create(
        area_id=person.area_id, person=person, account_id=row.account_id, tie=row.tie, why=row.why, source=row.source,
        asked_by_id=row.asked_by_id, asked_at=row.asked_at, acts_from=row.acts_from,
    )  # fmt: skip
