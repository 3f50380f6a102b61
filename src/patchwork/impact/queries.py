"""Figures of use and effect for an area. Small ones are not told: four of anything may be one person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from patchwork.access import Viewer
from patchwork.directory import taxonomy
from patchwork.impact.measures import MEASURES, Measure
from patchwork.impact.models import Tally

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

FEWEST = 5
MONTHS = 3
MONTHS_IN_FILE = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a measure, or one bucket of it, with a figure for each month. None: too few to tell."""

    words: Words
    figures: list[int | None]


@dataclass(frozen=True, slots=True)
class Block:
    measure: Measure
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Figures:
    months: list[date]
    blocks: list[Block]


def told(number: int) -> int | None:
    """The figure, or None when it is one to four."""
    return None if 0 < number < FEWEST else number


def months_back(today: date, number: int) -> list[date]:
    """The first days of the last `number` months, oldest first, this one included."""
    count = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(count - number + 1, count + 1)]


def figures(viewer: Viewer, *, months: int = MONTHS) -> Figures:
    """The area's figures of the last months, all kinds of organisation together."""
    shown = months_back(viewer.today, months)
    known = _by_month(viewer, shown[0])
    blocks = [
        Block(
            measure,
            [
                Row(words, [told(known.get((month, measure.code, bucket), 0)) for month in shown])
                for bucket, words in (measure.buckets or {"": measure.words}).items()
            ],
        )
        for measure in MEASURES
    ]
    return Figures(shown, blocks)


def _by_month(viewer: Viewer, since: date) -> dict[tuple[date, str, str], int]:
    rows = Tally.objects.filter(area_id=viewer.area_id, day__gte=since)
    sums = rows.annotate(month=TruncMonth("day")).values_list("month", "measure", "bucket").annotate(n=Sum("count"))
    return {(month, measure, bucket): number for month, measure, bucket, number in sums}


def by_kind(viewer: Viewer, measure: Measure, *, months: int = MONTHS) -> list[tuple[Words, int]]:
    """One measure by kind of organisation over all these months, rounded to fives: no difference tells a small one."""
    since = months_back(viewer.today, months)[0]
    rows = Tally.objects.filter(area_id=viewer.area_id, day__gte=since, measure=measure.code)
    rows = rows.exclude(organisation_kind="")
    sums = rows.values_list("organisation_kind").annotate(n=Sum("count")).order_by("-n")
    kinds = taxonomy.taxonomy().organisation_kinds
    rounded = [(kind, 5 * round(number / 5)) for kind, number in sums if number >= FEWEST]
    return [(kinds[kind].words if kind in kinds else kind, number) for kind, number in rounded]


def lines(viewer: Viewer) -> Iterator[list[str]]:
    """The same as a table for a spreadsheet: month, measure, bucket, figure ("<5" for one to four)."""
    yield ["month", "measure", "bucket", "count"]
    found = figures(viewer, months=MONTHS_IN_FILE)
    for block in found.blocks:
        for bucket, row in zip(block.measure.buckets or [""], block.rows, strict=True):
            for month, number in zip(found.months, row.figures, strict=True):
                yield [f"{month:%Y-%m}", block.measure.code, bucket, f"<{FEWEST}" if number is None else str(number)]
