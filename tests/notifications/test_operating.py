"""What an operator can ask, and what the worker does about jobs whose worker died."""

import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, tell


@pytest.fixture
def waiting(world, kind):
    post = world.posts["amina"]
    tell(
        "test.thing", area_id=world.marlowe.pk, event=uuid.uuid4(), to=[Recipient(post.account_id, post.pk)],
        now=world.now, about=world.persons["leo"].pk,
    )  # fmt: skip


def status(*words):
    out = StringIO()
    call_command("outbox_status", *words, stdout=out)
    return out.getvalue()


def test_the_outbox_in_numbers(world, waiting):
    said = status()
    assert f"area {world.marlowe.pk}: 1 waiting since 2026-11-25 10:30:00 UTC, 0 of them failing" in said
    assert f"area {world.wattle_bay.pk}: 0 waiting, 0 of them failing" in said
    assert "queue mail: 1 todo" in said


def test_it_names_nobody(waiting):
    assert "amina" not in status().lower()


def test_a_monitor_hears_of_mail_that_waits_too_long(clock, waiting):
    clock.shift(timedelta(seconds=59))
    status("--late-after", "60")
    clock.shift(timedelta(seconds=2))
    with pytest.raises(CommandError, match="is a worker running"):
        status("--late-after", "60")


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_done_again(superuser):
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    worker = superuser.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [long_ago]
    ).fetchone()
    (job,) = superuser.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id) "
        "VALUES ('mail', 'notifications.sweep', '{\"timestamp\": 0}', 'doing', %s) RETURNING id",
        worker,
    ).fetchone()
    app.tasks["config.take_up_again"].defer(timestamp=0)
    with app.replace_connector(app.connector.get_worker_connector()) as real:
        # One at a time: with `wait=False` a second hand would find nothing and go home while the first still looks.
        real.run_worker(wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False)
    assert not ProcrastinateJob.objects.filter(pk=job).exists()  # the worker's own timetable may have added others


def test_every_apps_jobs_are_known_to_the_worker():
    assert {"notifications.deliver_area", "notifications.sweep", "config.take_up_again"} <= app.tasks.keys()
    assert app.periodic_registry.periodic_tasks[("notifications.sweep", "")].cron == "* * * * * */30"


def test_a_notice_holds_no_text():
    """Codes, ids and times only: a column for words would be a place to put a name."""
    texts = {
        field.name for field in Notice._meta.get_fields() if field.get_internal_type() in {"CharField", "TextField"}
    }
    assert texts == {"kind", "address", "channel", "problem"}
