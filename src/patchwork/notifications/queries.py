"""What waits at the bell. List and count use the same rows, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from patchwork.kit.prepared import prepared
from patchwork.notifications import telling
from patchwork.notifications.models import Channel, Notice
from patchwork.notifications.telling import Reader

MOST_COUNTED = 100

_about_rule: Callable[[Any], Q] | None = None


def fill_about_rule(rule: Callable[[Any], Q]) -> None:
    """The default of `Kind.open`, filled by an app that knows persons. Unfilled, notices about a person are closed."""
    global _about_rule
    _about_rule = rule


def unread(reader: Reader) -> QuerySet[Notice]:
    """Those at the bell that were not read, whether they still stand or not."""
    return at_bell(reader).filter(read_at__isnull=True)


def at_bell(reader: Reader) -> QuerySet[Notice]:
    """Bell notices for the post acted in (or for none), read or not."""
    return Notice.objects.filter(
        Q(post=reader.post_id) | Q(post__isnull=True),
        area_id=reader.area_id,
        recipient_id=reader.account_id,
        channel=Channel.BELL,
    )


def waiting(reader: Reader, codes: Iterable[str] | None = None) -> QuerySet[Notice]:
    """Unread bell notices that still stand for the reader, of these kinds (else of every registered one)."""
    known = [kind for kind in telling.kinds() if codes is None or kind.code in codes]
    plain = [kind.code for kind in known if kind.open is None]
    stands = Q(pk__in=[])
    if plain:
        stands |= Q(kind__in=plain) & _about(reader)
    for rule in dict.fromkeys(kind.open for kind in known if kind.open is not None):  # many kinds share one question
        stands |= Q(kind__in=[kind.code for kind in known if kind.open is rule]) & rule(reader)
    return unread(reader).filter(stands)


def present(reader: Reader) -> set[str]:
    """The registered kinds of what is unread, whether it still stands or not: a page asks about no other."""
    known = {kind.code for kind in telling.kinds()}
    return {kind for (kind,) in _present(reader) if kind in known}


def waiting_count(viewer: Reader) -> int:
    """How many things wait at the bell. On every page, so: one small query when nothing is unread."""
    if viewer.account_id is None:
        return 0
    codes = frozenset(present(viewer))
    return len(_waiting(viewer, codes)) if codes else 0


@prepared
def _present(viewer: Reader) -> QuerySet[Notice, Any]:
    return unread(viewer).values_list("kind").distinct()


@prepared
def _waiting(viewer: Reader, codes: frozenset[str]) -> QuerySet[Notice, Any]:
    return waiting(viewer, codes).values_list("pk")[:MOST_COUNTED]


def _about(reader: Reader) -> Q:
    nobody = Q(about__isnull=True)
    return nobody | _about_rule(reader) if _about_rule else nobody


def areas() -> list[int]:
    """Every area there is, for jobs that work through all of them. The directory stands above this app."""
    area = Notice._meta.get_field("area").related_model
    return list(area._default_manager.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """How an area's mail stands: numbers only."""

    waiting: int
    oldest: datetime | None
    failing: int
    sent: int
    dropped: int


def outbox_figures(since: datetime) -> OutboxFigures:
    """The current area's outbox; sent and dropped since `since`."""
    mails = Notice.objects.filter(channel=Channel.EMAIL)
    to_send = Q(sent_at__isnull=True, dropped_at__isnull=True)
    return OutboxFigures(
        **mails.aggregate(
            waiting=Count("pk", filter=to_send),
            oldest=Min("created_at", filter=to_send),
            failing=Count("pk", filter=to_send & Q(attempts__gt=0)),
            sent=Count("pk", filter=Q(sent_at__gte=since)),
            dropped=Count("pk", filter=Q(dropped_at__gte=since)),
        )
    )
