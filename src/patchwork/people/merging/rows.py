"""Rows as the database holds them: read whole, taken out, and put back to the byte. No model, no `save` in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from django.db.models import Model


def columns(model: type[Model]) -> list[str]:
    """What is stored of a row. Generated columns make themselves."""
    return [str(field.column) for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def whole(model: type[Model], pk: Any) -> str:
    """The row as JSON."""
    return part(model, pk, columns(model))


def part(model: type[Model], pk: Any, names: list[str]) -> str:
    """Some columns of the row as JSON; empty when there is no such row."""
    pairs = sql.SQL(", ").join(sql.SQL("{}, t.{}").format(sql.Literal(name), sql.Identifier(name)) for name in names)
    query = sql.SQL("SELECT json_build_object({pairs})::text FROM {table} t WHERE t.{key} = %s").format(
        pairs=pairs, table=_table(model), key=_key(model)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [str(pk)])
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def take_out(model: type[Model], pk: Any) -> None:
    """Delete exactly this row. Whatever else points at it has to be moved before the transaction ends."""
    query = sql.SQL("DELETE FROM {table} WHERE {key} = %s").format(table=_table(model), key=_key(model))
    with connection.cursor() as cursor:
        cursor.execute(query, [str(pk)])


def put_back(model: type[Model], row: str) -> None:
    """Insert the row that `whole` read."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns(model)))
    query = sql.SQL(
        "INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_record(NULL::{table}, %s::json)"
    ).format(table=_table(model), names=names)
    with connection.cursor() as cursor:
        cursor.execute(query, [row])


def write(model: type[Model], pk: Any, names: list[str], values: str) -> None:
    """Set columns to what `part` read."""
    wanted = sql.SQL(", ").join(map(sql.Identifier, names))
    query = sql.SQL(
        "UPDATE {table} SET ({names}) = (SELECT {names} FROM json_populate_record(NULL::{table}, %s::json)) "
        "WHERE {key} = %s"
    ).format(table=_table(model), names=wanted, key=_key(model))
    with connection.cursor() as cursor:
        cursor.execute(query, [values, str(pk)])


def hold_to_keys() -> None:
    """Ask now, not at the end of the transaction, whether every foreign key still finds its row."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _table(model: type[Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _key(model: type[Model]) -> sql.Identifier:
    return sql.Identifier(str(model._meta.pk.column))
