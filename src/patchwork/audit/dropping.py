"""Months of the record whose time is over are dropped whole; the head of each is kept, so that the rest still verifies.

Only the owner's login may: the application can add to the record and nothing else, and so can whoever takes it over.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connections, transaction

from patchwork.audit.models import AuditAnchor, AuditDropped
from patchwork.audit.verifying import LEAST_YEARS
from patchwork.kit.areas import AREA_SETTING

OWNER = "owner"

MONTHS = """
SELECT segment, max(number), count(*) FROM audit_auditlink
WHERE area_id = %(area)s AND segment < %(before)s
  AND number < (SELECT max(number) FROM audit_auditlink WHERE area_id = %(area)s)
  AND segment < coalesce((
      SELECT min(link.segment) FROM audit_auditlink link
      JOIN audit_auditsubject subject ON subject.area_id = link.area_id AND subject.event_id = link.event
      WHERE link.area_id = %(area)s AND subject.subject = ANY (%(held)s)), 'z')
GROUP BY segment HAVING max(number) = (
    SELECT max(number) FROM audit_auditlink whole WHERE whole.area_id = %(area)s
    AND whole.segment = audit_auditlink.segment)
ORDER BY segment
"""
"""Never the newest month, nor one in which a held person was seen, nor any after that: a chain has no gaps."""

DROP = """
WITH links AS (
    DELETE FROM audit_auditlink WHERE area_id = %(area)s AND segment = %(segment)s RETURNING event
), subjects AS (
    DELETE FROM audit_auditsubject WHERE area_id = %(area)s AND event_id IN (SELECT event FROM links) RETURNING event_id
)
SELECT array_agg(event) FROM links
"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month that can go, with its last link and how many it has."""

    segment: str
    number: int
    links: int


def cutoff(today: date, *, years: int) -> str:
    """The first month that is kept: nothing younger than so many years goes."""
    return f"{today.year - max(years, LEAST_YEARS):04}-{today.month:02}"


def months(area_id: int, *, before: str, held: Collection[uuid.UUID] = ()) -> list[Month]:
    """What could go, oldest first. `held`: references (not ids) of persons whose record is held."""
    with _of(area_id), connections[OWNER].cursor() as cursor:
        cursor.execute(MONTHS, {"area": area_id, "before": before, "held": list(held)})
        return [Month(*row) for row in cursor.fetchall()]


def drop(area_id: int, month: Month, *, now: datetime) -> AuditDropped:
    """Delete the month's events with whom they were about, and keep its head. One transaction."""
    with _of(area_id), connections[OWNER].cursor() as cursor:
        own: dict[str, int | str] = {"area": area_id, "segment": month.segment, "number": month.number}
        cursor.execute("SELECT hash FROM audit_auditlink WHERE area_id = %(area)s AND number = %(number)s", own)
        (head,) = cursor.fetchone() or (b"",)
        kept: AuditDropped = AuditDropped.objects.using(OWNER).create(
            area_id=area_id, segment=month.segment, number=month.number, hash=head, links=month.links, at=now
        )
        AuditAnchor.objects.using(OWNER).create(
            area_id=area_id, segment=month.segment, number=month.number, hash=head, at=now
        )
        cursor.execute(DROP, own)
        (events,) = cursor.fetchone() or ([],)
        cursor.execute(
            "DELETE FROM audit_auditevent WHERE area_id = %s AND id = ANY (%s)", [area_id, list(events or [])]
        )
        return kept


@contextmanager
def _of(area_id: int) -> Iterator[None]:
    """A transaction of the owner's login that works for one area: row security binds it too."""
    with transaction.atomic(using=OWNER):
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [AREA_SETTING, str(area_id)])
        yield
