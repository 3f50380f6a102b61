"""Which jurisdiction packs an area may choose. The packs stand above this app and say so at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

    type Choices = list[tuple[str, Words]]

_packs: list[Callable[[], Iterable[tuple[str, Words]]]] = []


def fill(choices: Callable[[], Iterable[tuple[str, Words]]]) -> None:
    """Say where the packs an area may run on are: code and name of each."""
    _packs[:] = [choices]


def choices() -> Choices:
    """Code and name of every pack that may be chosen; none as long as nobody has said so."""
    return [choice for packs in _packs for choice in packs()]
