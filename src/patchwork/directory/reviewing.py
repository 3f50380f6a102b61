"""The access review: every post is confirmed by its organisation every few months, or it opens nothing until it is.

People change jobs and nobody tells the system; the posts they leave behind are the doors nobody watches. An
organisation's administrators get one page with everybody on it, to tick; they are reminded for two weeks; then the post
is suspended by the clock, and one tick on the same page lifts that. A suspension that somebody ordered stays.
"""

from __future__ import annotations

import uuid
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import DateField, Func, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import audit
from patchwork.directory import rules
from patchwork.directory.invitations import ADMINISTRATORS
from patchwork.directory.models import Area, Organisation, Post, PostQuerySet, Power
from patchwork.directory.viewing import Viewer
from patchwork.kit.answers import Refused
from patchwork.kit.context import in_area
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Kind, Recipient, recipients, register, tell

REMIND_BEFORE = timedelta(days=14)
REMIND_AGAIN_AFTER = timedelta(days=7)


# -- when


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day (31 October → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class DueOn(Func):
    """The day on which a post has to be confirmed again: `months_after` as the database reckons it, the same way."""

    template = "((%(expressions)s) + make_interval(months => %(months)d))::date"
    output_field = DateField()

    def __init__(self, months: int) -> None:
        # One that was never confirmed counts from its first day.
        super().__init__(Coalesce("reconfirmed_on", "started_on"), months=months)


def due_by(day: date, months: int) -> Q:
    """Posts whose review is due on that day or was."""
    return Q(LessThanOrEqual(DueOn(months), day))


# -- the list to tick


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A post on the list and when its time is up, counted from its last confirmation."""

    post: Post
    until: date
    is_due: bool

    @property
    def words(self) -> str:
        """Role, service, rights and what happens when, in one line."""
        place = f"{self.post.role_label}, {self.post.service.name}"
        rights = ", ".join(str(Power(power).label) for power in self.post.powers)
        parts = [place, _("rights of: %(rights)s") % {"rights": rights} if rights else "", self._state()]
        return " · ".join(str(part) for part in parts if part)

    def _state(self) -> str:
        day = {"day": date_format(self.until, "j F Y")}
        if self.post.stopped_by_review:
            return _("suspended: not confirmed by %(day)s") % day
        return (_("confirm by %(day)s") if self.is_due else _("confirmed; next by %(day)s")) % day


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Everybody in an organisation: whose time is up soon, the others, and the reader's own posts."""

    due: list[ReviewRow]
    later: list[ReviewRow]
    own: list[ReviewRow]


def review_list(organisation: Organisation, *, viewer: Viewer) -> ReviewList:
    """Whom the viewer may tick; what somebody suspended on purpose is not here."""
    months = _months(viewer.area_id)
    posts = _reviewable(viewer, organisation).select_related("account", "service").order_by("account__name", "pk")
    rows = [_row(post, months, viewer.today) for post in posts]
    others = [row for row in rows if row.post.account_id != viewer.account_id]
    return ReviewList(
        due=[row for row in others if row.is_due],
        later=[row for row in others if not row.is_due],
        own=[row for row in rows if row.post.account_id == viewer.account_id],
    )


def _row(post: Post, months: int, today: date) -> ReviewRow:
    until = months_after(post.reconfirmed_on or post.started_on, months)
    return ReviewRow(post, until, post.stopped_by_review or until <= today + REMIND_BEFORE)


def due_count(organisation: Organisation, *, viewer: Viewer) -> int:
    """How many wait for a tick of this viewer's."""
    posts = _reviewable(viewer, organisation).exclude(account=viewer.account_id)
    due = due_by(viewer.today + REMIND_BEFORE, _months(viewer.area_id)) | Q(stopped_by_review=True)
    return posts.filter(due).count()


def _reviewable(viewer: Viewer, organisation: Organisation) -> QuerySet[Post]:
    posts = rules.managed_posts(viewer).filter(service__organisation=organisation)
    in_date = Q(ended_on__isnull=True) | Q(ended_on__gt=viewer.today)
    return posts.filter(in_date, Q(suspended_at__isnull=True) | Q(stopped_by_review=True))


def _months(area_id: int) -> int:
    return Area.objects.values_list("posts_reviewed_every_months", flat=True).get(pk=area_id)


# -- ticking


@transaction.atomic
def confirm_posts(*, by: Viewer, organisation: Organisation, posts: Iterable[uuid.UUID]) -> list[Post]:
    """These are still needed, each noted by itself. One that the review had stopped acts again.

    Raises:
        Refused: none was ticked, one is not on this desk, or one is the reader's own.
    """
    rules.may_manage_organisation(by, organisation.pk).require()
    wanted = set(posts)
    if not wanted:
        raise Refused(_("Tick the posts that are still needed."), field="posts")
    found = list(_reviewable(by, organisation).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise Refused(_("One of these is not on your list any more. Look again."), field="posts")
    for post in found:
        _confirm(post, by)
    return found


@transaction.atomic
def confirm_post(*, by: Viewer, post: Post) -> Post:
    """The same for one."""
    rules.may_manage_post(by, post).require()
    _confirm(post, by)
    return post


def _confirm(post: Post, by: Viewer) -> None:
    if post.account_id == by.account_id:
        rules.YOUR_OWN.require()
    post.reconfirmed_on, post.review_reminded_on = by.today, None
    if post.stopped_by_review:
        post.suspended_at, post.stopped_by_review = None, False
    post.save(update_fields=["reconfirmed_on", "review_reminded_on", "suspended_at", "stopped_by_review"])
    audit.record("directory.post.reconfirmed", by=by)


# -- the clock


@dataclass(frozen=True, slots=True)
class Clock:
    """Time itself as the doer: no account, no post."""

    area_id: int
    now: datetime
    account_id: None = None
    post_id: None = None
    service_id: None = None
    organisation_id: None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What one night's review did."""

    reminded: int
    stopped: int


def review(area: Area, *, now: datetime) -> Reviewed:
    """Stop what nobody confirmed, remind of what is due. Safe to run again: it does nothing twice a day."""
    today = now.astimezone(area.zone).date()
    with in_area(area.pk):
        stopped = _stop_overdue(area, now, today)
        reminded = _remind(area, now, today)
    return Reviewed(reminded, stopped)


def _stop_overdue(area: Area, now: datetime, today: date) -> int:
    late = _current(area, today).filter(due_by(today, area.posts_reviewed_every_months))
    # Somebody was told in time: an area that has just set a shorter time does not lose everybody overnight.
    late = late.filter(review_reminded_on__lte=today - REMIND_BEFORE + REMIND_AGAIN_AFTER)
    stopped = []
    for post in late.select_for_update(of=("self",), skip_locked=True).select_related("service").order_by("pk"):
        if _is_last_administrator(post, area, today):
            continue
        post.suspended_at, post.stopped_by_review = now, True
        post.save(update_fields=["suspended_at", "stopped_by_review"])
        audit.record("directory.post.stopped_by_review", by=Clock(area.pk, now))
        stopped.append(post)
    for post in stopped:
        tell(
            "post_stopped", area_id=area.pk, event=uuid.uuid5(post.pk, str(today)), now=now, stopped=str(post.pk),
            organisation=str(post.service.organisation_id),
            to=[Recipient(post.account_id), *recipients(_reviewers(post, area, today))],
        )  # fmt: skip
    return len(stopped)


def _remind(area: Area, now: datetime, today: date) -> int:
    again = Q(review_reminded_on__isnull=True) | Q(review_reminded_on__lte=today - REMIND_AGAIN_AFTER)
    due = _current(area, today).filter(again, due_by(today + REMIND_BEFORE, area.posts_reviewed_every_months))
    posts = list(due.select_for_update(of=("self",), skip_locked=True).select_related("service").order_by("pk"))
    by_organisation: dict[uuid.UUID, list[Post]] = {}
    for post in posts:
        by_organisation.setdefault(post.service.organisation_id, []).append(post)
    for organisation, waiting in by_organisation.items():
        reviewers = {one.pk: one for post in waiting for one in _reviewers(post, area, today)}
        tell(
            "posts_to_review", area_id=area.pk, event=uuid.uuid5(organisation, str(today)), now=now,
            organisation=str(organisation), to=recipients(reviewers.values()),
        )  # fmt: skip
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(review_reminded_on=today)
    return len(posts)


def _current(area: Area, today: date) -> PostQuerySet:
    posts: PostQuerySet = Post.objects.filter(area=area, account__is_active=True).current(today)
    return posts


def _reviewers(post: Post, area: Area, today: date) -> Sequence[Post]:
    """The administrators of the organisation; where it has no other than the holder, the area's; else the privacy
    officers, so that somebody knows."""
    others = _current(area, today).exclude(account_id=post.account_id)
    own = others.with_power(Power.ORGANISATION_ADMIN).filter(service__organisation=post.service.organisation_id)
    areas = others.with_power(Power.AREA_ADMIN)
    return list(own) or list(areas) or list(others.with_power(Power.PRIVACY))


def _is_last_administrator(post: Post, area: Area, today: date) -> bool:
    """Without anybody left to tick, nobody could ever act again: then the privacy officers are told instead."""
    if not ADMINISTRATORS & set(post.powers):
        return False
    others = _current(area, today).exclude(pk=post.pk).exclude(account_id=post.account_id)
    return not others.with_power(Power.AREA_ADMIN).exists()


def _list_of(notice: Notice) -> str:
    return reverse("review_posts", args=[notice.data["organisation"]])


def _still_reviews(notice: Notice) -> bool:
    if notice.post is None:
        return False
    watching = Post.objects.with_power(*ADMINISTRATORS, Power.PRIVACY)
    return watching.filter(pk=notice.post, ended_on__isnull=True).exists()


def _still_stopped(notice: Notice) -> bool:
    return Post.objects.filter(pk=notice.data["stopped"], stopped_by_review=True).exists()


def register_notices() -> None:
    """Called when the app is ready."""
    register(
        Kind(
            code="posts_to_review",
            subject=gettext_lazy("Who still needs Patchwork? Please tick"),
            line=gettext_lazy(
                "Some posts in your organisation have to be confirmed soon. What nobody confirms is suspended."
            ),
            link=_list_of,
            may_still=_still_reviews,
        )
    )
    register(
        Kind(
            code="post_stopped",
            subject=gettext_lazy("A post is suspended until it is confirmed"),
            line=gettext_lazy(
                "Nobody confirmed in time that this post is still needed. An administrator lifts it with one tick."
            ),
            link=lambda notice: _list_of(notice) if notice.post else reverse("home"),
            may_still=_still_stopped,
        )
    )
