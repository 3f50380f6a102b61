"""How rare a name is, in bits: an equal Smith says less than an equal Catchpole; and which names so many have that
their keys need a second component. After a change of the list run `patchwork manage find_rebuild`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from math import log2
from pathlib import Path

RARE = {"g": 9.5, "f": 12.0}
"""Of a first name, and of a surname, that is not among the frequent ones."""


def rarity(word: str, role: str) -> float:
    """log2 of one in how many is called so; `role` is `g` (first name) or `f` (surname)."""
    return _bits()[role].get(word, RARE[role])


def frequent_names() -> set[str]:
    """All names of the lists."""
    return {name for names in _bits().values() for name in names}


@cache
def _bits() -> dict[str, dict[str, float]]:
    data = tomllib.loads(Path(__file__).with_name("frequent.toml").read_text(encoding="utf-8"))
    return {role: _ranked(data[name], scale) for role, name, scale in (("g", "given", 60), ("f", "family", 70))}


def _ranked(text: str, scale: int) -> dict[str, float]:
    """The n-th of a list is borne by about one in scale + 6n."""
    return {word: log2(scale + 6 * rank) for rank, word in enumerate(text.split())}
