"""Background work about persons: checking a new record, and the nightly clean-up."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from patchwork.directory.models import Area
from patchwork.kit.context import in_area
from patchwork.people import keeping, matching
from patchwork.people.models import Person


@app.task(queue="default", retry=3)
def check_new_record(area: int, person: str) -> None:
    """Let colleagues see a record once it was compared with all others. Doing it again does nothing."""
    with in_area(area):
        new = Person.objects.select_for_update().filter(pk=person, checked_at__isnull=True).first()
        if new is not None:
            matching.check_record(new, now=timezone.now())


@app.periodic(cron="17 2 * * *")
@app.task(queue="default", queueing_lock="people.clean_up", pass_context=False)
def clean_up(timestamp: int) -> None:
    """Every night: persons nobody needs leave finding and are erased when their time is over."""
    for area in Area.objects.order_by("pk"):
        keeping.clean_up(area, now=timezone.now())
