"""``patchwork manage demo_world``: fill an empty demo database with invented people."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from patchwork.demo import builder
from patchwork.demo.bulk import OWNER


class Command(BaseCommand):
    help = "Fill a demo database with invented areas. What is there already is left as it is."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--seed", type=int, default=builder.SEED, help="another number makes another crowd")

    def handle(self, *args: Any, **options: Any) -> None:
        require_demo_database()
        begun = time.monotonic()
        for made in builder.build(now=timezone.now(), seed=options["seed"]):
            self.stdout.write(
                f"{made.area.name}: {made.persons} invented persons in {made.families} families, "
                f"{made.practitioners} practitioners, {made.rows} rows in {time.monotonic() - begun:.1f} s"
            )


def require_demo_database() -> None:
    """Invented people are put into a database that was made for them, and into no other."""
    if not settings.PATCHWORK_DEMO or OWNER not in settings.DATABASES:
        raise CommandError("Invented people belong into the demo only: run `./run demo`.")
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT current_setting('patchwork.demo', true)")
        if cursor.fetchone() != ("on",):
            raise CommandError("This database was not made by the demo, so no invented people are put into it.")
