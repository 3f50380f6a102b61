"""What apps hold about a person, said in words for whoever asks for it: read by subject access, which stands beside
some of these apps and may not import them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Held:
    """One row about the person. `texts`: its sealed columns. `may_be_another`: it is not certain that it is theirs."""

    row: Model
    says: str
    at: datetime | None = None
    texts: tuple[str, ...] = ()
    may_be_another: bool = False


_holders: dict[str, Callable[[UUID], Iterator[Held]]] = {}


def register(label: str, held: Callable[[UUID], Iterator[Held]]) -> None:
    """`held(person)` gives the rows of the table `label` ("app.Model") about a person."""
    _holders[label] = held


def holders() -> dict[str, Callable[[UUID], Iterator[Held]]]:
    """By table: who reads its rows about a person."""
    return dict(_holders)
