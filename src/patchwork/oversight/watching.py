"""What is done with what stands out: kept once, told the next morning, asked, answered, closed."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork import access, audit
from patchwork.access import View, Viewer
from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Area, Power
from patchwork.kit.answers import NOT_HERE, Refused
from patchwork.oversight import detectors, record, telling
from patchwork.oversight.models import DetectorHit, WasItYou
from patchwork.people.rules import is_privacy

HIT = ("detector", "account", "person", "is_sensitive")
"""What makes two hits of one day the same."""
MORNING = 6
"""The hour, where the area is, at which yesterday is gone through."""


def look_through(area: Area, *, start: datetime, end: datetime, now: datetime) -> list[DetectorHit]:
    """Keep what stands out in that time; doing it again adds only what is new. The privacy officers are told."""
    day = start.astimezone(area.zone).date()
    found = [
        DetectorHit(
            area_id=area.pk, detector=one.detector, account_id=each.post.account_id, post=each.post,
            person_id=one.person, day=day, events=list(one.events), found_at=now,
            is_sensitive=each.is_sensitive,
        )
        for each in detectors.days(area, start=start, end=end)
        for detect in detectors.DETECTORS
        for one in detect(each)
    ]  # fmt: skip
    known = set(DetectorHit.objects.filter(area_id=area.pk, day=day).values_list(*HIT))
    new = [hit for hit in found if (hit.detector, hit.account_id, hit.person_id, hit.is_sensitive) not in known]
    DetectorHit.objects.bulk_create(new, ignore_conflicts=True)
    telling.tell_hits(area, new, now)
    return new


def ask_around(area: Area, *, day: date, now: datetime) -> list[WasItYou]:
    """The morning after: whoever opened people they do not work with is asked whether it was they. Once a day."""
    start, end = detectors.day_of(area, day)
    asked = set(WasItYou.objects.filter(area_id=area.pk, day=day).values_list("account", flat=True))
    notes: dict[uuid.UUID, WasItYou] = {}
    whom: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for each in detectors.days(area, start=start, end=end):
        account = each.post.account_id
        opened = {person: rows for person, rows in each.unrelated().items() if person not in each.privately}
        if not opened or account in asked or detectors.opens_anybody(each.post):
            continue
        note = notes.setdefault(
            account, WasItYou(area=area, account_id=account, post=each.post, day=day, asked_at=now, events=[])
        )
        whom[account] |= set(opened)
        note.persons = len(whom[account])
        note.events = sorted({*note.events, *(event.id for rows in opened.values() for event in rows)})
    WasItYou.objects.bulk_create(notes.values(), ignore_conflicts=True)
    for note in notes.values():
        telling.ask_whether_it_was_you(note, now)
    return [*notes.values()]


def night(area: Area, *, now: datetime) -> None:
    """Go through yesterday, as it was there."""
    yesterday = now.astimezone(area.zone).date() - timedelta(days=1)
    start, end = detectors.day_of(area, yesterday)
    look_through(area, start=start, end=end, now=now)
    ask_around(area, day=yesterday, now=now)


def look_now(*, by: Viewer) -> int:
    """On demand: yesterday and today until now. How much was new.

    Raises:
        Refused: only the privacy officer may.
    """
    if not is_privacy(by):
        raise Refused(NOT_HERE.refusal)
    area = Area.objects.get(pk=by.area_id)
    audit.record("oversight.looked_through", by=by)
    found = 0
    for day in (by.today - timedelta(days=1), by.today):
        start, end = detectors.day_of(area, day)
        found += len(look_through(area, start=start, end=end, now=by.now))
    return found


# ── was it you? ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Moment:
    """One of the opens, without whom: when and what."""

    at: datetime
    did: str


def question(note_id: uuid.UUID, viewer: Viewer) -> WasItYou | None:
    """The question, if it is to this account."""
    if viewer.account_id is None:
        return None
    return WasItYou.objects.filter(pk=note_id, area_id=viewer.area_id, account_id=viewer.account_id).first()


def moments(note: WasItYou) -> list[Moment]:
    """When, and what was done; nobody's name."""
    events = AuditEvent.objects.filter(area_id=note.area_id, pk__in=note.events).order_by("at", "pk")
    return [Moment(event.at, record.words_of(event.kind)) for event in events]


@transaction.atomic
def answer(*, by: Viewer, note: WasItYou, was_me: bool) -> WasItYou:
    """Yes ends it. No goes to the privacy officers at once.

    Raises:
        Refused: not theirs, or answered already.
    """
    row = WasItYou.objects.select_for_update().filter(Q(account_id=by.account_id), pk=note.pk).first()
    if row is None:
        raise Refused(NOT_HERE.refusal)
    if row.answered_at is not None:
        raise Refused(_("You have answered this already."))
    row.answered_at, row.was_me = by.now, was_me
    row.save(update_fields=["answered_at", "was_me"])
    audit.record("oversight.was_me" if was_me else "oversight.was_not_me", by=by)
    if not was_me:
        telling.tell_not_me(row, by.now)
    return row


@transaction.atomic
def looked_into(*, by: Viewer, note: WasItYou) -> WasItYou:
    """The privacy officer has followed up somebody's "it was not me"."""
    if not is_privacy(by) or note.area_id != by.area_id:
        raise Refused(NOT_HERE.refusal)
    note.looked_into_at, note.looked_into_by_id = by.now, by.post_id
    note.save(update_fields=["looked_into_at", "looked_into_by"])
    audit.record("oversight.looked_into", by=by)
    return note


# ── hits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class HitLine:
    """Something that stands out, in words, with the events that it consists of."""

    id: uuid.UUID
    title: str
    why: str
    who: str
    role: str
    organisation: str
    day: date
    lines: list[record.RecordLine]
    closed: bool


def hit_lines(viewer: Viewer, *, closed: bool = False, number: int = 1) -> tuple[list[HitLine], bool]:
    """A page of them, newest day first, and whether there is another. The same few queries however many."""
    view = View.TEAM if viewer.has(Power.HUB) else View.CARD
    rows = access.scope(DetectorHit.objects.filter(closed_at__isnull=not closed), viewer, view)
    rows = rows.select_related("account", "post__service__organisation").order_by(
        "-day", "account__name", "detector", "pk"
    )
    start = (number - 1) * HITS_PER_PAGE
    hits = list(rows[start : start + HITS_PER_PAGE + 1])
    shown = hits[:HITS_PER_PAGE]
    ids = {event for hit in shown for event in hit.events[:MOST_EVENTS]}
    events = list(AuditEvent.objects.filter(area_id=viewer.area_id, pk__in=ids).order_by("at", "pk"))
    named = record.persons_on(ids, viewer)
    lines = dict(zip((event.pk for event in events), record.lines_of(events, named), strict=True))
    return [_hit_line(hit, lines) for hit in shown], len(hits) > HITS_PER_PAGE


HITS_PER_PAGE = 20
MOST_EVENTS = 30


def _hit_line(hit: DetectorHit, lines: dict[int, record.RecordLine]) -> HitLine:
    title, why = detectors.EXPLAINED[hit.detector]
    return HitLine(
        id=hit.pk, title=str(title), why=str(why), who=hit.account.name, role=hit.post.role_label,
        organisation=hit.post.service.organisation.name, day=hit.day,
        lines=[lines[event] for event in hit.events[:MOST_EVENTS] if event in lines], closed=hit.closed_at is not None,
    )  # fmt: skip


@transaction.atomic
def close_hit(*, by: Viewer, hit: DetectorHit, words: str) -> DetectorHit:
    """The privacy officer says what it was. It leaves the list; the record stays.

    Raises:
        Refused: only the privacy officer, and once.
    """
    if not is_privacy(by) or not access.may(by, View.CARD, hit):
        raise Refused(NOT_HERE.refusal)
    row = DetectorHit.objects.select_for_update(of=("self",)).get(pk=hit.pk)
    if row.closed_at is not None:
        raise Refused(_("This has been closed already."))
    row.closed_at, row.closed_by_id, row.closing_words = by.now, by.post_id, words
    row.save(update_fields=["closed_at", "closed_by", "closing_words"])
    audit.record("oversight.closed", by=by, persons=[row.person_id] if row.person_id else [])
    return row
