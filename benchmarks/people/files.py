"""The documented format of people (CSV) and questions (JSON lines); see docs/benchmarks.md."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path

from benchmarks.people.making import Person
from benchmarks.people.questions import Query

PERSON_COLUMNS = tuple(field.name for field in fields(Person))
QUERY_COLUMNS = tuple(field.name for field in fields(Query))


def write_people(path: Path, people: Iterable[Person]) -> int:
    """How many were written."""
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(PERSON_COLUMNS)
        for person in people:
            writer.writerow([getattr(person, name) for name in PERSON_COLUMNS])
            count += 1
    return count


def read_people(path: Path) -> Iterator[Person]:
    """People of a CSV with a header; columns that are missing are empty, others are left aside.

    Raises:
        SystemExit: there is no `person_id`.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        if "person_id" not in (reader.fieldnames or ()):
            raise SystemExit(f"{path}: the first line must name the columns, and person_id among them")
        for row in reader:
            yield Person(**{name: (row.get(name) or "").strip() for name in PERSON_COLUMNS})


def write_queries(path: Path, queries: Iterable[Query]) -> int:
    """How many were written."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for query in queries:
            file.write(json.dumps(asdict(query), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_queries(path: Path) -> Iterator[Query]:
    """Questions of JSON lines; what is missing or null is empty."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                row = json.loads(line)
                yield Query(**{name: str(row.get(name) or "").strip() for name in QUERY_COLUMNS})
