"""Queries that are made once and then only filled in: by us, and by PostgreSQL.

The decision path makes long statements. Building one costs the ORM several milliseconds and planning it costs the
database as much again; running it takes a fraction of either. A function marked `@prepared` returns a queryset, made of
its arguments as if they were constants; what its caller gets is a list of rows. The first call with arguments of one
*shape* builds the statement with placeholders in place of values and keeps it; later calls put their values in. The
database keeps its plan likewise (a server-side prepared statement). The rule stays in the ORM, written once.

A value is a UUID, a moment, a day, a list of UUIDs or of words, or an attribute that the class of an argument (a frozen
dataclass) names in `PREPARED_VALUES`, with the attributes computed from them in `PREPARED_DERIVED`. Everything else (a
model, a view, powers, flags, whether something is None) belongs to the shape: another shape is another statement. So
the function may look at the shape as it likes, but not at a value: no `if` on one, no arithmetic with one. A value that
arrives in the statement changed is noticed, and then nothing is kept. In tests the first calls, and some later ones,
build their statement anew and compare.

A list is one value, however long: compare with it by `pk__any_of=ids`, since `__in` writes a place for each.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import wraps
from types import NoneType
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import CharField, ForeignKey, Lookup, QuerySet, UUIDField
from psycopg import _queries as psycopg_queries

MOST_SHAPES = 500
"""Of one function. Real ones have a few dozen; beyond, something belongs to the values that does not."""

FIRST_FEW, NOW_AND_THEN = 3, 50
"""Which calls of a statement tests compare: making it anew costs more than all the rest of a call."""

_FAR = 2990  # the year of moments that stand for others
_SMALL = 31_000  # numbers that stand for others, within a smallint
_WORD = "\N{REPLACEMENT CHARACTER}prepared"  # words that stand for others


class _CannotPrepare(Exception):
    """Something of a shape or a value that we do not know how to keep apart."""


@UUIDField.register_lookup
@ForeignKey.register_lookup
@CharField.register_lookup
class AnyOf(Lookup):
    """Equal to one of a list, which the database gets as a single value."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, self.rhs)


_everything_kept: list[dict[Hashable, Any]] = []


def forget() -> None:
    """Drop every kept statement: for tests that plant another rule."""
    for kept in _everything_kept:
        kept.clear()


@contextmanager
def apart() -> Iterator[None]:
    """Inside, statements of another rule: none from before is used, and none is left. Those from before come back."""
    before = [dict(kept) for kept in _everything_kept]
    forget()
    try:
        yield
    finally:
        forget()
        for kept, statements in zip(_everything_kept, before, strict=False):
            kept.update(statements)


def prepared[**P, M](build: Callable[P, QuerySet[Any, M]]) -> Callable[P, list[M]]:
    """Make a function that returns a queryset return its rows, from a statement built once for each shape."""
    kept: dict[Hashable, _Statement | None] = {}
    _everything_kept.append(kept)

    @wraps(build)
    def rows(*args: P.args, **kwargs: P.kwargs) -> list[M]:
        try:
            taken = _Taken(args, kwargs)
        except _CannotPrepare:
            return list(build(*args, **kwargs))
        if taken.shape not in kept:
            if len(kept) >= MOST_SHAPES:
                kept.clear()
            kept[taken.shape] = _prepare(build, taken)
        statement = kept[taken.shape]
        if statement is None:
            return list(build(*args, **kwargs))
        if settings.PATCHWORK_TESTING and statement.is_due():
            statement.compare(build(*taken.args(taken.values), **taken.kwargs(taken.values)), taken)
        return statement.rows(taken)

    return rows


# ── what was asked: its shape, and its values ─────────────────────────────────────────────────────────────────────


class _Taken:
    """Arguments taken apart. `values` in order; `shape` tells how to put them together again, and all the rest."""

    def __init__(self, args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        self.values: list[Any] = []
        self._args = [self._slots(arg) for arg in args]
        self._kwargs = {name: self._slots(arg) for name, arg in kwargs.items()}
        kinds = tuple(type(value[0] if value and isinstance(value, list) else value) for value in self.values)
        self.shape: Hashable = (
            tuple(slots.shape for slots in self._args),
            tuple((name, slots.shape) for name, slots in sorted(self._kwargs.items())),
            kinds,
        )

    def args(self, values: Sequence[Any]) -> list[Any]:
        return [slots.put(values) for slots in self._args]

    def kwargs(self, values: Sequence[Any]) -> dict[str, Any]:
        return {name: slots.put(values) for name, slots in self._kwargs.items()}

    def stand_ins(self) -> list[Any]:
        """Values like none that was ever stored, each once."""
        return [_stand_in(value, number) for number, value in enumerate(self.values)]

    def known(self, values: Sequence[Any]) -> list[Any]:
        """The values, and those computed from them."""
        everything = list(values)
        for slots in (*self._args, *self._kwargs.values()):
            everything += slots.derived(values)
        return everything

    def _slots(self, arg: Any) -> _Slots:
        if isinstance(arg, (uuid.UUID, datetime, date)):
            return _One(self._keep(arg))
        if isinstance(arg, (str, int, Enum, NoneType, frozenset, tuple, type)):
            return _Fixed(arg)
        if isinstance(arg, list) and {type(one) for one in arg} in _LISTS:
            return _One(self._keep(arg))
        if is_dataclass(arg) and hasattr(arg, "PREPARED_VALUES"):
            own = {name: self._keep(getattr(arg, name)) for name in arg.PREPARED_VALUES
                   if getattr(arg, name) is not None}  # fmt: skip
            within = {one.name: self._slots(part) for one in fields(arg)
                      if is_dataclass(part := getattr(arg, one.name)) and not isinstance(part, type)}  # fmt: skip
            return _Parts(arg, own, within)
        raise _CannotPrepare

    def _keep(self, value: Any) -> int:
        self.values.append(value)
        return len(self.values) - 1


class _Slots:
    """One argument."""

    shape: Hashable

    def put(self, values: Sequence[Any]) -> Any:
        raise NotImplementedError

    def derived(self, values: Sequence[Any]) -> list[Any]:
        return []


class _Fixed(_Slots):
    def __init__(self, value: Hashable) -> None:
        self.shape = (type(value), value)
        self.value = value

    def put(self, values: Sequence[Any]) -> Any:
        return self.value


class _One(_Slots):
    def __init__(self, number: int) -> None:
        self.shape = number
        self.number = number

    def put(self, values: Sequence[Any]) -> Any:
        return values[self.number]


class _Parts(_Slots):
    """A frozen dataclass, of which some attributes are values, and some may be such dataclasses themselves (the limit
    of a preview is a viewer within a viewer)."""

    def __init__(self, whole: Any, numbers: dict[str, int], within: dict[str, _Slots]) -> None:
        self.whole, self.numbers, self.within = whole, numbers, within
        apart = {*numbers, *within}
        rest = [(field.name, getattr(whole, field.name)) for field in fields(whole) if field.name not in apart]
        inside = [(name, slots.shape) for name, slots in within.items()]
        self.shape = (type(whole), tuple(rest), tuple(numbers.items()), tuple(inside))

    def put(self, values: Sequence[Any]) -> Any:
        own = {name: values[number] for name, number in self.numbers.items()}
        return replace(self.whole, **own, **{name: slots.put(values) for name, slots in self.within.items()})

    def derived(self, values: Sequence[Any]) -> list[Any]:
        whole = self.put(values)
        found = [getattr(whole, name) for name in whole.PREPARED_DERIVED]
        return [*found, *(one for slots in self.within.values() for one in slots.derived(values))]


_LISTS: tuple[set[type], ...] = (set(), {uuid.UUID}, {str})


def _stand_in(value: Any, number: int) -> Any:
    if isinstance(value, list):
        return [f"{_WORD}{number}"] if value and isinstance(value[0], str) else [_stand_in(uuid.UUID(int=0), number)]
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=(0xFEED << 112) + number)
    if isinstance(value, datetime):
        return datetime(_FAR, 6, 1 + number % 28, 12, number % 60, 33, 1 + number, tzinfo=value.tzinfo)
    if isinstance(value, date):
        return date(_FAR + 1, 1 + number % 12, 1 + number % 28)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _CannotPrepare
    return _SMALL + number


# ── the statement ─────────────────────────────────────────────────────────────────────────────────────────────────


class _Statement:
    """A compiled query with places for values, and how its rows become objects."""

    def __init__(self, queryset: QuerySet[Any, Any], taken: _Taken) -> None:
        self.queryset = queryset
        self.using = queryset.db
        self.compiler = queryset.query.get_compiler(using=self.using)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        known = taken.known(taken.stand_ins())
        self.places = [_place(param, known) for param in params]
        self._asked = 0

    def is_due(self) -> bool:
        """In tests: the first few calls are compared with a fresh statement, then one in `NOW_AND_THEN`."""
        self._asked += 1
        return self._asked <= FIRST_FEW or self._asked % NOW_AND_THEN == 0

    def rows(self, taken: _Taken) -> list[Any]:
        if not self.sql:
            return []
        params = self._params(taken)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.using]
        compiler.execute_sql = lambda *_args, **_more: [_run(self.using, self.sql, params)]
        makes_rows: Any = self.queryset._iterable_class
        return [*makes_rows(_Filled(self.queryset, compiler))]

    def compare(self, queryset: QuerySet[Any, Any], taken: _Taken) -> None:
        """The statement built anew says the same."""
        try:
            sql, params = queryset.query.get_compiler(using=self.using).as_sql()
        except EmptyResultSet:
            sql, params = "", ()
        if (sql, list(params)) != (self.sql, self._params(taken)):
            raise AssertionError(f"A prepared query depends on a value that is not in its shape:\n{sql}\n{self.sql}")

    def _params(self, taken: _Taken) -> list[Any]:
        known = taken.known(taken.values)
        return [place(known) for place in self.places]


class _Filled:
    """What the ORM's row makers ask of a queryset, with our statement in place of its own."""

    def __init__(self, queryset: QuerySet[Any, Any], compiler: Any) -> None:
        self._queryset = queryset
        self.query = _FilledQuery(queryset.query, compiler)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)


class _FilledQuery:
    def __init__(self, query: Any, compiler: Any) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *_args: Any, **_more: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _prepare(build: Callable[..., QuerySet[Any, Any]], taken: _Taken) -> _Statement | None:
    """The statement for this shape; None when it cannot be kept apart from its values."""
    try:
        stand_ins = taken.stand_ins()
        return _Statement(build(*taken.args(stand_ins), **taken.kwargs(stand_ins)), taken)
    except _CannotPrepare:
        return None


def _place(param: Any, known: list[Any]) -> Callable[[list[Any]], Any]:
    """How to make this parameter of the values."""
    for number, value in enumerate(known):
        if param == value and isinstance(param, type(value)):
            wrap = type(param) if type(param) is not type(value) else None  # the adapter's own kinds of number
            return lambda values: wrap(values[number]) if wrap else values[number]
    if isinstance(param, (list, tuple)):
        inner = [_place(one, known) for one in param]
        kind = type(param)
        return lambda values: kind([place(values) for place in inner])
    _refuse_changed(param)
    return lambda values: param


def _refuse_changed(param: Any) -> None:
    """A stand-in that something was done to: only its own value may ever stand there."""
    changed = isinstance(param, date) and param.year >= _FAR - 10
    changed = changed or (isinstance(param, int) and _SMALL - 500 <= param < _SMALL + 500)
    changed = changed or (isinstance(param, uuid.UUID) and param.int >> 112 == 0xFEED)
    changed = changed or (isinstance(param, str) and _WORD in param)
    if changed or not isinstance(param, (str, int, float, date, uuid.UUID, NoneType)):
        raise _CannotPrepare


# ── running it ────────────────────────────────────────────────────────────────────────────────────────────────────


# psycopg keeps how it reads a statement (where its places are) of short ones only; ours are long, few, and lasting.
for _limit, _ours in {"MAX_CACHED_STATEMENT_LENGTH": 64 * 1024, "MAX_CACHED_STATEMENT_PARAMS": 2_000}.items():
    if hasattr(psycopg_queries, _limit):
        setattr(psycopg_queries, _limit, _ours)


class _PlannedOnce(ServerBindingCursor):
    """A cursor whose statements the server keeps with their plans."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        return super().execute(query, params, **{**more, "prepare": True})  # type: ignore[misc]


def _run(using: str, statement: str, params: list[Any]) -> list[Any]:
    connection = connections[using]
    if not settings.PATCHWORK_PREPARED_STATEMENTS:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall())
    with _planned_once(connection) as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _planned_once(connection: Any) -> Any:
    """Django's own cursor (counted, logged, wrapped as any), for once of the other kind."""
    connection.ensure_connection()
    raw = connection.connection
    usual, raw.cursor_factory = raw.cursor_factory, _PlannedOnce
    raw.prepare_threshold = 5  # Django sets None, which would forbid it; cursors of the usual kind never prepare
    try:
        return connection.cursor()
    finally:
        raw.cursor_factory = usual
