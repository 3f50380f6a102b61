"""Walks every address of the product as every member of the cast, and says what each one got.

The declared answers are in `access_table.py`; `python -m tests.promises.sweep` is not a way to write them:
a row is a decision, taken before the page is built.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from patchwork.demo.cast import Cast

EVERYONE = "amina bilal chloe dan erin farah george hana ivan joy kit lena moses nia priya".split()
OUTSIDE = "nobody"  # not signed in
METHODS = ("GET", "POST")

# What each part of an address stands for in the swept world.
ARGUMENTS: dict[str, Callable[[Cast], Any]] = {"person_id": lambda world: world.persons["leo"].pk}


@dataclass(frozen=True)
class Row:
    """One address and method: who gets which status. `answers` maps a status to the names that get it."""

    name: str
    method: str
    answers: dict[int, str]
    data: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, Callable[[Cast], Any]] = field(default_factory=dict)

    def expected(self) -> dict[str, int]:
        """Status by name; raises when somebody is left out or named twice."""
        found: dict[str, int] = {}
        for status, names in self.answers.items():
            for name in EVERYONE if names == "everyone" else names.split():
                if name in found:
                    raise ValueError(f"{self.name} {self.method}: {name} is declared twice")
                found[name] = status
        if missing := set(EVERYONE) | {OUTSIDE} - set(found):
            missing -= set(found)
            if missing:
                raise ValueError(f"{self.name} {self.method}: no answer is declared for {sorted(missing)}")
        return found

    def path(self, world: Cast) -> str:
        """The address in the swept world."""
        wanted = {**ARGUMENTS, **self.arguments}
        kwargs = {key: wanted[key](world) for key in parameters(self.name)}
        return reverse(self.name, kwargs=kwargs)


def patterns() -> Iterator[tuple[str, list[str]]]:
    """Every named address with its parameters. An address without a name is returned under its route."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, list[str]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _walk(entry, namespace)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or entry.pattern}", list(entry.pattern.converters)


def parameters(name: str) -> list[str]:
    return dict(patterns())[name]


def stranger_id(world: Cast) -> uuid.UUID:
    """An id that nothing has."""
    return uuid.UUID("00000000-0000-4000-8000-000000000000")
