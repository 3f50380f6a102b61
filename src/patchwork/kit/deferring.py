"""Putting a job into the queue by the transaction that needs it done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager


def defer(task: Any, **arguments: Any) -> None:
    """Queue `task` with `arguments` (ids and codes only), in the open transaction.

    Plain `task.defer()` does so in a request, but inside the worker it writes through a connection of its own:
    the job would be there before, or without, the rows it is about.
    """
    defer_at(task, None, **arguments)


def defer_at(task: Any, at: datetime | None, **arguments: Any) -> None:
    """The same, to be done at that moment."""
    job = task.configure(schedule_at=at).job
    JobDeferrer(job_manager=JobManager(DjangoConnector()), job=job).defer(**arguments)
