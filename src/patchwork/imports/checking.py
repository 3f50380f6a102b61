"""What is wrong with a list, before anything happens with it: counted by column, with numbers of rows, no content."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from patchwork.imports.entries import REFUSES, Entry, Reader
from patchwork.imports.models import State, Upload, UploadRow, Verdict, Way
from patchwork.imports.storing import begin

AT_ONCE = 1_000
EXAMPLES = 5


def reader_of(upload: Upload, now: datetime) -> Reader:
    """Reads rows of this upload."""
    area = upload.area
    today = now.astimezone(area.zone).date()
    return Reader(jurisdiction=area.jurisdiction, service_kind=upload.feed.service.kind, today=today)


def mapped(upload: Upload, row: UploadRow) -> dict[str, str]:
    """The row's cells by field: of those that somebody named, and no others."""
    cells: Any = json.loads(row.cells)
    if isinstance(cells, dict):
        return cells
    mapping = json.loads(upload.mapping)
    return {code: cells[int(number)] for number, code in mapping.items() if int(number) < len(cells)}


def check_some(upload: Upload, now: datetime) -> None:
    """Check the next rows. After the last one the quality page waits, or the comparing begins by itself."""
    reader, salt = reader_of(upload, now), str(upload.feed_id)
    rows = list(UploadRow.objects.filter(upload=upload, number__gt=upload.cursor).order_by("number")[:AT_ONCE])
    if not rows:
        _checked(upload)
        return
    entries = [(row, mapped(upload, row)) for row in rows]
    read = [(row, cells, reader.read(cells)) for row, cells in entries]
    _find_twice(upload, read, salt)
    for row, _cells, entry in read:
        row.problems = entry.problems
        row.verdict = Verdict.PROBLEM if entry.is_refused else ""
    UploadRow.objects.bulk_update(rows, ["key", "problems", "verdict"], batch_size=500)
    _count(upload.quality, read)
    upload.cursor = rows[-1].number
    upload.steps_done += len(rows)
    upload.save(update_fields=["quality", "cursor", "steps_done"])


def _find_twice(upload: Upload, read: list[tuple[UploadRow, dict[str, str], Entry]], salt: str) -> None:
    """The first of two rows about one person counts."""
    keys = {row.pk: entry.key(salt) for row, _cells, entry in read}
    above = UploadRow.objects.filter(upload=upload, number__lt=read[0][0].number, key__in=set(keys.values()) - {""})
    met = set(above.values_list("key", flat=True))
    for row, _cells, entry in read:
        row.key = keys[row.pk]
        if row.key and row.key in met:
            entry.problems.append("twice:name")
        met.add(row.key)


def _count(quality: dict[str, Any], read: list[tuple[UploadRow, dict[str, str], Entry]]) -> None:
    columns = quality.setdefault("columns", {})
    for row, cells, entry in read:
        quality["rows"] = quality.get("rows", 0) + 1
        quality["refused"] = quality.get("refused", 0) + entry.is_refused
        quality["perfect"] = quality.get("perfect", 0) + (not entry.problems)
        for code, text in cells.items():
            column = columns.setdefault(code, {"filled": 0, "problems": {}})
            column["filled"] += bool(text)
        for problem in entry.problems:
            code, _colon, column_code = problem.partition(":")
            column = columns.setdefault(column_code, {"filled": 0, "problems": {}})
            found = column["problems"].setdefault(code, {"count": 0, "rows": []})
            found["count"] += 1
            if len(found["rows"]) < EXAMPLES:
                found["rows"].append(row.number)


def _checked(upload: Upload) -> None:
    """A list that somebody sent waits for them; one that a system sent goes on."""
    if upload.way == Way.SCREEN:
        upload.state = State.CHECKED
        upload.save(update_fields=["state"])
        return
    begin(upload, State.MATCHING, total=upload.rows_count)
    upload.save()


def refusals(problems: list[str]) -> list[str]:
    """Those of a row's problems that refuse it."""
    return [one for one in problems if one.partition(":")[0] in REFUSES]
