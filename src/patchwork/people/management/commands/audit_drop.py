"""`patchwork manage audit_drop`: months of the record that are past their years go; the head of each stays."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from patchwork.audit import dropping
from patchwork.audit.models import AuditReference
from patchwork.audit.verifying import verify
from patchwork.directory.models import Area
from patchwork.kit.context import in_area
from patchwork.people import slots
from patchwork.people.merging import aliases
from patchwork.people.models import Person


class Command(BaseCommand):
    help = "Drop whole months of the audit past the jurisdiction's years, as the owner. Prints the heads that are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        if dropping.OWNER not in connections:
            raise CommandError(
                "Set OWNER_DATABASE_URL: the application's own login cannot take anything off the audit."
            )
        for area in Area.objects.order_by("pk"):
            self._area(area, dry_run=dry_run)

    def _area(self, area: Area, *, dry_run: bool) -> None:
        years, now = slots.retention_years(area.jurisdiction), timezone.now()
        if years is None:
            self.stderr.write(f"{area.slug}: nobody has said for how long it is kept, so all of it stays")
            return
        with in_area(area.pk):
            if faults := verify(area.pk).faults:
                raise CommandError(
                    f"{area.slug}: the chain is broken ({faults[0]}). Nothing goes: tell the privacy officer."
                )
            held = _held(area)
        before = dropping.cutoff(now.astimezone(area.zone).date(), years=years)
        for month in dropping.months(area.pk, before=before, held=held):
            if dry_run:
                self.stderr.write(f"{area.slug}: {month.segment} would go, {month.links} links")
                continue
            kept = dropping.drop(area.pk, month, now=now)
            self.stderr.write(f"{area.slug}: {month.segment} is gone, {month.links} links")
            self.stdout.write(_anchor(area, kept.number, bytes(kept.hash), now.isoformat()))


def _held(area: Area) -> set[uuid.UUID]:
    """By which references the record knows persons whose deletion is stopped."""
    persons = Person.objects.filter(held_at__isnull=False).values("pk")
    known = AuditReference.objects.filter(aliases.known_as(persons), area=area)
    return set(known.values_list("reference", flat=True))


def _anchor(area: Area, number: int, head: bytes, at: str) -> str:
    """As `audit_anchor` writes it, for the same file; of a month that is gone, so not the head on that day."""
    return json.dumps({"area": area.slug, "number": number, "hash": head.hex(), "at": at, "dropped": True})
