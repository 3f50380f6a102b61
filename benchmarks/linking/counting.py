"""What came of it, counted against the truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.linking.lists import Case, Truth
from benchmarks.people import Person
from patchwork.people.keys import fold


@dataclass(frozen=True, slots=True)
class Said:
    """What a method says of a row: the person it links by itself, and those it would show to somebody."""

    row_id: str
    auto: str | None
    shown: tuple[str, ...] = ()


def count(case: Case, found: Iterable[Said]) -> dict[str, float]:
    """The numbers of the table."""
    known = {person.person_id: person for person in case.known}
    rows = {person.person_id: person for person in case.rows}
    right = reviewed = auto = reached = twins = 0
    true_links = sum(each.in_known for each in case.truth.values())
    for said in found:
        truth = case.truth[said.row_id]
        auto += said.auto is not None
        reviewed += bool(said.shown) and said.auto is None
        if said.auto is not None:
            good = is_right(said.auto, truth)
            right += good
            reached += good
            twins += not good and _born_together(rows[said.row_id], known[said.auto])
        elif truth.in_known and truth.person_id in said.shown:
            reached += 1
    return {
        "auto_wrong": auto - right,
        "auto_total": auto,
        "auto_recall": round(right / max(1, true_links), 5),
        "review_share": round(reviewed / max(1, len(case.rows)), 5),
        "recall_after_review": round(reached / max(1, true_links), 5),
        "twins_merged": twins,
    }


def is_right(person_id: str, truth: Truth) -> bool:
    return truth.in_known and person_id == truth.person_id


def _born_together(row: Person, person: Person) -> bool:
    """A wrong link between two of one birthday, one surname or home, and two first names: what twins merged look like.
    With one first name they are namesakes; a wrong link all the same, but no twins.
    """
    same_home = row.postcode and row.postcode == person.postcode
    family = bool(same_home or row.last == person.last)
    return bool(row.dob) and row.dob == person.dob and family and fold(row.first) != fold(person.first)
