from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from patchwork.kit import crypto, resealing
from patchwork.kit.context import in_area


class Command(BaseCommand):
    help = (
        "Seal every text of an older key anew with the newest, the first of PATCHWORK_KEYS. Safe to stop and to start "
        "again. --count changes nothing and says how many texts each key still seals: a key with none may go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", action="store_true", help="change nothing: count the texts of each key")
        parser.add_argument("--batch", type=int, default=resealing.BATCH, help="texts to a transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] < 1:
            raise CommandError("--batch must be at least 1.")
        if not options["count"]:
            self._reseal(options["batch"])
        self._count()

    def _reseal(self, batch: int) -> None:
        for column in resealing.columns():
            for area in resealing.areas():
                for done in self._batches(column.label, resealing.reseal(column, area, batch=batch)):
                    self.stdout.write(f"{column.label}: {done} in area {area}")
        for other in resealing.elsewhere():
            for done in self._batches(other.label, other.reseal(batch)):
                self.stdout.write(f"{other.label}: {done}")

    def _batches(self, label: str, batches: Any) -> Any:
        try:
            yield from batches
        except crypto.CannotOpen as problem:
            raise CommandError(
                f"{label}: {problem} Put every key back that is still in use, and start again."
            ) from None

    def _count(self) -> None:
        total: Counter[str] = Counter()
        for area in resealing.areas():
            with in_area(area):
                for column in resealing.columns():
                    total += resealing.by_key(column)
        for other in resealing.elsewhere():
            total += other.by_key()
        ring = crypto.keys()
        newest = next(iter(ring))
        for key in sorted({*total, *ring}):
            known = "" if key in ring else " (MISSING from PATCHWORK_KEYS: these texts cannot be opened)"
            used = " (seals what is new)" if key == newest else ""
            self.stdout.write(f"{key}: {total[key]} texts{used}{known}")
