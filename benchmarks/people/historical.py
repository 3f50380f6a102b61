"""Splink's public set of 50,000 records about historical figures, as people and questions.

    python -m benchmarks.people.historical historical_figures_with_errors_50k.parquet --out folder

The first record of each person (`…-1`) is the known one, the others, with their errors, are the questions. DuckDB reads
the file. The set stays where it is: it is nobody's in this repository.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

from benchmarks.people.files import write_people, write_queries
from benchmarks.people.making import Person
from benchmarks.people.questions import Query

QUESTIONS = 5000
COLUMNS = "unique_id, cluster, full_name, first_name, surname, dob, postcode_fake, gender"


def main() -> None:
    """Write people.csv and queries.jsonl."""
    import duckdb

    parser = argparse.ArgumentParser(prog="python -m benchmarks.people.historical")
    parser.add_argument("parquet", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=QUESTIONS, help="questions, drawn by a fixed seed")
    chosen = parser.parse_args()
    rows: list[tuple[Any, ...]] = duckdb.execute(
        f"SELECT {COLUMNS} FROM read_parquet(?) ORDER BY unique_id", [str(chosen.parquet)]
    ).fetchall()
    known = [_person(*row) for row in rows if row[0].endswith("-1")]
    ids = {person.person_id for person in known}
    asked = [_query(*row) for row in rows if not row[0].endswith("-1") and row[1] in ids]
    random.Random(50).shuffle(asked)
    chosen.out.mkdir(parents=True, exist_ok=True)
    print(write_people(chosen.out / "people.csv", known), "people")
    print(write_queries(chosen.out / "queries.jsonl", asked[: chosen.count]), "questions")


def _person(_id: str, cluster: str, whole: str, first: str, last: str, dob: str, postcode: str, sex: str) -> Person:
    between = " ".join(word for word in (whole or "").split() if word not in {first, last})
    return Person(cluster, first or "", between, last or "", "", "", dob or "", sex or "", postcode or "", "")


def _query(_id: str, cluster: str, _whole: str, first: str, last: str, dob: str, postcode: str, _sex: str) -> Query:
    return Query(first or "", last or "", dob or "", postcode or "", "", cluster, "historical")


if __name__ == "__main__":
    main()
