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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, transaction
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql

from patchwork.kit.areas import AREA_SETTING
from patchwork.kit.crypto import EncryptedText, Place, seal

type Row = dict[str, Any]
type Encoder = Callable[[Any], str]

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
    encoders = [(field.attname, _encoder(field)) for field in fields]
    sealed = [field for field in fields if isinstance(field, EncryptedText)]
    optional = [field for field in fields if not _must_be_given(field)]
    made = {field.attname: field.default for field in optional if field.has_default() and callable(field.default)}
    usual = {field.attname: _default(field) for field in optional if field.attname not in made}
    for row in rows:
        whole: Row = {**usual, **row}
        for name, make in made.items():
            if name not in row:
                whole[name] = make()
        if len(whole) != len(encoders):
            _complain(model, row, whole, encoders)
        for field in sealed:
            whole[field.attname] = _sealed(model, field, whole)
        yield "\t".join([NULL if (value := whole[name]) is None else encode(value) for name, encode in encoders]) + "\n"


def _complain(
    model: type[models.Model], row: Mapping[str, Any], whole: Row, encoders: list[tuple[str, Encoder]]
) -> None:
    names = {name for name, _encode in encoders}
    if unknown := row.keys() - names:
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    raise TypeError(f"{model.__name__} needs {', '.join(sorted(names - whole.keys()))}")


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


def _encoder(field: models.Field[Any, Any]) -> Encoder:
    """How a value of this field is written; never asked for None."""
    if isinstance(field, models.ForeignKey):
        return _encoder(field.target_field)
    return next((encode for kind, encode in ENCODERS if isinstance(field, kind)), _text)


def _sealed(model: type[models.Model], field: EncryptedText, row: Row) -> bytes | None:
    plain, pk = row[field.attname], model._meta.pk
    if plain in (None, ""):
        return None if field.null else b""
    assert pk is not None
    place = Place(row["area_id"], model._meta.db_table, str(row[pk.attname]), field.column or "")
    return seal(str(plain).encode(), place)


_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def _text(value: Any) -> str:
    text = str(value)  # a member of TextChoices, too
    return text if text.isalnum() else text.translate(_ESCAPES)


def _array(values: Iterable[Any]) -> str:
    return _text("{" + ",".join(map(_element, values)) + "}")


def _element(value: Any) -> str:
    text = str(value)
    return text if text.isascii() and text.isalnum() else '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def _moment(value: date | time) -> str:
    return value.isoformat()


ENCODERS: tuple[tuple[type[models.Field[Any, Any]], Encoder], ...] = (
    (models.UUIDField, lambda value: f"{value.int:032x}"),  # half the time of str()
    (models.BooleanField, lambda value: "t" if value else "f"),
    (models.IntegerField, str),
    (models.DateField, _moment),  # DateTimeField is one
    (models.TimeField, _moment),
    (models.JSONField, lambda value: _text(json.dumps(value))),
    (ArrayField, _array),
    (models.BinaryField, lambda value: rf"\\x{bytes(value).hex()}"),
)
