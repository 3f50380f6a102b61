"""From the outbox to a mail server: once, in time, only to who may still know; nothing lost, nothing doubled."""

import uuid
from datetime import timedelta

import pytest

from patchwork.notifications import delivering, queries
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, tell


@pytest.fixture
def tell_bilal(world, kind):
    """Tell Bilal of an event; the same id again is the same event."""

    def told(event=None, *, short="bilal", **more):
        post = world.posts[short]
        recipient = Recipient(post.account_id, post.pk) if short != "newcomer" else Recipient(**more)
        tell("test.thing", area_id=world.marlowe.pk, event=event or uuid.uuid4(), to=[recipient], now=world.now)

    return told


@pytest.fixture
def deliver(world):
    return lambda: delivering.deliver(world.marlowe.pk)


def mails():
    return Notice.objects.filter(channel="email")


def test_a_mail_goes_to_each_recipient(postbox, tell_bilal, deliver):
    tell_bilal()
    tell_bilal(short="hana")
    assert deliver() == 2
    assert postbox.addresses == ["bilal@marlowe-health.example", "hana@marlowe-health.example"]
    assert mails().filter(sent_at__isnull=False).count() == 2


def test_one_event_is_one_mail_however_often_it_is_told(postbox, tell_bilal, deliver):
    event = uuid.uuid4()
    tell_bilal(event)
    tell_bilal(event)
    deliver()
    deliver()
    assert len(postbox.messages) == 1


def test_whoever_may_no_longer_see_is_not_told(postbox, kind, tell_bilal, deliver):
    tell_bilal()
    kind.may_still = False
    deliver()
    assert postbox.messages == []
    assert mails().get().dropped_at is not None
    assert mails().get().sent_at is None


def test_a_suspended_account_is_not_told(world, postbox, tell_bilal, deliver):
    tell_bilal()
    world.posts["bilal"].account.is_active = False
    world.posts["bilal"].account.save()
    deliver()
    assert postbox.messages == []


def test_a_newcomer_without_account_is_written_to_by_address(world, postbox, kind, deliver):
    to = [Recipient(address="newcomer@oakfield-school.example")]
    tell("test.thing", area_id=world.marlowe.pk, event=uuid.uuid4(), to=to, now=world.now)
    assert not Notice.objects.filter(channel="bell").exists()
    deliver()
    assert postbox.addresses == ["newcomer@oakfield-school.example"]


def test_mail_of_another_area_is_not_touched(world, postbox, tell_bilal):
    tell_bilal()
    delivering.deliver(world.wattle_bay.pk)
    assert postbox.messages == []


def test_a_server_that_is_busy_is_asked_again_later(clock, postbox, tell_bilal, deliver):
    tell_bilal()
    postbox.answer = lambda envelope: "451 try again"
    deliver()
    postbox.answer = None
    deliver()
    assert postbox.messages == []  # not at once
    clock.shift(timedelta(minutes=1, seconds=1))
    deliver()
    assert len(postbox.messages) == 1
    assert (mails().get().attempts, mails().get().problem) == (1, "")


def test_one_mail_that_a_server_will_not_take_does_not_hold_up_the_next(postbox, tell_bilal, deliver):
    tell_bilal()
    tell_bilal(short="hana")
    postbox.answer = lambda envelope: "451 no" if "bilal" in envelope.rcpt_tos[0] else postbox.keep(envelope)
    deliver()
    assert postbox.addresses == ["hana@marlowe-health.example"]


def test_without_a_server_the_job_ends_and_nothing_is_lost(settings, clock, postbox, tell_bilal, deliver):
    port = settings.MAILERS["default"]["OPTIONS"]["port"]
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1
    tell_bilal()
    tell_bilal(short="hana")
    deliver()
    assert sorted(mails().values_list("attempts", flat=True)) == [0, 1]  # the second was not even tried
    settings.MAILERS["default"]["OPTIONS"]["port"] = port
    clock.shift(timedelta(minutes=2))
    deliver()
    assert len(postbox.messages) == 2


def test_an_address_that_does_not_exist_is_not_tried_again(world, postbox, kind, tell_bilal, deliver):
    to = [Recipient(address="gone@oakfield-school.example")]
    tell("test.thing", area_id=world.marlowe.pk, event=uuid.uuid4(), to=to, now=world.now)
    tell_bilal()
    deliver()
    assert postbox.addresses == ["bilal@marlowe-health.example"]
    assert mails().get(address__startswith="gone").problem == "refused"


def test_a_question_that_breaks_does_not_stop_the_others_and_is_asked_again(clock, postbox, kind, tell_bilal, deliver):
    tell_bilal()
    kind.may_still = ValueError("a bug")
    deliver()
    assert mails().get().problem == "ValueError"
    kind.may_still = True
    clock.shift(timedelta(minutes=2))
    deliver()
    assert len(postbox.messages) == 1


def test_after_three_days_nobody_tries_any_more(clock, postbox, tell_bilal, deliver):
    tell_bilal()
    postbox.answer = lambda envelope: "451 no"
    for _ in range(4):
        deliver()
        clock.shift(timedelta(days=1, minutes=1))
    deliver()
    assert mails().get().dropped_at is not None
    assert queries.outbox_figures(mails().get().created_at).waiting == 0


def test_the_sweep_finds_what_no_job_was_queued_for(world, postbox, kind, tell_bilal):
    from patchwork.notifications.jobs import sweep

    tell_bilal()
    sweep(timestamp=0)
    assert len(postbox.messages) == 1
