"""CSV as it comes: with or without a mark of its encoding, with commas, semicolons, tabs or bars."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from patchwork.imports.reading.limits import LONGEST_CELL, Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
LIKELY = ("cp1252", "mac_roman", "cp850")
"""What programs of these islands write when it is not UTF-8, most usual first."""
SAMPLE = 64 * 1024
DELIMITERS = (",", ";", "\t", "|")


def lines_of(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every line of the file that holds something, with its number. Raises `Unreadable`."""
    text = decoded(data)
    if "\x00" in text:
        raise Unreadable("binary")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    csv.field_size_limit(LONGEST_CELL * 4)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable("long_cell") from None


def decoded(data: bytes) -> str:
    """The text, by its mark, else as UTF-8, else in the likeliest of the older encodings."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding or b"\x00" in data[:SAMPLE]:
            raise Unreadable("binary") from None
    return data.decode(min(LIKELY, key=lambda name: _strange(data, name)), "replace")


def _strange(data: bytes, encoding: str) -> int:
    """How many signs stand where names have letters: the right encoding has the fewest.

    Libraries that guess languages take one accented name in Windows-1252 for Windows-1250 and change its letters.
    """
    lines = (line for line in data.splitlines() if not line.isascii())
    text = b"\n".join(lines)[:SAMPLE].decode(encoding, "replace")
    return sum(
        not (ch.isascii() or ch.isalpha() or (ch == "’" and after.isalpha()))
        for before, ch, after in zip(text, text[1:], f"{text[2:]} ", strict=False)
        if before.isalpha()
    )


def delimiter_of(text: str) -> str:
    """The one that cuts the first lines into the most columns, the same number in each as in the headings."""
    sample = [line for line in text[:SAMPLE].splitlines() if line.strip()][:20]

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter)]
        return sum(width == widths[0] for width in widths if widths[0] > 1), widths[0] if widths else 0

    try:
        return max(DELIMITERS, key=fit)
    except csv.Error:
        return ","
