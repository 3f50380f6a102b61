"""Reading TOML files that other code stands on: every mistake is named by file and key.

Texts in such files are written in English and shown through gettext. `makemessages` reads Python, not TOML, so each
set of files has a generated module beside it that lists its texts (`listing`); a test fails when it is out of date.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from django_stubs_ext import StrPromise

    type Text = str | StrPromise

LISTING_HEAD = '''# fmt: off
# ruff: noqa: E501
"""Texts of the data files, listed for makemessages. Generated: do not edit. See patchwork.kit.datafiles."""

# ruff: noqa: E501
# fmt: off

from django.utils.translation import gettext_noop as _

TEXTS = [
'''


class DataFileError(Exception):
    """A data file cannot be used. The text names the file and the key, for whoever edits it."""


class Table:
    """One table of a TOML file, read key by key; `done` complains about keys nobody read (usually a misspelling)."""

    def __init__(self, values: Mapping[str, Any], *, where: str, error: type[DataFileError] = DataFileError) -> None:
        self.values = values
        self.where = where
        self.error = error
        self.read: set[str] = set()

    def fail(self, key: str, why: str) -> DataFileError:
        """The error to raise: file, key, what is wrong."""
        return self.error(f"{self.where}, {key}: {why}")

    def string(self, key: str, default: str | None = None) -> str:
        """A code or other string that is never translated."""
        return self._get(key, str, "a text", default)

    def text(self, key: str, default: str | None = None) -> Text:
        """A sentence for the screen, translated when shown."""
        return translated(self._get(key, str, "a text", default))

    def flag(self, key: str, default: bool | None = None) -> bool:
        return self._get(key, bool, "true or false", default)

    def number(self, key: str, default: int | None = None) -> int:
        value = self._get(key, int, "a whole number", default)
        if isinstance(value, bool) or value < 0:
            raise self.fail(key, "must be a whole number, zero or more")
        return value

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        values: list[Any] = self._get(key, list, "a list of texts", None if default is None else list(default))
        if not all(isinstance(value, str) and value for value in values):
            raise self.fail(key, "must be a list of texts")
        if len(set(values)) != len(values):
            raise self.fail(key, "names something twice")
        return tuple(values)

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """A code that must be one of these."""
        value = self.string(key, default)
        if value not in known:
            raise self.fail(key, f"“{value}” is not known")
        return value

    def some_of(self, key: str, known: Iterable[str], default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Codes that must all be among these."""
        values = self.strings(key, default)
        for value in values:
            if value not in known:
                raise self.fail(key, f"“{value}” is not known")
        return values

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[Text, ...]:
        return tuple(translated(value) for value in self.strings(key, default))

    def day(self, key: str) -> date | None:
        """A date, or None where the file has an empty text ("not established"). The key itself must be there."""
        value: object = self._get(key, object, "a date, or empty", None)
        if isinstance(value, date):
            return value
        if not isinstance(value, str):
            raise self.fail(key, "must be a date, or empty")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.fail(key, f"“{value}” is not a date; write it like 1991-10-14, or leave it empty") from None

    def table(self, key: str) -> Table:
        values = self._get(key, dict, "a table", {})
        return Table(values, where=f"{self.where}, {key}", error=self.error)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of a list, each named by its code so that a complaint finds it."""
        for number, values in enumerate(self._get(key, list, "a list of tables", []), start=1):
            if not isinstance(values, dict):
                raise self.fail(key, "must be a list of tables")
            name = values.get("code") or values.get("short_name") or f"number {number}"
            yield Table(values, where=f"{self.where}, {key} {name}", error=self.error)

    def by_code[T](self, key: str, make: Callable[[Table], T]) -> dict[str, T]:
        """What `make` makes of each table of a list, by its `code`; raises when two share one."""
        found: dict[str, T] = {}
        for thing in map(make, self.tables(key)):
            code = thing.code  # type: ignore[attr-defined]
            if code in found:
                raise self.fail(key, f"has the code {code} twice")
            found[code] = thing
        return found

    def row[T: DataclassInstance](self, cls: type[T], **given: Any) -> T:
        """This table, and nothing more, as a `cls`: each field not given is the key of its name, read by its type.

        A field's default makes its key optional. Types are compared as written in a module with postponed annotations.
        """
        for one in fields(cls):
            needed = one.default is MISSING or one.name in self.values
            if one.name not in given and needed:
                given[one.name] = READERS[str(one.type)](self, one.name)
        self.done()
        return cls(**given)

    def done(self) -> None:
        """Raise when the file has keys that nobody asked for."""
        for key in self.values:
            if key not in self.read:
                raise self.fail(key, "is not a key known here")

    def _get[T](self, key: str, kind: type[T], described: str, default: T | None) -> T:
        self.read.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.fail(key, "is missing")
        if not isinstance(value, kind):
            raise self.fail(key, f"must be {described}")
        return value


READERS: dict[str, Callable[[Table, str], Any]] = {
    "str": Table.string,
    "int": Table.number,
    "int | None": Table.number,
    "bool": Table.flag,
    "tuple[str, ...]": Table.strings,
    "date | None": Table.day,
    "Words": Table.text,
    "tuple[Words, ...]": Table.texts,
}
"""How `Table.row` reads a field, by the field's type."""


def load(path: Path, *, error: type[DataFileError] = DataFileError) -> Table:
    """The whole file as a table; raises `error` naming the file when it is missing or not TOML."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8")), where=path.name, error=error)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise error(f"{path.name}: cannot be read: {problem}") from problem


def translated(text: str) -> Text:
    """Lazy, and empty stays empty: gettext answers the empty text with its own catalogue's header."""
    return gettext_lazy(text) if text else ""


def texts_in(values: Any, *, keys: frozenset[str]) -> Iterator[str]:
    """Every text kept under one of `keys`, however deep: what the screens show and translators need."""
    if isinstance(values, list):
        for value in values:
            yield from texts_in(value, keys=keys)
    elif isinstance(values, dict):
        for key, value in values.items():
            if key in keys and isinstance(value, str):
                yield value
            elif key in keys and isinstance(value, list) and all(isinstance(one, str) for one in value):
                yield from value
            else:
                yield from texts_in(value, keys=keys)


def listing(paths: Iterable[Path], *, keys: frozenset[str]) -> str:
    """The source of the module that shows these files' texts to makemessages."""
    texts = {text for path in paths for text in texts_in(load(path).values, keys=keys) if text}
    return LISTING_HEAD + "".join(f"    _({_quoted(text)}),\n" for text in sorted(texts)) + "]\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
