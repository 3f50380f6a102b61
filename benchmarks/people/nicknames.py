"""Short forms, and other spellings of one name, as people use them. Apart from the product's own list, on purpose: a
bench that damages names by the list that mends them measures nothing.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from benchmarks.people.stock import words


def _groups(name: str) -> list[list[str]]:
    return [group.split() for group in " ".join(words(name)).split("|")]


@cache
def _short() -> dict[str, list[str]]:
    found = defaultdict(list)
    for name, *short in _groups("short"):
        found[name] += short
    return dict(found)


@cache
def _spellings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for group in _groups("spellings"):
        for name in group:
            found[name] += [other for other in group if other != name]
    return dict(found)


def nicknames(name: str) -> list[str]:
    """What somebody of this name may be called; empty when nothing is usual."""
    return _short().get(name, [])


def spellings(name: str) -> list[str]:
    """Other spellings of the same name, in Latin letters."""
    return _spellings().get(name, [])
