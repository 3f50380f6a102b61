"""The cast, built once in a process by the product's own code and written back for every test after that.

Building it takes some forty statements and most of a tenth of a second; three thousand tests begin with it. The rows
it leaves are read once, a table at a time, and go back in with two round trips.
"""

from __future__ import annotations

import pickle
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from patchwork.demo.cast import Cast, build_cast
from patchwork.kit.context import in_area
from patchwork.people import searching
from patchwork.people.finding import facts_of
from patchwork.people.models import Person

TOUCHED = re.compile(r'^(?:INSERT INTO|UPDATE) "(\w+)"')
STORED = """
SELECT coalesce(string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position), '')
FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """One table's rows as one area sees them: the statement that puts them back, and what it is given."""

    insert: str
    values: str


@dataclass(frozen=True, slots=True)
class Kept:
    cast: bytes
    rows: dict[int, list[Rows]]
    found_by: dict[int, list[tuple[uuid.UUID, list[int], str]]]  # the search table, which we may not read


_kept: dict[datetime, Kept] = {}


def cast_at(now: datetime) -> Cast:
    """Both areas with the whole cast, in the current transaction, whose tables are as the migrations left them."""
    if (kept := _kept.get(now)) is None:
        with CaptureQueriesContext(connection) as log:
            cast = build_cast(now=now)
        _kept[now] = _keep(cast, [query["sql"] for query in log])
        return cast
    for area, tables in kept.rows.items():
        with in_area(area), connection.cursor() as cursor:
            cursor.execute(";\n".join(rows.insert for rows in tables), [rows.values for rows in tables])
            searching.keep(kept.found_by[area])
    cast: Cast = pickle.loads(kept.cast)  # noqa: S301 (our own, from a moment ago)
    return cast


def _keep(cast: Cast, statements: list[str]) -> Kept:
    tables = dict.fromkeys(found[1] for statement in statements if (found := TOUCHED.match(statement)))
    rows, found_by = {}, {}
    for area in (cast.marlowe.pk, cast.wattle_bay.pk):
        with in_area(area):
            rows[area] = [_rows(table) for table in tables]
            facts = facts_of(Person.objects.all())
            found_by[area] = [(person, *searching.row_of(one, area)) for person, one in facts.items()]
    return Kept(pickle.dumps(cast), rows, found_by)


def _rows(table: str) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(STORED, [table])
        (columns,) = cursor.fetchone()
        cursor.execute(f"SELECT coalesce(json_agg(row), '[]')::text FROM \"{table}\" AS row")
        (values,) = cursor.fetchone()
    insert = (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::"{table}", %s)'
        " ON CONFLICT DO NOTHING"
    )
    return Rows(insert, values)
