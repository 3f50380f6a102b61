"""Which first names may be one, and which are names in their own right: as finding has them."""

from __future__ import annotations

from functools import cache

from patchwork.people.frequent import frequent_names
from patchwork.people.nicknames import also_called


@cache
def ways_of(word: str) -> str:
    """A folded name and what else it may stand for, each between spaces."""
    return f" {' '.join((word, *also_called(word)))} "


@cache
def is_usual(word: str) -> bool:
    """Whether this is known to be a name, so that it is no slip of the pen."""
    return word in _frequent() or bool(also_called(word))


@cache
def _frequent() -> frozenset[str]:
    return frozenset(frequent_names())
