"""Which first names may be one, and which are names in their own right: as finding has them."""

from __future__ import annotations

import re
from functools import cache

from patchwork.people.frequent import frequent_names
from patchwork.people.nicknames import also_called

SERVANT_OF = frozenset({"abd", "abdal", "abdel", "abdi", "abdu", "abdul", "abdur"})
"""Half of a name such as Abd al-Rahman, however it is spaced."""
_SERVANT = re.compile(r"^abd(?!ull|all|ella)(?:ul|ur|al|el|i|u)?(?=[b-df-hj-np-tv-z][a-z]{3})")


def one_spelling(word: str) -> str:
    """Abdelrahman, Abdurrahman and Abdirahman as Abdulrahman."""
    return _SERVANT.sub("abdul", word) if word.startswith("abd") else word


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
