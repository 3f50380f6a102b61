"""Excel workbooks (.xlsx), read as a stream: what a file says about its own size is not believed.

A workbook of 700 bytes can name a cell in the last column of the last row, and a reader that keeps a whole sheet then
asks for 50 GB. openpyxl's streaming reader does not; what it reads is counted here. Formulas are never worked out: what
the program that saved the file had last shown is taken.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from patchwork.imports.reading.limits import MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED, Unreadable

EMPTY_ROWS = 1_000
"""After so many rows without anything the sheet is over, however far its formatting goes."""
PIECE = 256 * 1024


def lines_of(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every row of the first visible sheet that holds something, with its number. Raises `Unreadable`."""
    require_harmless(data)
    try:
        yield from _rows(data)
    except Unreadable:
        raise
    except Exception:  # the reader meets damage in many ways, and its words may quote the file
        raise Unreadable("broken") from None


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        raise Unreadable("empty")
    empty = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
        if number > MOST_ROWS + EMPTY_ROWS:
            raise Unreadable("too_many_rows")
        cells = [text_of(value) for value in values]
        empty = 0 if any(cells) else empty + 1
        if empty > EMPTY_ROWS:
            return
        if not empty:
            yield number, cells


def text_of(value: Any) -> str:
    """A cell as somebody would type it: days as 2026-11-25, numbers without a needless point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def require_harmless(data: bytes) -> None:
    """Unpack once and count: neither the sizes in the directory nor the number of parts can be lied about."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {part.filename for part in archive.infolist()}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise Unreadable("macros")
            if "xl/workbook.xml" not in names:
                raise Unreadable("binary")
            if len(names) > 1_000 or sum(_unpacked(data, part) for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("bomb")
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError):
        raise Unreadable("broken") from None


def _unpacked(data: bytes, part: zipfile.ZipInfo) -> int:
    """How many bytes a part really unpacks to, counted no further than is needed to refuse it."""
    if part.compress_type == zipfile.ZIP_STORED:
        return part.file_size
    start = part.header_offset + 30
    names = data[start - 4 : start]
    if len(names) < 4:
        raise ValueError
    start += int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    unpack, counted = zlib.decompressobj(-zlib.MAX_WBITS), 0
    rest = data[start : start + part.compress_size]
    while rest and counted <= MOST_UNPACKED:
        counted += len(unpack.decompress(rest, PIECE))
        rest = unpack.unconsumed_tail
    return counted
