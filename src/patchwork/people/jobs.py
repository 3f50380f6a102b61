"""Background work about persons: checking a new record, and the nightly clean-up."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from patchwork.directory.models import Area
from patchwork.kit.context import in_area
from patchwork.people import emergency, excluding, keeping, matching
from patchwork.people.models import BreakGlass, Person, StatedRelative


@app.task(queue="default", retry=3)
def check_new_record(area: int, person: str) -> None:
    """Let colleagues see a record once it was compared with all others. Doing it again does nothing."""
    with in_area(area):
        new = Person.objects.select_for_update().filter(pk=person, checked_at__isnull=True).first()
        if new is not None:
            matching.check_record(new, now=timezone.now())


@app.task(queue="default", retry=3)
def check_new_records(area: int, persons: list[str]) -> None:
    """The same of those that one list has made, each in a transaction of its own."""
    for person in persons:
        check_new_record(area=area, person=person)


@app.periodic(cron="17 2 * * *")
@app.task(queue="default", queueing_lock="people.clean_up", pass_context=False)
def clean_up(timestamp: int) -> None:
    """Every night: persons nobody needs leave finding and are erased when their time is over."""
    for area in Area.objects.order_by("pk"):
        keeping.clean_up(area, now=timezone.now())


@app.task(queue="default", retry=3)
def tell_of_emergency(area: int, glass: str) -> None:
    """Five minutes after a colleague was asked: if nobody answered, the privacy officers are told at once."""
    with in_area(area):
        row = BreakGlass.objects.select_for_update(of=("self",)).filter(pk=glass).first()
        if row is not None:
            emergency.tell_if_unanswered(row, now=timezone.now())


@app.task(queue="default", retry=3)
def match_stated_relative(area: int, stated: str) -> None:
    """Shut to somebody whom they said they know privately. Doing it again does nothing."""
    with in_area(area):
        row = StatedRelative.objects.select_related("post").filter(pk=stated).first()
        if row is not None:
            excluding.match_stated(row, now=timezone.now())


@app.periodic(cron="47 2 * * *")
@app.task(queue="default", queueing_lock="people.check_exclusions", pass_context=False)
def check_exclusions(timestamp: int) -> None:
    """Every night: who works with somebody they may be related to is put on the privacy officer's list."""
    now = timezone.now()
    for area in Area.objects.order_by("pk"):
        with in_area(area.pk):
            excluding.check_area(area.pk, now=now, today=now.astimezone(area.zone).date())
