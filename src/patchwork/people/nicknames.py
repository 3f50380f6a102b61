"""What else somebody of a name may be called: short forms, and other spellings of the same name."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

from nicknames import NickNamer

MOST = 8
"""Of one name; the nearest first. More would find half the area."""


@lru_cache(maxsize=20_000)
def also_called(word: str) -> tuple[str, ...]:
    """Other names that a folded word may stand for, ours first; never itself."""
    found = dict.fromkeys(_ours().get(word, ()))
    names = _english()
    found.update(dict.fromkeys(sorted(names.canonicals_of(word)) + sorted(names.nicknames_of(word))))
    found.pop(word, None)
    return tuple(found)[:MOST]


@cache
def _english() -> NickNamer:
    return NickNamer()


@cache
def _ours() -> dict[str, list[str]]:
    text = Path(__file__).with_name("nicknames.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = defaultdict(list)
    for line in tomllib.loads(text)["groups"].replace("\n", " ").split("|"):
        group = line.split()
        for name in group:
            found[name] += [other for other in group if other != name]
    return found
