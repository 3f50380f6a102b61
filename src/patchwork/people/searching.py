"""Reading and writing the search table, which the application reaches through two functions of the database alone.

A row is the keys of a person and their facts, folded, on one line: what finding weighs, without a second question. What
a shielded card shows comes first (`shown`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from patchwork.kit.prepared import run
from patchwork.people import keys
from patchwork.people.keys import Facts

MOST_CANDIDATES = 1000
MOST_WILD = 600
SEARCH = "SELECT person_id, is_shielded, facts FROM people_search(%s::integer[], %s::text[], %s)"
_PRECISIONS = {"day": "d", "month": "m", "year": "y", "about": "a"}
_WORDS = {letter: word for word, letter in _PRECISIONS.items()}


class Candidate(NamedTuple):
    """One row found. `facts` as `written` writes them; `is_shielded`: from somebody, perhaps not from the viewer."""

    person_id: uuid.UUID
    is_shielded: bool
    facts: str


def search(wanted: list[int], *, most: int = MOST_CANDIDATES) -> list[Candidate]:
    """Persons of the transaction's area with any of these keys, whoever may see them, in no order."""
    return _searched(wanted, None, most)


def search_wildly(wanted: list[int], must: list[str]) -> list[Candidate]:
    """Those of them only whose facts are LIKE one of these patterns. A shielded person's card must be: what it does not
    show finds nobody.
    """
    found = _searched(wanted, must, MOST_WILD) if wanted and must else []
    return [one for one in found if not one.is_shielded or any(_like(shown(one.facts), pattern) for pattern in must)]


def _searched(wanted: list[int], must: list[str] | None, most: int) -> list[Candidate]:
    numbers = "{" + ",".join(map(str, wanted)) + "}"
    return [*map(Candidate._make, run(SEARCH, [numbers, must, most]))]


def _like(line: str, pattern: str) -> bool:
    """`%word%`, or the beginning of the line with `_` for any letter: the patterns that are asked for."""
    if pattern.startswith("%"):
        return pattern.strip("%") in line
    begins = pattern.removesuffix("%")
    return len(line) >= len(begins) and all(one in {"_", other} for one, other in zip(begins, line, strict=False))


def keep(rows: Iterable[tuple[uuid.UUID, list[int], str]]) -> None:
    """Write (person, keys, facts) of persons of the transaction's area. Only what differs is written."""
    persons, their_keys, facts = [*zip(*rows, strict=True)] or ([], [], [])
    if persons:
        arrays = ["{" + ",".join(map(str, each)) + "}" for each in their_keys]
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_search_keep(%s, %s, %s)", [[*persons], arrays, [*facts]])


def row_of(facts: Facts, area_id: int) -> tuple[list[int], str]:
    """The keys and facts to store of a person."""
    return keys.keys_for(facts, area_id), written(facts)


def alike(facts: Facts, area_id: int, *, most: int = 2 * MOST_CANDIDATES) -> list[Candidate]:
    """Persons who share a key with these facts, more than one name alone; whoever may see them. For comparing records
    in the background: nobody is shown what comes out.
    """
    lone = [keys.word_key(keys.sound(word)) for name in _names_of(facts) for word in keys.words(name)]
    wanted = {*keys.keys_for(facts, area_id)} - {*keys.numbered(lone, area_id)}
    return search(sorted(wanted), most=most)


def with_numbers(values: Iterable[str], area_id: int) -> list[uuid.UUID]:
    """Persons who have one of these identifiers."""
    numbers = {keys.compact(value) for value in values} - {""}
    found = search(keys.numbered(map(keys.identifier_key, numbers), area_id))
    return [one.person_id for one in found if numbers & {*read(one.facts).identifiers}]


def _names_of(facts: Facts) -> Sequence[str]:
    former = [name for pair in facts.former_names for name in pair]
    return [facts.given_names, facts.family_name, facts.known_as, *former, *facts.mothers_surnames]


# ── one line of facts ─────────────────────────────────────────────────────────────────────────────────────────────


def written(facts: Facts) -> str:
    """`20170314d|leo|hartley|lee|/brockway||ZM14AB|9990000018`: birth, names, then what no shielded card shows."""
    former = ";".join(f"{_folded(given)}/{_folded(family)}" for given, family in facts.former_names)
    return "|".join(
        (
            _birth(facts), _folded(facts.given_names), _folded(facts.family_name), _folded(facts.known_as), former,
            ";".join(map(_folded, facts.mothers_surnames)), ";".join(map(keys.compact, facts.postcodes)),
            ";".join(map(keys.compact, facts.identifiers)),
        )
    )  # fmt: skip


def read(line: str) -> Facts:
    """The facts of a row, folded as they are there."""
    birth, given, family, known_as, former, mothers, postcodes, numbers = line.split("|")
    when = date(int(birth[:4]), int(birth[4:6]), int(birth[6:8])) if birth else None
    expected = birth[8:] == "e"
    return Facts(
        given_names=given, family_name=family, known_as=known_as,
        former_names=tuple((one.partition("/")[0], one.partition("/")[2]) for one in _parts(former)),
        born_on=None if expected else when, born_precision=_WORDS.get(birth[8:], "day"),
        expected_on=when if expected else None, mothers_surnames=_parts(mothers), postcodes=_parts(postcodes),
        identifiers=_parts(numbers),
    )  # fmt: skip


def shown(line: str) -> str:
    """The line with what a shielded card shows alone: name and birth date."""
    return "|".join([*line.split("|")[:3], "", "", "", "", ""])


def _folded(name: str) -> str:
    return " ".join(keys.words(name))


def _birth(facts: Facts) -> str:
    when = facts.born_on or facts.expected_on
    if when is None:
        return ""
    kind = _PRECISIONS[facts.born_precision] if facts.born_on else "e"
    return f"{when.year:04}{when.month:02}{when.day:02}{kind}"


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
