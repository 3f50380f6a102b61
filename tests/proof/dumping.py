"""What somebody holds who has stolen a backup: the rows of a test, as `pg_dump` writes them.

A dump sees only what is committed, and tests commit nothing: their rows go over, byte by byte, into a database of their
own, and that is dumped.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from psycopg import sql

from patchwork.config.localpg import _binary
from patchwork.kit.context import set_area
from tests import database

COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'
"""


def dump(tables: Iterable[str], areas: Iterable[int]) -> str:
    """The dump, schema included, of a database that holds these tables' rows as this connection sees them now."""
    lines = {table: _lines(table, areas) for table in tables}
    with _fresh() as name:
        with database._superuser(name) as there:
            there.execute("SET session_replication_role = replica")  # in any order, and no trigger changes anything
            for table, (columns, rows) in lines.items():
                there.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                with there.cursor().copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                    for row in sorted(rows):
                        copy.write(row)
        return _pg_dump(name)


def _lines(table: str, areas: Iterable[int]) -> tuple[str, set[bytes]]:
    rows: set[bytes] = set()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        (columns,) = cursor.fetchone()
        for area in areas:
            set_area(area)
            with cursor.cursor.copy(f'COPY (SELECT {columns} FROM "{table}") TO STDOUT') as copy:
                rows |= {bytes(row) for row in copy}
    return columns, rows


@contextmanager
def _fresh() -> Iterator[str]:
    name = f"{database.KEPT}dump{os.getpid()}"
    database._clone(database._template(rebuild=False), name)
    try:
        yield name
    finally:
        database.drop(name)


def _pg_dump(name: str) -> str:
    address = urlunsplit(urlsplit(os.environ[database.SUPERUSER_URL])._replace(path=f"/{name}"))
    written = subprocess.run([_binary("pg_dump"), "--dbname", address], capture_output=True, check=True)
    return written.stdout.decode(errors="replace")


def found(text: str, planted: dict[str, str]) -> set[str]:
    """The fields whose canary is in the dump: as text, or as the bytes of a column."""
    return {
        place
        for canary, place in planted.items()
        if re.search(rf"{canary}\b|{canary.encode().hex()}(?!3\d)", text, re.IGNORECASE)
    }
