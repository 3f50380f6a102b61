"""Bringing a new key in: whatever an older key sealed is sealed anew with the newest, a batch at a time.

Every batch is a transaction of its own and what is done is skipped when asked again, so that a killed run is taken up
where it stopped, and the application may go on working meanwhile: a text that somebody changes just then is left to
them (they seal with the newest key anyhow).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from patchwork.kit import crypto
from patchwork.kit.context import in_area

BATCH = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed texts: of which model, which field."""

    model: Any
    field: Any

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Sealed texts that are no field of ours (a library's table): how to count them by key and to seal them anew."""

    label: str
    by_key: Callable[[], Counter[str]]
    reseal: Callable[[int], Iterator[int]]


_elsewhere: list[Elsewhere] = []


def also(other: Elsewhere) -> None:
    """An app that seals in a table of someone else's says so at start."""
    _elsewhere.append(other)


def elsewhere() -> tuple[Elsewhere, ...]:
    """What apps have named with `also`."""
    return tuple(_elsewhere)


def columns() -> list[Column]:
    """Every sealed column there is, by table."""
    found = [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, crypto.Sealed)
    ]
    return sorted(found, key=lambda one: one.label)


def areas() -> Iterable[int]:
    """The areas there are; `kit` knows an area only by its key."""
    area = columns()[0].model._meta.get_field("area").related_model
    return list(area.objects.order_by("pk").values_list("pk", flat=True))


class KeyOf(models.Func):
    """The id of the key that sealed a column's text, read by the database; none where nothing is sealed."""

    template = (
        "CASE WHEN octet_length(%(expressions)s) > 2 THEN "
        "convert_from(substring(%(expressions)s from 3 for get_byte(%(expressions)s, 1)), 'UTF8') END"
    )
    output_field = models.TextField()


def by_key(column: Column) -> Counter[str]:
    """How many texts of the current area each key seals. Runs inside `in_area`."""
    rows = column.model._base_manager.annotate(_key=KeyOf(column.field.name)).filter(_key__isnull=False)
    return Counter(dict(rows.order_by().values_list("_key").annotate(models.Count("pk"))))


def reseal(column: Column, area: int, *, batch: int = BATCH) -> Iterator[int]:
    """Seal the column's texts of one area with the newest key; yields how many each batch did.

    Raises:
        CannotOpen: a key that sealed one of them is not in the ring. Nothing of that batch is changed.
    """
    last: Any = None
    while True:
        with in_area(area):
            rows = list(_of_older_keys(column, last)[:batch])
            done = sum(_seal_anew(column, row) for row in rows)
        if not rows:
            return
        last = rows[-1].pk
        yield done


def _of_older_keys(column: Column, after: Any) -> models.QuerySet[Any]:
    newest = next(iter(crypto.keys()))
    rows: models.QuerySet[Any] = column.model._base_manager.annotate(_key=KeyOf(column.field.name))
    rows = (
        rows.filter(_key__isnull=False).exclude(_key=newest).only("pk", "area_id", column.field.attname).order_by("pk")
    )
    return rows if after is None else rows.filter(pk__gt=after)


def _seal_anew(column: Column, row: Any) -> int:
    """One text, unless it was changed meanwhile: then whoever changed it has sealed it."""
    old = bytes(row.__dict__[column.field.attname])
    place = column.field.place(row)
    new = crypto.seal(crypto.unseal(old, place), place)
    query = sql.SQL("UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s").format(
        table=sql.Identifier(column.model._meta.db_table),
        column=sql.Identifier(column.field.column),
        key=sql.Identifier(row._meta.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [new, row.pk, old])
        return int(cursor.rowcount)
