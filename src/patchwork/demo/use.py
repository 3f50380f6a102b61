"""The use that invented practitioners made of Patchwork: the figures of a demonstration are not all nought."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from functools import partial

from patchwork.conversation.models import Attention
from patchwork.demo.bulk import Rows
from patchwork.demo.staff import Staff
from patchwork.impact.measures import CALLS, CONNECTIONS, JOINED, MAILS, RAISED, SEEN, TIME_TO_NUMBER, USEFUL, Measure
from patchwork.impact.models import Tally

SINCE = timedelta(days=120)
A_DAY = (
    (CALLS, "", 3), (MAILS, "", 2), (CONNECTIONS, "", 0.2),
    (TIME_TO_NUMBER, "under_20s", 3), (TIME_TO_NUMBER, "under_1m", 1), (TIME_TO_NUMBER, "under_5m", 0.2),
)  # fmt: skip
"""What one kind of organisation does on a working day, on average."""
A_MONTH = (("yes", 21), ("no", 3), ("not_now", 6))
"""What the area's practitioners answer to "was this useful?"."""


def count_use(staff: Staff, rows: Rows, *, now: datetime, seed: int) -> None:
    """Tallies by day and kind of organisation, sensitive ones without their kind; attentions as they were raised."""
    dice, today = random.Random(seed), now.astimezone(staff.zone).date()
    kinds = sorted({"" if one.is_sensitive else one.desk.organisation_kind for one in staff.workers.values()})
    days = [day for day in _days(today) if day.weekday() < 5]
    add = partial(_add, rows, staff.area.pk)
    for day in days:
        for kind in kinds:
            for measure, bucket, usual in A_DAY:
                add(day, measure, kind, bucket, round(dice.expovariate(1 / usual)))
    for month in sorted({day.replace(day=1) for day in days}):
        for bucket, usual in A_MONTH:
            add(month, USEFUL, "", bucket, dice.randint(usual - 2, usual + 2))
        add(month, JOINED, "", "joined", 2)
    for day in days:
        raised = sum(row["raised_at"].astimezone(staff.zone).date() == day for row in rows.of(Attention))
        add(day, RAISED, "", "", raised)
        add(day, SEEN, "", "within_day", raised * 2)


def _days(today: date) -> list[date]:
    return [today - timedelta(days=back) for back in range(SINCE.days, -1, -1)]


def _add(rows: Rows, area_id: int, day: date, measure: Measure, kind: str, bucket: str, count: int) -> None:
    if count:
        rows.add(
            Tally, area_id=area_id, day=day, measure=measure.code, organisation_kind=kind, bucket=bucket, count=count
        )
