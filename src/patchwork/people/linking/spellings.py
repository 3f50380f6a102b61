"""Which first names are one: short forms and other spellings, from a list."""

from __future__ import annotations

from patchwork.people.keys import fold

_TODO: dict[str, tuple[str, ...]] = {}


def one_name(word: str) -> str:
    return word


def ways_of(word: str) -> str:
    return f" {word} "
