"""Writing many rows at once by COPY: how the demo world and the benches are filled.

Row security forbids COPY into a table that it binds, and it binds the owner too (it is forced). So the rows go by COPY
into a temporary table and from there by one INSERT … SELECT, which the policies check row by row like any other write:
the builder cannot put a row into another area either. A temporary table is something only the owner's login may make.
A login that row security does not bind (the superuser of a bench's private server) copies straight in.

Rows are plain dicts by attribute name (`person_id`, not `person`); what is left out gets the field's default. Values
are prepared by what the field is: free text is sealed for its place, arrays, UUIDs and times are written as PostgreSQL
reads them. `tests/demo/test_builder_writes_as_actions_do.py` compares such rows with what the actions write.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, transaction
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql

from patchwork.kit.areas import AREA_SETTING
from patchwork.kit.crypto import EncryptedText, Place, seal

type Row = dict[str, Any]
type Encoder = Callable[[Row], str]

OWNER = "owner"
NULL = r"\N"
LINES = 2000
"""Rows that are put into one message to the server."""


class Rows:
    """Rows of many models, gathered before they are written."""

    def __init__(self) -> None:
        self.by_model: dict[type[models.Model], list[Row]] = {}

    def add(self, model: type[models.Model], **values: Any) -> Row:
        """One row; the dict may still be changed until it is written."""
        self.by_model.setdefault(model, []).append(values)
        return values

    def of(self, model: type[models.Model]) -> list[Row]:
        return self.by_model.get(model, [])

    def count(self) -> int:
        return sum(len(rows) for rows in self.by_model.values())

    def write(self, *, using: str = OWNER) -> int:
        """Copy everything in, inside `writing`. How many rows those were. Nothing is left to be written again."""
        written = sum(copy_rows(model, rows, using=using) for model, rows in self.by_model.items())
        self.by_model.clear()
        return written


@contextmanager
def writing(area_id: int | None, *, using: str = OWNER) -> Iterator[None]:
    """A transaction of the bulk login that works for one area. Nested in another one it changes its area."""
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [AREA_SETTING, "" if area_id is None else str(area_id)])
        yield


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]], *, using: str = OWNER) -> int:
    """Copy rows (dicts by attribute name) into the model's table; how many those were. Call it inside `writing`.

    Raises:
        TypeError: a key that is no column, or a value missing that has no default.
    """
    fields = written_fields(model)
    table = model._meta.db_table
    columns = sql.SQL(", ").join([sql.Identifier(field.column or "") for field in fields])
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [f'"{table}"'])
        bound = cursor.fetchone()[0]
        into = f"bulk_{table}" if bound else table
        if bound:
            cursor.execute(f'CREATE TEMPORARY TABLE "{into}" (LIKE "{table}") ON COMMIT DROP')
            for column in {field.column for field in model._meta.local_fields} - {field.column for field in fields}:
                cursor.execute(f'ALTER TABLE "{into}" DROP COLUMN "{column}"')
        count = 0
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(into), columns)
        with cursor.copy(statement) as copy:
            for lines in _batches(lines_of(model, rows)):
                copy.write("".join(lines))
                count += len(lines)
        if bound:
            cursor.execute(
                sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
                    sql.Identifier(table), columns, columns, sql.Identifier(into)
                )
            )
            cursor.execute(f'DROP TABLE "{into}"')
    return count


def analyze(tables: Iterable[type[models.Model]], *, using: str = OWNER) -> None:
    """Tell the planner what the tables now hold."""
    with connections[using].cursor() as cursor:
        for model in tables:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def written_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns we write: all but a number that the database counts by itself."""
    return [field for field in model._meta.local_fields if not isinstance(field, models.AutoField)]


def completed(model: type[models.Model], row: Mapping[str, Any]) -> Row:
    """The row with the defaults of what was left out, as an unsaved instance would have it."""
    return {field.attname: row.get(field.attname, _default(field)) for field in written_fields(model)}


def lines_of(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The rows in COPY's text format, one line each."""
    fields = written_fields(model)
    names = {field.attname for field in fields}
    defaults = [(field.attname, field) for field in fields if not _must_be_given(field)]
    encoders = [(field.attname, _encoder(model, field)) for field in fields]
    for row in rows:
        if not row.keys() <= names:
            raise TypeError(f"{model.__name__} has no {', '.join(sorted(row.keys() - names))}")
        whole = {name: _default(field) for name, field in defaults if name not in row}
        whole.update(row)
        try:
            yield "\t".join([encode(whole) for _name, encode in encoders]) + "\n"
        except KeyError as missing:
            raise TypeError(f"{model.__name__} needs {missing}") from None


def _batches(lines: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(lines, LINES)):
        yield batch


def _must_be_given(field: models.Field[Any, Any]) -> bool:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return True  # history has its own times
    return field.default is NOT_PROVIDED and not field.null and not field.blank


def _default(field: models.Field[Any, Any]) -> Any:
    if field.default is not NOT_PROVIDED:
        return field.default() if callable(field.default) else field.default
    return None if field.null else ""


# ── one value ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _encoder(model: type[models.Model], field: models.Field[Any, Any]) -> Encoder:
    name = field.attname
    if isinstance(field, EncryptedText):
        return _sealing(model, field)
    if isinstance(field, models.JSONField):
        return lambda row: NULL if row[name] is None else _escaped(json.dumps(row[name]))
    if isinstance(field, ArrayField):
        return lambda row: NULL if row[name] is None else _escaped(_array(row[name]))
    if isinstance(field, models.BinaryField):
        return lambda row: NULL if row[name] is None else rf"\\x{bytes(row[name]).hex()}"
    return lambda row: _text(row[name])


def _sealing(model: type[models.Model], field: EncryptedText) -> Encoder:
    name, table, column = field.attname, model._meta.db_table, field.column or ""
    pk = model._meta.pk
    assert pk is not None

    def encode(row: Row) -> str:
        plain = row[name]
        if plain in (None, ""):
            return NULL if field.null else r"\\x"
        place = Place(row["area_id"], table, str(row[pk.attname]), column)
        return rf"\\x{seal(str(plain).encode(), place).hex()}"

    return encode


def _text(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (uuid.UUID, int)):
        return str(value)
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be copied")


_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def _escaped(text: str) -> str:
    return text if text.isalnum() else str(text).translate(_ESCAPES)


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join(_element(value) for value in values) + "}"


def _element(value: Any) -> str:
    text = str(value)
    return text if text.isascii() and text.isalnum() else '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
