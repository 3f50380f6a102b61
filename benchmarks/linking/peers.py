"""Other ways of matching, in the same run on the same people: exact rules, a waterfall, and recordlinkage's ECM."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import astuple
from typing import Any

from benchmarks.linking import counting
from benchmarks.linking.counting import Said
from benchmarks.linking.lists import Case
from benchmarks.people.files import PERSON_COLUMNS

ECM_MOST = 120_000
"""People up to which the ECM is tried: pandas holds every candidate pair in memory."""

EXACT = ("l.nhs = k.nhs", "l.first = k.first AND l.last = k.last AND l.dob = k.dob")
WATERFALL = (
    "l.nhs = k.nhs AND l.dob = k.dob",
    "l.nhs = k.nhs AND l.first = k.first AND l.last = k.last",
    "l.first = k.first AND l.last = k.last AND l.dob = k.dob AND l.postcode = k.postcode",
    "l.first = k.first AND l.last = k.last AND l.dob = k.dob",
    (
        "l.last = k.last AND l.dob = k.dob AND l.postcode = k.postcode AND l.sex = k.sex"
        " AND left(l.first, 1) = left(k.first, 1)"
    ),
    "left(l.first, 3) = left(k.first, 3) AND left(l.last, 3) = left(k.last, 3) AND l.dob = k.dob AND l.sex = k.sex",
)
"""Each step links those rows that no earlier one has linked, where it fits exactly one person."""


def measure(case: Case) -> dict[str, dict[str, Any]]:
    """The table's numbers for each peer that could be tried."""
    ways: dict[str, Callable[[Case], Iterator[Said]]] = {
        "exact rules": lambda case: _steps(case, EXACT), "waterfall of six": lambda case: _steps(case, WATERFALL),
    }  # fmt: skip
    if len(case.known) <= ECM_MOST:
        ways["recordlinkage ECM"] = _ecm
    found = {}
    for name, way in ways.items():
        begun, worked = time.monotonic(), time.process_time()
        said = list(way(case))
        found[name] = counting.count(case, said) | {
            "seconds": round(time.monotonic() - begun, 2),
            "cpu_seconds": round(time.process_time() - worked, 2),
        }
    return found


def _steps(case: Case, steps: tuple[str, ...]) -> Iterator[Said]:
    con = _tables(case)
    con.execute("CREATE TABLE linked (row_id VARCHAR, person_id VARCHAR)")
    for step in steps:
        con.execute(f"""
            INSERT INTO linked SELECT l.person_id, any_value(k.person_id) FROM listed l JOIN known k ON {step}
            WHERE l.person_id NOT IN (SELECT row_id FROM linked) GROUP BY l.person_id HAVING count(*) = 1
        """)
    done = dict(con.execute("SELECT row_id, person_id FROM linked").fetchall())
    for person in case.rows:
        yield Said(person.person_id, done.get(person.person_id))


def _tables(case: Case) -> Any:
    import duckdb
    import pyarrow as pa

    con = duckdb.connect(config={"threads": 2})
    for name, people in (("listed", case.rows), ("known", case.known)):
        columns = zip(*(astuple(person) for person in people), strict=True)
        table = pa.table(dict(zip(PERSON_COLUMNS, (list(column) for column in columns), strict=True)))
        con.register("_people", table)
        cleaned = ", ".join(f"nullif(lower({column}), '') AS {column}" for column in PERSON_COLUMNS[1:])
        con.execute(f"CREATE TABLE {name} AS SELECT person_id, {cleaned} FROM _people")
        con.unregister("_people")
    return con


def _ecm(case: Case) -> Iterator[Said]:
    """Blocked on birthday, surname with initial, and postcode; fitted on the pairs themselves, without labels."""
    import pandas as pd
    import recordlinkage as rl

    left, right = (pd.DataFrame([astuple(person) for person in people], columns=list(PERSON_COLUMNS))
                   .set_index("person_id").replace("", None) for people in (case.rows, case.known))  # fmt: skip
    for table in (left, right):
        table["initial"] = table["first"].str[:1]
    index = rl.Index()
    index.block("dob")
    index.block(["last", "initial"])
    index.block(["postcode", "initial"])
    pairs = index.index(left, right)
    compare = rl.Compare()
    for column in ("first", "last"):
        compare.string(column, column, method="jarowinkler", threshold=0.9, label=column)
    for column in ("dob", "postcode", "sex", "nhs"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, left, right)
    matches = rl.ECMClassifier(use_col_names=True).fit_predict(features)
    linked: dict[str, str] = {}
    twice: set[str] = set()
    for row, person in matches:
        if row in linked:
            twice.add(row)
        linked[row] = person
    for person in case.rows:
        row = person.person_id
        yield Said(row, linked.get(row) if row not in twice else None)
