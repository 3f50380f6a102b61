"""What is to happen where both records have what one person has once: a rule for each uniqueness, by its name.

The default keeps the kept record's row and puts the other's aside. An app that knows better registers its own rule; a
test fails on a uniqueness around a person that nobody has thought about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, UniqueConstraint

if TYPE_CHECKING:
    from patchwork.people.merging.log import Log

type Rule = Callable[[Log, Sequence[Any]], None]
"""Settles a clash between rows, the kept record's first: afterwards one of them is left, or they differ."""


@dataclass(frozen=True, slots=True)
class Once:
    """A uniqueness around persons: what settles a clash, and what makes two rows equal where fields do not say it."""

    rule: Rule
    key: Callable[[tuple[Any, ...]], Hashable] | None = None
    fields: tuple[str, ...] = ()


def one_stays(
    choose: Callable[[Sequence[Any]], Any] = lambda rows: rows[0],
    absorb: Callable[[Any, Sequence[Any]], dict[str, Any]] = lambda stays, others: {},
) -> Rule:
    """One row stays, and takes over of the others what `absorb` says; the others are put aside."""

    def settle(log: Log, rows: Sequence[Any]) -> None:
        stays = choose(rows)
        others = [row for row in rows if row is not stays]
        changes = absorb(stays, others)
        for row in others:
            log.put_aside(row, instead=stays)
        if changes:
            log.change(stays, **changes)

    return settle


def switched_off(column: str) -> Rule:
    """All rows stay; only the first keeps `column`, which one of them may have."""

    def settle(log: Log, rows: Sequence[Any]) -> None:
        for row in rows[1:]:
            log.change(row, **{column: False})

    return settle


KEEP_ONE = one_stays()
_once: dict[str, Once] = {}
_not_with_itself: dict[str, tuple[str, str]] = {}


def on(constraint: str, rule: Rule = KEEP_ONE, **more: Any) -> None:
    """Called at start: how a clash of this uniqueness is settled."""
    _once[constraint] = Once(rule, **more)


def not_with_itself(model: str, one: str, other: str) -> None:
    """Called at start: a row of this model about the same person twice says nothing, and is put aside."""
    _not_with_itself[model] = (one, other)


def known() -> set[str]:
    """The uniquenesses that somebody has thought about."""
    return set(_once)


def about_oneself(model: type[Model], source: Any, target: Any) -> list[Model]:
    """Rows that would tie the person to themselves."""
    columns = _not_with_itself.get(model._meta.label)
    if columns is None:
        return []
    one, other = columns
    pairs = Q(**{one: source, other: target}) | Q(**{one: target, other: source})
    return list(model._base_manager.filter(pairs))


def uniquenesses(model: type[Model], columns: Sequence[str]) -> list[UniqueConstraint]:
    """The constraints of `model` that speak of one of these columns."""
    found = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    return [one for one in found if set(fields_of(one)) & set(columns)]


def fields_of(constraint: UniqueConstraint) -> tuple[str, ...]:
    """The fields it is about; those of an expression are named with its rule, or read off it."""
    if constraint.fields:
        return tuple(constraint.fields)
    once = _once.get(constraint.name)
    if once is not None and once.fields:
        return once.fields
    return tuple(dict.fromkeys(_names(constraint.expressions)))


def _names(expressions: Sequence[Any]) -> list[str]:
    found: list[str] = []
    for one in expressions:
        found += [one.name] if hasattr(one, "name") else _names(one.get_source_expressions())
    return found


def settle(log: Log, model: type[Model], columns: Sequence[str], source: Any, target: Any) -> None:
    """Settle whatever could not stand once `source` is `target` in these columns."""
    for row in about_oneself(model, source, target):
        log.put_aside(row)
    for constraint in uniquenesses(model, columns):
        once = _once.get(constraint.name, Once(KEEP_ONE))
        for rows in _equal(model, constraint, once, columns, source, target):
            once.rule(log, rows)


def _equal(
    model: type[Model], constraint: UniqueConstraint, once: Once, columns: Sequence[str], source: Any, target: Any
) -> list[list[Model]]:  # fmt: skip
    """Groups of rows that would be equal, the target's own first."""
    mine = Q()
    for column in columns:
        mine |= Q(**{f"{column}__in": [source, target]})
    found = model._base_manager.filter(mine)
    if constraint.condition is not None:
        found = found.filter(constraint.condition)
    groups: dict[Hashable, list[Model]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (_names_one(row, columns, source), str(row.pk))):
        values = _values(row, fields_of(constraint), columns, source, target)
        if None not in values or constraint.nulls_distinct is False:
            groups[once.key(values) if once.key else values].append(row)
    return [rows for rows in groups.values() if len(rows) > 1]


def _names_one(row: Model, columns: Sequence[str], pk: Any) -> bool:
    return any(_stored(row, column) == pk for column in columns)


def _values(row: Model, names: Sequence[str], columns: Sequence[str], source: Any, target: Any) -> tuple[Any, ...]:
    stored = ((name, _stored(row, name)) for name in names)
    return tuple(target if name in columns and value == source else value for name, value in stored)


def _stored(row: Model, name: str) -> Any:
    value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
    return tuple(value) if isinstance(value, list) else value
