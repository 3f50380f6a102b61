"""From the bytes of a file to headings and numbered rows of text, whatever program wrote it."""

from patchwork.imports.reading.limits import MOST_BYTES, Table, Unreadable
from patchwork.imports.reading.sniffing import look_at, read_table

__all__ = ["MOST_BYTES", "Table", "Unreadable", "look_at", "read_table"]
