"""A list as it may come from another system, the people it is matched with, and the truth.

Households are split by chance, so that a list has brothers, sisters and twins of people who are known; a share of its
rows are unknown twins of known children on purpose, because there all the harm is.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.people import Person, damage, people, pick_kinds
from benchmarks.people.files import PERSON_COLUMNS

KNOWN_SHARE = 0.72
"""Of the rows of a list."""
TWINS_SHARE = 0.01
USUAL = (85, 11.5, 2.5, 0.8, 0.2)
"""How many kinds of damage a row has (0 to 4), in percent: lists are exports, not typed from memory."""
ROUGH = (60, 25, 10, 4, 1)


@dataclass(frozen=True, slots=True)
class Truth:
    row_id: str
    person_id: str
    in_known: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What one run is about. `rows` have their `row_id` in `person_id`."""

    known: list[Person]
    rows: list[Person]
    truth: dict[str, Truth]


def make(known: int, rows: int, *, seed: int, damages: tuple[float, ...] = USUAL) -> Case:
    """So many known people, and a list of so many rows."""
    rng = random.Random(seed)
    strangers = rows - int(rows * KNOWN_SHARE)
    everybody = list(people(known + strangers, seed))
    here, away = _split(everybody, strangers, max(1, int(rows * TWINS_SHARE)), rng)
    chosen = [(person, True) for person in rng.sample(here, min(len(here), rows - len(away)))]
    chosen += [(person, False) for person in away]
    rng.shuffle(chosen)
    listed, truth = [], {}
    for number, (person, in_known) in enumerate(chosen, start=1):
        hurt = damage(person, pick_kinds(person, rng.choices(range(5), damages)[0], rng), rng)
        listed.append(_as_listed(hurt, str(number), rng))
        truth[str(number)] = Truth(str(number), person.person_id, in_known)
    return Case(here, listed, truth)


def _as_listed(person: Person, row_id: str, rng: random.Random) -> Person:
    """What a list says: hardly ever a former name, often no middle name or number."""
    return replace(
        person, person_id=row_id, former_last="", known_as="",
        middle=person.middle if rng.random() < 0.5 else "", nhs=person.nhs if rng.random() < 0.75 else "",
    )  # fmt: skip


def _split(
    everybody: list[Person], strangers: int, twins: int, rng: random.Random
) -> tuple[list[Person], list[Person]]:
    """Those who are known and those who are not: by chance, but one of so many pairs of twins is unknown."""
    born_together: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in everybody:
        if person.dob[5:] != "01-01" and person.postcode:
            born_together[person.dob, person.postcode].append(person)
    pairs = [group for group in born_together.values() if len(group) > 1]
    away = {group[0].person_id for group in rng.sample(pairs, min(twins, len(pairs)))}
    kept = {person.person_id for group in pairs for person in group}
    others = [person.person_id for person in everybody if person.person_id not in kept]
    away.update(rng.sample(others, strangers - len(away)))
    here = [person for person in everybody if person.person_id not in away]
    return here, [person for person in everybody if person.person_id in away]


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(known: Path, listed: Path, truth: Path) -> Case:
    """From outside. CSV with a header each; `listed` has `row_id` in place of `person_id`."""
    with truth.open(newline="", encoding="utf-8-sig") as file:
        found = {
            row["row_id"].strip(): Truth(
                row["row_id"].strip(), row["person_id"].strip(), row["in_known"].strip().lower() in ("1", "true", "yes")
            )
            for row in csv.DictReader(file)
        }
    return Case(list(_people(known, "person_id")), list(_people(listed, "row_id")), found)


def write(case: Case, folder: Path) -> tuple[Path, Path, Path]:
    """As files that `read` takes."""
    paths = folder / "known.csv", folder / "list.csv", folder / "truth.csv"
    _write(paths[0], ("person_id", *PERSON_COLUMNS[1:]), (_cells(person) for person in case.known))
    _write(paths[1], ("row_id", *PERSON_COLUMNS[1:]), (_cells(person) for person in case.rows))
    _write(
        paths[2], ("row_id", "person_id", "in_known"),
        ((each.row_id, each.person_id, int(each.in_known)) for each in case.truth.values()),
    )  # fmt: skip
    return paths


def _cells(person: Person) -> tuple[str, ...]:
    return tuple(getattr(person, name) for name in PERSON_COLUMNS)


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def _people(path: Path, id_column: str) -> Iterator[Person]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        if id_column not in (reader.fieldnames or ()):
            raise SystemExit(f"{path}: the first line must name the columns, and {id_column} among them")
        for row in reader:
            cells = {name: (row.get(name) or "").strip() for name in PERSON_COLUMNS[1:]}
            yield Person(person_id=(row.get(id_column) or "").strip(), **cells)
