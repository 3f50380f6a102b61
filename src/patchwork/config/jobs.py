"""Procrastinate's app: each of our apps keeps its jobs in `jobs.py`, found by their name.

Queues: `mail` (what people wait for) and `default` (nightly and background work). One worker serves both; an
operator may give mail a worker of its own with `patchwork manage procrastinate worker --queues=mail`.
Finished jobs are deleted: a queue keeps no diary, and who was told what stays in the outbox.
"""

from __future__ import annotations

from typing import Any


async def take_up_again(context: Any, timestamp: int) -> None:
    """Jobs whose worker died in the middle are done again; all of ours may be."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


def on_app_ready(app: Any) -> None:
    """Called once Procrastinate's app stands and every `jobs` module was imported."""
    name = "config.take_up_again"
    task = app.task(queue="default", name=name, queueing_lock=name, pass_context=True)
    app.periodic(cron="*/5 * * * *")(task(take_up_again))
