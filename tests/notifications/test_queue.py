"""The queue and the outbox live and die in one transaction; a killed worker loses nothing."""

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import make_conninfo

from patchwork.conversation import actions
from patchwork.demo.cast import build_cast
from patchwork.kit.context import in_area
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return build_cast(now=datetime.now(UTC))


def raised(cast):
    """Erin asks Amina to call her; returns the attention."""
    return actions.raise_attention(
        by=cast.viewer("erin", now=datetime.now(UTC)), person=cast.persons["leo"], category="call_me",
        form_token=uuid.uuid4(), to_whole_team=False, members=[cast.posts["amina"].pk],
    )  # fmt: skip


def work():
    """Do what is in the queue, as the worker does, through connections of its own."""
    with app.replace_connector(app.connector.get_worker_connector()) as real:
        real.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def queued_by_deeds():
    """What is in the queue, without what the worker's own timetable may just have put there."""
    timetable = {task for task, _ in app.periodic_registry.periodic_tasks}
    return ProcrastinateJob.objects.exclude(task_name__in=timetable)


def test_the_worker_sends_what_a_deed_told(cast, postbox):
    with in_area(cast.marlowe.pk):
        raised(cast)
    work()
    assert postbox.addresses == ["amina@oakfield-school.example"]
    assert not queued_by_deeds().exists()  # a finished job leaves no trace


def test_what_was_rolled_back_is_not_told(cast, postbox):
    with contextlib.suppress(ZeroDivisionError), in_area(cast.marlowe.pk):
        raised(cast)
        raise ZeroDivisionError
    assert not ProcrastinateJob.objects.exists()
    work()
    assert postbox.messages == []


def test_the_job_is_not_there_before_its_notices(cast, superuser):
    with in_area(cast.marlowe.pk):
        raised(cast)
        jobs = "SELECT count(*) FROM procrastinate_jobs"
        assert superuser.execute(jobs).fetchone() == (0,)
    assert superuser.execute(jobs).fetchone() == (1,)


def test_told_by_a_job_it_waits_for_that_jobs_transaction_too(cast, kind, superuser):
    """Inside the worker Procrastinate's own `defer` would write at once, past the open transaction."""
    with app.replace_connector(app.connector.get_worker_connector()), in_area(cast.marlowe.pk):
        account = cast.posts["amina"].account_id
        now = datetime.now(UTC)
        tell("test.thing", area_id=cast.marlowe.pk, event=uuid.uuid4(), to=[Recipient(account)], now=now)
        assert superuser.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()


def test_a_worker_killed_between_sending_and_marking_sends_the_same_mail_again(cast, postbox):
    with in_area(cast.marlowe.pk):
        raised(cast)
    started = []

    def take_it_and_kill(envelope):
        os.kill(started[0].pid, signal.SIGKILL)  # the server has the mail, the worker never hears that it has
        return postbox.keep(envelope)

    postbox.answer = take_it_and_kill
    started.append(_worker_process(postbox.port, cast.marlowe.pk))
    assert started[0].wait(60) == -signal.SIGKILL
    with in_area(cast.marlowe.pk):
        assert Notice.objects.get(channel="email").sent_at is None
    postbox.answer = None
    work()
    first, second = postbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    with in_area(cast.marlowe.pk):
        assert Notice.objects.get(channel="email").sent_at is not None


def test_two_workers_do_not_send_the_same_mail(cast, postbox, superuser):
    with in_area(cast.marlowe.pk):
        raised(cast)
    with superuser.transaction():
        superuser.execute("SELECT 1 FROM notifications_notice FOR UPDATE")  # another worker has it in hand
        work()
    assert postbox.messages == []


def _worker_process(port, area):
    known = connection.settings_dict
    url = make_conninfo(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"], port=known["PORT"]
    )
    environment = {
        **os.environ, "DATABASE_URL": url, "PATCHWORK_SMTP_HOST": "127.0.0.1", "PATCHWORK_SMTP_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "patchwork.config.settings", "PATCHWORK_HOME": str(configured.HOME),
    }  # fmt: skip
    program = (
        f"import django; django.setup(); from patchwork.notifications import delivering; delivering.deliver({area})"
    )
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", program], env=environment)
