"""Delivery of the outbox, in the worker."""

from __future__ import annotations

from procrastinate.contrib.django import app

from patchwork.notifications import delivering, queries


@app.task(queue="mail", name="notifications.deliver_area", priority=10)
def deliver_area(area: int) -> None:
    """Send what waits in an area's outbox. Queued by `tell`, in its transaction."""
    delivering.deliver(area)


@app.periodic(cron="* * * * * */30")  # the sixth field is seconds
@app.task(queue="mail", name="notifications.sweep", queueing_lock="notifications.sweep")
def sweep(timestamp: int) -> None:
    """Every half minute, whatever waits anywhere: retries, and mails whose own job was lost."""
    for area in queries.areas():
        delivering.deliver(area)
