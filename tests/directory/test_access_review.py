"""Every four months each post is ticked by its organisation, or opens nothing until it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from patchwork.audit.models import AuditEvent
from patchwork.directory import actions, reviewing
from patchwork.directory.models import Area, Post
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice


@pytest.fixture
def oakfield(world):
    return world.organisations["oakfield"]


def last_confirmed(world, short, on):
    Post.objects.filter(pk=world.posts[short].pk).update(reconfirmed_on=on)


def post_of(world, short):
    return Post.objects.get(pk=world.posts[short].pk)


@pytest.fixture
def night(world, clock):
    """`night()` runs the review as the worker does, now."""

    def run(**later):
        if later:
            clock.shift(timedelta(**later))
        area = Area.objects.get(pk=world.marlowe.pk)
        done = reviewing.review(area, now=timezone.now())
        set_area(world.marlowe.pk)
        return done

    return run


def told(code, who):
    return Notice.objects.filter(kind=code, recipient_id=who.account_id).count()


def test_a_fortnight_before_the_administrator_is_reminded_once_a_week(world, moses, night):
    last_confirmed(world, "amina", moses.today - timedelta(days=110))
    night()
    night(hours=1)
    assert told("posts_to_review", moses) == 2  # bell and mail, once
    night(days=7)
    assert told("posts_to_review", moses) == 4


def test_what_nobody_ticks_is_suspended_on_the_day_and_not_before(world, amina, moses, night):
    last_confirmed(world, "amina", date(2026, 7, 31))  # due on 30 November: the 31st of November is its last day
    night()
    night(days=4)
    assert post_of(world, "amina").suspended_at is None
    night(days=8)
    assert post_of(world, "amina").stopped_by_review
    assert told("post_stopped", amina)
    assert told("post_stopped", moses)


def test_the_suspended_see_nothing_at_their_next_request(world, browse, night, moses):
    last_confirmed(world, "amina", moses.today - timedelta(days=118))
    night()
    night(days=9)
    assert browse("amina").get(reverse("home")).status_code == 302


def test_nobody_is_suspended_who_was_never_reminded(world, night, moses):
    """An area that sets a shorter time does not lose everybody overnight."""
    last_confirmed(world, "amina", moses.today - timedelta(days=400))
    assert night().stopped == 0
    night(days=7)
    assert post_of(world, "amina").stopped_by_review


def test_one_page_one_tick(world, browse, moses, oakfield, night):
    last_confirmed(world, "amina", moses.today - timedelta(days=400))
    night()
    night(days=7)
    client = browse("moses")
    address = reverse("review_posts", args=[oakfield.pk])
    assert "suspended: not confirmed by" in client.get(address).content.decode()
    sent = {"acting_post": str(moses.post_id), "posts": [str(world.posts["amina"].pk)]}
    assert client.post(address, sent).status_code == 303
    post = post_of(world, "amina")
    assert (post.suspended_at, post.stopped_by_review, post.reconfirmed_on) == (None, False, moses.today + timedelta(7))
    assert AuditEvent.objects.filter(kind="directory.post.reconfirmed").exists()


def test_a_tick_does_not_lift_what_somebody_ordered(world, moses, oakfield):
    actions.suspend_post(by=moses, post=post_of(world, "amina"))
    with pytest.raises(Refused, match="not on your list"):
        reviewing.confirm_posts(by=moses, organisation=oakfield, posts=[world.posts["amina"].pk])
    assert post_of(world, "amina").suspended_at is not None


def test_nobody_ticks_themselves(world, moses, oakfield):
    with pytest.raises(Refused, match="your own post"):
        reviewing.confirm_posts(by=moses, organisation=oakfield, posts=[world.posts["moses"].pk])


def test_another_organisations_post_is_refused_with_all_that_was_sent(world, moses, oakfield):
    last_confirmed(world, "amina", date(2026, 1, 1))
    posts = [world.posts["amina"].pk, world.posts["bilal"].pk]
    with pytest.raises(Refused, match="not on your list"):
        reviewing.confirm_posts(by=moses, organisation=oakfield, posts=posts)
    assert post_of(world, "amina").reconfirmed_on == date(2026, 1, 1)


def test_nothing_ticked_says_so(world, browse, moses, oakfield):
    answer = browse("moses").post(reverse("review_posts", args=[oakfield.pk]), {"acting_post": str(moses.post_id)})
    assert "Tick the posts that are still needed" in answer.content.decode()


def test_the_last_administrator_is_not_locked_out_but_reported(world, nia, night):
    last_confirmed(world, "nia", nia.today - timedelta(days=400))
    night()
    night(days=7)
    assert post_of(world, "nia").suspended_at is None
    assert Notice.objects.filter(kind="posts_to_review").exclude(recipient_id=nia.account_id).exists()


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 3, 29), date(2026, 7, 29)),  # the day the clocks change
        (date(2027, 10, 31), date(2028, 2, 29)),
        (date(2026, 10, 31), date(2027, 2, 28)),
        (date(2026, 12, 1), date(2027, 4, 1)),
    ],
)
def test_four_months_later_by_python_and_by_the_database(world, day, due):
    last_confirmed(world, "amina", day)
    assert reviewing.months_after(day, 4) == due
    assert Post.objects.annotate(due_on=reviewing.DueOn(4)).get(pk=world.posts["amina"].pk).due_on == due
