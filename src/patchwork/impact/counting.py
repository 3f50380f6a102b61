"""Adding to a tally: no name, no id, a day and a kind of organisation at most.

Counting happens after the deed's transaction has committed, in one of its own: what is rolled back is not
counted, two deeds never wait for each other's count, and a failing count never fails a deed.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction

from patchwork.access import Viewer
from patchwork.impact.measures import USEFUL, Measure
from patchwork.kit.context import in_area

ADD = """
INSERT INTO impact_tally (area_id, day, measure, organisation_kind, bucket, count)
VALUES (%(area)s, %(day)s, %(measure)s, %(kind)s, %(bucket)s, %(number)s)
ON CONFLICT (area_id, day, measure, organisation_kind, bucket)
DO UPDATE SET count = impact_tally.count + EXCLUDED.count
"""


def count(measure: Measure, *, by: Viewer, bucket: str = "", number: int = 1) -> None:
    """Count `number` of `measure` today, for the viewer's kind of organisation.

    A sensitive service is counted without its kind, and what people think of us by month only: in a small
    organisation a day and a kind could be one person.
    """
    kind = "" if by.is_sensitive or measure is USEFUL else by.organisation_kind
    day = by.today.replace(day=1) if measure is USEFUL else by.today
    count_at(measure, area_id=by.area_id, day=day, organisation_kind=kind, bucket=bucket, number=number)


def count_at(
    measure: Measure, *, area_id: int, day: date, organisation_kind: str = "", bucket: str = "", number: int = 1
) -> None:
    """As `count`, where no viewer is at hand."""
    if number:
        values = {
            "area": area_id, "day": day, "measure": measure.code, "kind": organisation_kind, "bucket": bucket,
            "number": number,
        }  # fmt: skip
        transaction.on_commit(partial(_add, area_id, values), robust=True)


def _add(area_id: int, values: dict[str, Any]) -> None:
    with in_area(area_id), connection.cursor() as cursor:
        cursor.execute(ADD, values)
