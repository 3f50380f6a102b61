"""Putting a job into the queue by the transaction that needs it done."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager


def defer(task: Any, **arguments: Any) -> None:
    """Queue `task` with `arguments` (ids and codes only), in the open transaction.

    Plain `task.defer()` does so in a request, but inside the worker it writes through a connection of its own:
    the job would be there before, or without, the rows it is about.
    """
    job = task.configure().job
    JobDeferrer(job_manager=JobManager(DjangoConnector()), job=job).defer(**arguments)
