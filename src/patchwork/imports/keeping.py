"""How long anything of a list is kept, and who is told when lists stop coming."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from patchwork.directory.models import Area, Post, Power
from patchwork.imports import freshness
from patchwork.imports.actions import forget
from patchwork.imports.models import OVER, Feed, State, Upload
from patchwork.notifications.telling import recipients, tell

UNFINISHED = timedelta(days=3)
"""A list that was never applied is thrown away after this long."""


def forget_old(area: Area, *, now: datetime) -> int:
    """Delete the rows of lists older than the area's time, and lists nobody went on with. Returns how many lists."""
    kept = now - timedelta(days=area.list_rows_kept_days)
    over = Q(state__in=OVER, finished_at__lt=kept)
    left = Q(arrived_at__lt=now - UNFINISHED) & ~Q(state__in=(*OVER, State.APPLYING, State.UNDOING))
    old = Upload.objects.select_for_update(skip_locked=True, of=("self",)).defer("file")
    found = list(old.filter(over | left, cleared_at__isnull=True))
    for upload in found:
        forget(upload, now=now, state=None if upload.state in OVER else State.DROPPED)
    return len(found)


def warn_of_stale(area: Area, *, now: datetime) -> int:
    """Tell the administrators of organisations whose lists have stopped coming: once, and without a name."""
    found = list(freshness.stale(now).filter(area=area))
    for feed in found:
        tell("feed.stale", area_id=area.pk, event=feed.pk, to=recipients(_administrators(feed, now)), now=now)
        Feed.objects.filter(pk=feed.pk).update(warned_at=now)
    return len(found)


def _administrators(feed: Feed, now: datetime) -> list[Post]:
    today = now.astimezone(feed.area.zone).date()
    posts = Post.objects.current(today).with_power(Power.ORGANISATION_ADMIN)
    return list(posts.filter(service__organisation=feed.organisation_id, account__is_active=True))
