"""Checking an area's chain: every link recomputed here, in Python, from the rows as they stand now.

What is found: an event or subject changed, removed, added late or swapped; a link missing or out of order;
a tail cut off or a whole chain rewritten, where an anchor written outside the database says otherwise.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from patchwork.audit.models import AuditDropped, AuditEvent, AuditLink, AuditSubject

BATCH = 5_000
LEAST_YEARS = 1
"""No jurisdiction's record is kept for less: a younger month that is gone was not dropped by its rule."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stood at some moment: its last number and hash."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: the links checked, the head reached, and every fault in words."""

    links: int
    head: Head | None
    faults: list[str]


def areas() -> Iterable[Any]:
    """Every area there is. Audit stands below the directory and knows areas only by its own key."""
    model: Any = AuditEvent._meta.get_field("area").related_model
    return list(model.objects.order_by("pk"))


def text_of(event: AuditEvent, subjects: list[AuditSubject]) -> str:
    """Exactly what the trigger hashes (`audit_event_text` in migration 0002)."""
    shown = ";".join(f"{one.pk}:{one.subject}:{','.join(one.shown)}" for one in sorted(subjects, key=lambda s: s.pk))
    at = event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    ids = [event.account, event.post, event.service, event.organisation, event.request_id]
    parts = [
        event.pk,
        event.area_id,
        event.kind,
        at,
        *("" if one is None else one for one in ids),
        event.purpose,
        shown,
    ]
    return "|".join(str(part) for part in parts)


def verify(
    area_id: int, *, anchors: Mapping[int, bytes] | None = None, anchored: Mapping[int, str] | None = None
) -> Verdict:
    """Walk the chain of one area. `anchors` maps link numbers to the hashes that were written down outside, `anchored`
    to the month (2026-11) in which each was last the head.

    Runs inside `kit.context.in_area` of that area.
    """
    gone = list(AuditDropped.objects.filter(area_id=area_id).order_by("number"))
    dropped = {row.number: bytes(row.hash) for row in gone}
    unlinked = AuditEvent.objects.filter(area_id=area_id).exclude(pk__in=AuditLink.objects.values("event")).count()
    verdict = check(_chain(area_id), anchors=anchors, unlinked=unlinked, dropped=dropped)
    return replace(verdict, faults=[*_dropped_too_early(gone, anchored or {}), *verdict.faults])


def _dropped_too_early(gone: Iterable[AuditDropped], anchored: Mapping[int, str]) -> Iterator[str]:
    """A month dropped before its time, or under another month's name: who deletes today's could call it one of old."""
    for row in gone:
        if row.segment > f"{row.at.year - LEAST_YEARS:04}-{row.at.month:02}":
            yield f"{row.segment} was dropped on {row.at:%Y-%m-%d}: before its time"
        later = [number for number, month in anchored.items() if number < row.number and month > row.segment]
        if later:
            yield (
                f"{row.segment} was dropped up to link {row.number}, "
                f"but link {max(later)} was the head after that month"
            )


def check(
    chain: Iterable[tuple[AuditLink, AuditEvent | None, list[AuditSubject]]],
    *,
    anchors: Mapping[int, bytes] | None = None,
    unlinked: int = 0,
    dropped: Mapping[int, bytes] | None = None,
) -> Verdict:
    """The same of rows at hand: links in order, each with its event and subjects; how many events have no link; the
    kept heads of months that were dropped when their time was over, by number.
    """
    heads, wanted = dict(dropped or {}), dict(anchors or {})
    number, links = max(heads, default=0), 0
    previous = heads.get(number, b"")
    faults = [
        f"the kept head of link {one} is not what its anchor says"
        for one in sorted(heads.keys() & wanted.keys())
        if heads[one] != wanted[one]
    ]
    wanted = {one: digest for one, digest in wanted.items() if one > number}
    for link, event, subjects in chain:
        links += 1
        if number and link.number != number + 1:
            faults.append(f"link {number + 1} is missing")
        number = link.number
        if event is None:
            faults.append(f"event {link.event} of link {number} is missing")
        elif hashlib.sha256(previous + text_of(event, subjects).encode()).digest() != bytes(link.hash):
            faults.append(f"link {number} does not match event {link.event}")
        if number in wanted and wanted.pop(number) != bytes(link.hash):
            faults.append(f"link {number} is not what its anchor says")
        previous = bytes(link.hash)
    faults += [f"the chain ends before link {missing}, which is anchored" for missing in sorted(wanted)]
    if unlinked:
        faults.append(f"{unlinked} events are in no link")
    return Verdict(links, Head(number, previous) if links else None, faults)


def _chain(area_id: int) -> Iterator[tuple[AuditLink, AuditEvent | None, list[AuditSubject]]]:
    """Links in order with their events and subjects, a batch at a time."""
    last = 0
    while batch := list(AuditLink.objects.filter(area_id=area_id, number__gt=last).order_by("number")[:BATCH]):
        ids = [link.event for link in batch]
        events = AuditEvent.objects.in_bulk(ids)
        subjects: dict[int, list[AuditSubject]] = defaultdict(list)
        for subject in AuditSubject.objects.filter(event_id__in=ids):
            subjects[subject.event_id].append(subject)
        for link in batch:
            yield link, events.get(link.event), subjects[link.event]
        last = batch[-1].number
