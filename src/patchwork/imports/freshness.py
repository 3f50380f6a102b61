"""How fresh an organisation's data is and what it covers: read from its lists, shown on everybody's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Min, QuerySet

from patchwork.directory.models import Partnership
from patchwork.imports.entries import Entry
from patchwork.imports.models import Feed, Upload

COVERAGE = 300


def read_from(upload: Upload, entries: Sequence[Entry], *, now: datetime) -> None:
    """What the rows say of themselves; a list that says no day is as fresh as its arrival."""
    days = [entry.as_of for entry in entries if entry.as_of is not None]
    if days:
        upload.as_of = min(datetime.combine(max(days), time(23, 59), tzinfo=upload.area.zone), upload.arrived_at)
    covers = {
        "from": min((entry.covers_from for entry in entries if entry.covers_from), default=None),
        "to": max((entry.covers_to for entry in entries if entry.covers_to), default=None),
        "area": _most(entry.covers_area for entry in entries if entry.covers_area),
    }
    upload.quality["covers"] = {name: str(value) for name, value in covers.items() if value}
    upload.save(update_fields=["as_of", "quality"])


def _most(words: Any) -> str:
    return next((word for word, _count in Counter(words).most_common(1)), "")


def note_list(upload: Upload, *, now: datetime) -> None:
    """A list was applied: its feed is as fresh as it, and the organisation as its stalest feed."""
    feed = Feed.objects.select_for_update(no_key=True, of=("self",)).select_related("service").get(pk=upload.feed_id)
    covers = upload.quality.get("covers", {})
    feed.arrived_at = upload.arrived_at
    feed.as_of = max(upload.as_of or upload.arrived_at, feed.as_of or upload.arrived_at.min.replace(tzinfo=now.tzinfo))
    feed.covers_from = covers.get("from") or feed.covers_from
    feed.covers_to = covers.get("to") or feed.covers_to
    feed.covers_area = covers.get("area") or feed.covers_area
    feed.warned_at = None
    feed.save(update_fields=["arrived_at", "as_of", "covers_from", "covers_to", "covers_area", "warned_at"])
    note_organisation(feed)


def note_same_again(feed: Feed, *, now: datetime) -> None:
    """The very same file has come again: nothing changes, but it is what the organisation says today."""
    Feed.objects.filter(pk=feed.pk).update(arrived_at=now, as_of=now, warned_at=None)
    note_organisation(feed)


def note_organisation(feed: Feed) -> None:
    """No fresher than the stalest of its lists: "no record" is only worth as much as that."""
    feeds = Feed.objects.filter(organisation=feed.organisation_id, area=feed.area_id, as_of__isnull=False)
    oldest = feeds.aggregate(oldest=Min("as_of"))["oldest"]
    said = "; ".join(words for words in map(_coverage, feeds.select_related("service")) if words)
    values = {"data_as_of": oldest, **({"coverage": said[:COVERAGE]} if said else {})}
    Partnership.objects.filter(area=feed.area_id, organisation=feed.organisation_id).update(**values)


def _coverage(feed: Feed) -> str:
    """ "Child Protection Team North: Marlowe North" """
    return f"{feed.service.name}: {feed.covers_area}" if feed.covers_area else ""


def stale(now: datetime) -> QuerySet[Feed]:
    """Feeds older than twice their own rhythm, of which nobody was told yet."""
    feeds = Feed.objects.filter(as_of__isnull=False, service__closed_on__isnull=True, warned_at__isnull=True)
    ids = [feed.pk for feed in feeds if is_stale(feed, now)]
    return Feed.objects.filter(pk__in=ids).select_related("service", "area")


def is_stale(feed: Feed, now: datetime) -> bool:
    """Whether it is older than it should be."""
    return feed.as_of is not None and now - feed.as_of > feed.stale_after
