"""How the outbox and the queue stand, for an operator or a monitor: numbers only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from patchwork.kit.context import in_area
from patchwork.notifications import queries


class Command(BaseCommand):
    help = "Shows what waits to be sent, what fails and what was sent in the last day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--late-after", type=int, default=0, metavar="SECONDS",
                            help="end with an error when a mail has waited longer than this")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        oldest = min(filter(None, (self._area(area, now) for area in queries.areas())), default=None)
        queues = ProcrastinateJob.objects.values("queue_name", "status").annotate(n=Count("pk"))
        for row in queues.order_by("queue_name", "status"):
            self.stdout.write(f"queue {row['queue_name']}: {row['n']} {row['status']}")
        if options["late_after"] and oldest and now - oldest > timedelta(seconds=options["late_after"]):
            raise CommandError(f"The oldest mail has waited since {oldest:%Y-%m-%d %H:%M:%S} UTC: is a worker running?")

    def _area(self, area: int, now: datetime) -> datetime | None:
        with in_area(area):
            figures = queries.outbox_figures(now - timedelta(days=1))
        since = f" since {figures.oldest:%Y-%m-%d %H:%M:%S} UTC" if figures.oldest else ""
        self.stdout.write(
            f"area {area}: {figures.waiting} waiting{since}, {figures.failing} of them failing; "
            f"in the last day {figures.sent} sent, {figures.dropped} dropped"
        )
        return figures.oldest
