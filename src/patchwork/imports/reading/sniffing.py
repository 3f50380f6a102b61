"""What kind of file it is, by what is in it and never by its name; and what every kind must keep to."""

from __future__ import annotations

from collections.abc import Iterator

from patchwork.imports.reading import csv_files, xlsx_files
from patchwork.imports.reading.limits import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    Unreadable,
)
from patchwork.imports.values import read_date
from patchwork.people.asking import clean

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


def read_table(data: bytes) -> Table:
    """Headings and rows of a CSV file or an Excel workbook. Raises `Unreadable`, at once or while rows are read."""
    _require_known(data)
    lines = xlsx_files.lines_of(data) if data.startswith(ZIP) else csv_files.lines_of(data)
    try:
        _number, first = next(lines)
    except StopIteration:
        raise Unreadable("empty") from None
    headings = _headings(first)
    return Table(headings, _kept_small(lines, len(headings)))


def look_at(data: bytes) -> None:
    """What a glance tells. Raises `Unreadable`. A workbook is not opened: that is a worker's."""
    _require_known(data)
    if data.startswith(ZIP):
        xlsx_files.require_harmless(data)
        return
    table = read_table(data)
    if next(table.rows, None) is None:
        raise Unreadable("no_rows")


def _require_known(data: bytes) -> None:
    if not data.strip():
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big")
    if data.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")


def _headings(cells: list[str]) -> list[str]:
    found = [clean(cell)[:120] for cell in cells]
    while found and not found[-1]:
        found.pop()
    if len(found) > MOST_COLUMNS:
        raise Unreadable("too_many_columns")
    if len(found) < 2:
        raise Unreadable("one_column" if found else "empty")
    if any(read_date(one) is not None for one in found):
        raise Unreadable("no_headings")
    return found


def _kept_small(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """The rows, each cell one line of text, as wide as the headings; what stands beyond has no heading and is left."""
    for count, (number, cells) in enumerate(lines):
        if count >= MOST_ROWS:
            raise Unreadable("too_many_rows")
        if any(len(cell) > LONGEST_CELL for cell in cells[:width]):
            raise Unreadable("long_cell")
        row = [clean(cell) for cell in cells[:width]]
        yield number, row + [""] * (width - len(row))
