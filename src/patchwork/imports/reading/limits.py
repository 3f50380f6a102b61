"""How large a list may be, and what is said of one that cannot be read. No sentence here quotes the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 100
MOST_ROWS = 200_000
LONGEST_CELL = 2_000

FAILURES: dict[str, Words] = {
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than 20 MB. Send it in parts."),
    "binary": _("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    "old_excel": _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."),
    "macros": _("The workbook has macros in it. Save it as a plain .xlsx workbook."),
    "broken": _("The workbook is damaged. Open it and save it again."),
    "bomb": _("The workbook is far larger than it looks, and is not opened."),
    "no_rows": _("There are headings and nothing below them."),
    "no_headings": _("The first line has to say what each column is. It looks like a line of the list itself."),
    "one_column": _("There is only one column. Is it a list with commas, semicolons or tabs between its columns?"),
    "too_many_columns": _("There are more than 100 columns."),
    "too_many_rows": _("There are more than 200,000 rows. Send the list in parts."),
    "long_cell": _("One cell holds more than 2,000 characters, or a quotation mark is not closed."),
    "lost": _("Something went wrong while it was read, and it was thrown away. Send it again."),
}
"""What a code of `Upload.failure` reads."""


class Unreadable(Exception):
    """The file is not read at all; `code` is one of `FAILURES`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows below with the number each has in the file. Rows are read as they are asked for."""

    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]
