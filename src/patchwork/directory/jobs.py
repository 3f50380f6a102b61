"""Background work of the directory: the review of who still needs a post."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from patchwork.directory import reviewing
from patchwork.directory.models import Area


@app.periodic(cron="5 6 * * *")
@app.task(queue="default", queueing_lock="directory.review_posts", pass_context=False)
def review_posts(timestamp: int) -> None:
    """Every morning, so that a suspended practitioner can ring somebody."""
    for area in Area.objects.order_by("pk"):
        reviewing.review(area, now=timezone.now())
