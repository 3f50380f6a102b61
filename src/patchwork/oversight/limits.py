"""Unlocking a limit on looking around, and telling those who watch (the other half of `people.quotas`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from patchwork import audit
from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Post, PostQuerySet, Power
from patchwork.kit.answers import Refused
from patchwork.oversight import telling
from patchwork.oversight.models import LimitUnlocked
from patchwork.people.quotas import RULES, SLOTS, Limit

if TYPE_CHECKING:
    from patchwork.access import Viewer


TWICE_WITHIN = timedelta(minutes=1)


def unlocked(viewer: Viewer, limit: Limit) -> Q:
    """Events that count no more, because a supervisor has unlocked since."""
    later = LimitUnlocked.objects.filter(
        Q(account_id=viewer.account_id), area_id=viewer.area_id, what=str(limit), at__gte=OuterRef("at")
    )
    return Q(Exists(later))


def register() -> None:
    """Called once at start."""
    SLOTS.unlocked = unlocked
    SLOTS.reached = telling.tell_limit


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody who was stopped, by which limit, when last."""

    post: Post
    limit: Limit
    at: datetime


def unlocks(viewer: Viewer) -> bool:
    """Supervisors and privacy officers have the page of it."""
    return viewer.is_active and bool(viewer.powers & {Power.SUPERVISOR, Power.PRIVACY})


def in_charge_of(viewer: Viewer) -> PostQuerySet:
    """Posts this viewer may unlock: those they supervise; for a privacy officer, those nobody supervises too."""
    posts = Post.objects.current(viewer.today).filter(area_id=viewer.area_id).exclude(Q(account_id=viewer.account_id))
    mine = Q(pk__in=[])
    if viewer.has(Power.SUPERVISOR):
        mine |= Q(supervisor_id=viewer.post_id)
    if viewer.has(Power.PRIVACY):
        mine |= Q(supervisor__isnull=True)
    found: PostQuerySet = posts.filter(mine)
    return found


def stopped(viewer: Viewer) -> list[Stopped]:
    """Who of theirs stands still at a limit just now, newest first. Three queries however many."""
    posts = {post.account_id: post for post in in_charge_of(viewer).select_related("account", "service__organisation")}
    unlocks = LimitUnlocked.objects.filter(account_id=OuterRef("account"), at__gte=OuterRef("at"))
    found: dict[tuple[object, Limit], Stopped] = {}
    for limit in Limit:
        events = AuditEvent.objects.filter(
            area_id=viewer.area_id, kind=f"limit.{limit}", at__gt=viewer.now - RULES[limit].within,
            account__in=list(posts),
        ).filter(~Exists(unlocks.filter(what=str(limit))))  # fmt: skip
        for event in events.order_by("-at"):
            if event.account is not None:
                found.setdefault((event.account, limit), Stopped(posts[event.account], limit, event.at))
    return sorted(found.values(), key=lambda one: one.at, reverse=True)


@transaction.atomic
def unlock(*, by: Viewer, post: Post, limit: Limit) -> LimitUnlocked:
    """Let them go on: what was counted until now counts no more.

    Raises:
        Refused: not theirs to unlock.
    """
    if not in_charge_of(by).filter(pk=post.pk).exists():
        raise Refused(_("Only their supervisor unlocks this."))
    just_now = LimitUnlocked.objects.filter(
        account_id=post.account_id, area_id=by.area_id, what=str(limit), by_id=by.in_post, at__gt=by.now - TWICE_WITHIN
    ).first()
    if just_now is not None:  # pressed twice
        return just_now
    audit.record(f"limit.unlocked.{limit}", by=by)
    return LimitUnlocked.objects.create(
        area_id=by.area_id, account_id=post.account_id, what=str(limit), at=by.now, by_id=by.in_post
    )
