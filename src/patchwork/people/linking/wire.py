"""How rows reach the worker: one line of CSV each, lists joined by unit separators, no header.

The columns are those of `COLUMNS` in this order. PostgreSQL's COPY writes the same (`linking.area`), so that an area's
persons need never be Python objects.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from patchwork.people.keys import compact
from patchwork.people.linking.rows import NHS, Known, ListRow

COLUMNS = (
    "id", "given", "middle", "family", "known_as", "former_given", "former_family", "born", "precision", "sex",
    "address", "postcode", "former_postcodes", "nhs", "identifiers",
)  # fmt: skip
BETWEEN = "\x1f"
"""Between the items of a list."""
WITHIN = "\x1e"
"""Between the system and the value of an identifier."""


def write(rows: Iterable[ListRow | Known], out: IO[str]) -> int:
    """Write rows as the worker reads them; returns how many."""
    writer = csv.writer(out, lineterminator="\n")
    count = 0
    for cells in _cells(rows):
        writer.writerow(cells)
        count += 1
    return count


def _cells(rows: Iterable[ListRow | Known]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield (
            row.person_id if isinstance(row, Known) else str(row.row),
            _clean(row.given_names), _clean(row.middle_names), _clean(row.family_name), _clean(row.known_as),
            _joined(row.former_given_names), _joined(row.former_family_names),
            row.born_on.isoformat() if row.born_on else "", row.born_precision, row.sex,
            _clean(row.address), _clean(row.postcode), _joined(row.former_postcodes),
            compact(row.identifiers.get(NHS, "")),
            _joined(f"{_clean(system)}{WITHIN}{compact(value)}" for system, value in row.identifiers.items()
                    if system != NHS and compact(value)),
        )  # fmt: skip


def _clean(text: str) -> str:
    """Without what would end a line or an item, or what CSV cannot hold."""
    return text if text.isprintable() else "".join(ch if ch.isprintable() else " " for ch in text)


def _joined(items: Iterable[str]) -> str:
    return BETWEEN.join(item for item in items if item)
