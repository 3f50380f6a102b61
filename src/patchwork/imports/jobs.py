"""Background work on lists."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from patchwork.directory.models import Area
from patchwork.imports import folders, keeping, work
from patchwork.kit.context import in_area

STUCK_AFTER = timedelta(minutes=10)


@app.task(queue="default", retry=3)
def work_on_list(area: int, upload: str) -> None:
    """Do what can be done with an upload. Killed, it is taken up again where it stood."""
    work.work_on(area, uuid.UUID(upload))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="default", queueing_lock="imports.watch", pass_context=False)
def watch_feeds(timestamp: int) -> None:
    """Take what has arrived in the watched folder, where there is one."""
    if settings.PATCHWORK_FEEDS_FOLDER:
        folders.take_all(Path(settings.PATCHWORK_FEEDS_FOLDER), now=timezone.now())


@app.periodic(cron="37 2 * * *")
@app.task(queue="default", queueing_lock="imports.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Every night: rows that are kept long enough go, and stale lists are told of."""
    now = timezone.now()
    for area in Area.objects.order_by("pk"):
        with in_area(area.pk):
            keeping.forget_old(area, now=now)
            keeping.warn_of_stale(area, now=now)
