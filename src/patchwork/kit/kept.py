"""Pieces of a page that are the same for everybody who is shown the same: rendered once and kept in the process.

A colleague's row stands on dozens of pages and costs more than the query that found it. What is kept can be neither
stale nor somebody else's: the piece is rendered from the very values it is kept by (with the language and the day), and
is given nothing else, no request, no viewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template import loader
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 2_000
PLAIN = (int, bool, float, date, datetime, type(None))


def kept(template: str, it: Any, names: Sequence[str]) -> SafeString:
    """`template` with these attributes of `it`, which it finds as `it`. What `it` does not have is empty.

    Raises:
        TypeError: an attribute is not a plain value (text, number, date, or a list of such).
    """
    shown = tuple((name, _plain(getattr(it, name, ""))) for name in names)
    return _rendered(template, get_language(), timezone.localdate(), shown)


@lru_cache(maxsize=MOST)
def _rendered(template: str, language: str | None, day: date, shown: tuple[tuple[str, Any], ...]) -> SafeString:
    return SafeString(loader.get_template(template).render({"it": dict(shown)}))


def forget() -> None:
    """For tests: nothing is kept."""
    _rendered.cache_clear()


def _plain(value: Any) -> Any:
    """The value as something that can be compared by what it says."""
    if isinstance(value, (str, Promise)):
        return "".join(str(value))  # never marked safe: what is escaped and what is not would count as the same
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(_plain(one) for one in value)
    raise TypeError(f"{type(value).__name__} cannot be kept: give the words it stands for")
