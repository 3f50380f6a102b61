"""Background work about involvements: what nobody confirmed in time ends, with notice."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from patchwork.directory.models import Area
from patchwork.involvement import actions
from patchwork.involvement.models import Involvement
from patchwork.kit.context import in_area


@app.periodic(cron="*/10 * * * *")
@app.task(queue="default", queueing_lock="involvement.lapse", pass_context=False)
def end_what_ran_out(timestamp: int) -> None:
    """Every ten minutes. The rules deny from the minute it runs out; this writes it down and tells the people."""
    for area in Area.objects.order_by("pk"):
        lapse_in(area, now=timezone.now())


def lapse_in(area: Area, *, now: datetime) -> int:
    """End what ran out in one area, each in a transaction of its own; returns how many. Doing it again does nothing."""
    ended = 0
    while _lapse_next(area, now):
        ended += 1
    return ended


def _lapse_next(area: Area, now: datetime) -> bool:
    with in_area(area.pk):
        waiting = Involvement.objects.filter(
            ended_on__isnull=True, confirmed_at__isnull=True, provisional_until__lte=now
        )
        found = (
            waiting.select_for_update(skip_locked=True, of=("self",)).select_related("area", "person", "post").first()
        )
        if found is None:
            return False
        actions.lapse(involvement=found, now=now, today=now.astimezone(area.zone).date())
        return True
