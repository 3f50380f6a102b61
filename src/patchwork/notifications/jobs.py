"""Delivery of the outbox, in the worker."""

from __future__ import annotations

from procrastinate.contrib.django import app


@app.task(queue="mail", retry=5)
def deliver_area(area: int) -> None:
    """Send what waits in an area's outbox. Written by the conversation slice."""
