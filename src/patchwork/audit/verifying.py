"""Checking an area's chain: every link recomputed here, in Python, from the rows as they stand now.

What is found: an event or subject changed, removed, added late or swapped; a link missing or out of order;
a tail cut off or a whole chain rewritten, where an anchor written outside the database says otherwise.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from patchwork.audit.models import AuditEvent, AuditLink, AuditSubject

BATCH = 5_000


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


def verify(area_id: int, *, anchors: Mapping[int, bytes] | None = None) -> Verdict:
    """Walk the chain of one area. `anchors` maps link numbers to the hashes that were written down outside.

    Runs inside `kit.context.in_area` of that area.
    """
    unlinked = AuditEvent.objects.filter(area_id=area_id).exclude(pk__in=AuditLink.objects.values("event")).count()
    return check(_chain(area_id), anchors=anchors, unlinked=unlinked)


def check(
    chain: Iterable[tuple[AuditLink, AuditEvent | None, list[AuditSubject]]],
    *,
    anchors: Mapping[int, bytes] | None = None,
    unlinked: int = 0,
) -> Verdict:
    """The same of rows at hand: links in order, each with its event and subjects; how many events have no link."""
    faults: list[str] = []
    previous, number, links = b"", 0, 0
    wanted = dict(anchors or {})
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
