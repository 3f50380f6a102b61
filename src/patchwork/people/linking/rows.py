"""What goes into matching and what comes out: plain values, no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Verdict = Literal["auto", "review", "new"]
NHS = "nhs"
"""The system of an identifier whose check digit is judged here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    given_names: str = ""
    family_name: str = ""
    middle_names: str = ""
    known_as: str = ""
    former_family_names: tuple[str, ...] = ()
    former_given_names: tuple[str, ...] = ()
    born_on: date | None = None
    born_precision: str = "day"
    sex: str = ""
    address: str = ""
    postcode: str = ""
    former_postcodes: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow(_Facts):
    """One row of a list, as it was typed. `row` is its number in the list; names may hold several words."""

    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(_Facts):
    """A person who is here already."""

    person_id: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person a row may be. `odds` in bits: 10 is a thousand to one, before any rule has spoken."""

    person_id: str
    odds: float
    vetoes: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What matching says of one row.

    `auto`: this person. `review`: somebody has to look. `new`: nobody here is like it. Best candidate first; the codes
    in `vetoes` (why it was not decided by itself) and `agreements` have words in `linking.words`. `same_as_row`: an
    earlier row of the list that is the same, whose verdict this is.
    """

    row: int
    verdict: Verdict
    candidates: tuple[Candidate, ...] = ()
    vetoes: tuple[str, ...] = ()
    same_as_row: int | None = None

    @property
    def person_id(self) -> str | None:
        return self.candidates[0].person_id if self.candidates and self.verdict != "new" else None

    @property
    def odds(self) -> float:
        return self.candidates[0].odds if self.candidates else float("-inf")

    @property
    def runner_up(self) -> Candidate | None:
        return self.candidates[1] if len(self.candidates) > 1 else None

    @property
    def agreements(self) -> tuple[str, ...]:
        return self.candidates[0].agreements if self.candidates else ()
