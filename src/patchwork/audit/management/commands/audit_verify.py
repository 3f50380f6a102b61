from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from patchwork.audit.models import AuditDropped
from patchwork.audit.verifying import areas, verify
from patchwork.kit.context import in_area


class Command(BaseCommand):
    help = "Check the audit chain of every area, against anchors where a file of them is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchors", type=Path, help="file written by audit_anchor, kept outside the database")

    def handle(self, *args: Any, anchors: Path | None = None, **options: Any) -> None:
        known, months = _read(anchors) if anchors else ({}, {})
        broken = 0
        for area in areas():
            with in_area(area.pk):
                verdict = verify(area.pk, anchors=known.get(area.slug), anchored=months.get(area.slug))
                gone = AuditDropped.objects.filter(area_id=area.pk).order_by("number").last()
            for fault in verdict.faults:
                self.stderr.write(f"{area.slug}: {fault}")
            broken += bool(verdict.faults)
            state = "BROKEN" if verdict.faults else "whole"
            until = f", dropped up to {gone.segment}" if gone else ""
            self.stdout.write(f"{area.slug}: {verdict.links} links, {state}{until}")
        if broken:
            raise CommandError(
                f"{broken} chain(s) are broken. Keep the database as it is and tell the privacy officer."
            )


def _read(path: Path) -> tuple[dict[str, dict[int, bytes]], dict[str, dict[int, str]]]:
    """Hashes by area and number, and the month in which each was last written down as the head."""
    known: dict[str, dict[int, bytes]] = {}
    months: dict[str, dict[int, str]] = {}
    for line in path.read_text().splitlines():
        anchor = json.loads(line)
        known.setdefault(anchor["area"], {})[anchor["number"]] = bytes.fromhex(anchor["hash"])
        if not anchor.get("dropped"):
            months.setdefault(anchor["area"], {})[anchor["number"]] = anchor["at"][:7]
    return known, months
