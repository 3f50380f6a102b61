"""Background work of oversight: routing requests, those that are late, the nightly check."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from patchwork.directory.models import Area
from patchwork.kit.context import in_area
from patchwork.oversight import broker, watching
from patchwork.oversight.models import BrokerRequest


@app.task(queue="default", retry=3)
def route_request(area: int, request: str) -> None:
    """Find whom a request to the broker goes to. Doing it again does nothing."""
    with in_area(area):
        _route(BrokerRequest.objects.filter(pk=request))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="default", queueing_lock="oversight.broker", pass_context=False)
def keep_requests_moving(timestamp: int) -> None:
    """Every five minutes: requests whose own job was lost, and those that nobody decided in time."""
    now = timezone.now()
    for area in Area.objects.order_by("pk"):
        with in_area(area.pk):
            _route(BrokerRequest.objects.filter(asked_at__lte=now - timedelta(minutes=5)))
            broker.hand_to_leads(area, now=now)


def _route(requests: object) -> None:
    waiting = requests.filter(routed_at__isnull=True).select_for_update(skip_locked=True, of=("self",))  # type: ignore[attr-defined]
    for request in waiting.select_related("area", "post__account", "post__area", "post__service__organisation"):
        broker.route(request, now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="default", queueing_lock="oversight.night", pass_context=False)
def go_through_yesterday(timestamp: int) -> None:
    """Every hour: areas where it is morning now. Doing it again does nothing."""
    now = timezone.now()
    for area in Area.objects.order_by("pk"):
        if now.astimezone(area.zone).hour == watching.MORNING:
            with in_area(area.pk):
                watching.night(area, now=now)
