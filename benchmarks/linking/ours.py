"""The product's own matching, as a method among others."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator
from datetime import date

from benchmarks.linking.counting import Said
from benchmarks.linking.lists import Case
from benchmarks.people import Person
from patchwork.people.linking import CURRENT, Known, Linked, ListRow, Model, link


def run(case: Case, model: Model = CURRENT) -> tuple[list[Linked], dict[str, float]]:
    """What it says, and what it took: `seconds` of matching once everything is loaded, `cpu_seconds`, `peak_mb`."""
    marks: dict[int, float] = {}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = link(rows(case.rows), known(case.known), model=model,
                 progress=lambda step, _steps: marks.setdefault(step, time.monotonic()))  # fmt: skip
    end = time.monotonic()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found, {
        "seconds": round(end - marks[1], 2),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "peak_mb": round(after.ru_maxrss / 1024),
        **{f"step_{step}": round(marks[step] - marks[step - 1], 2) for step in sorted(marks) if step > 1},
    }  # fmt: skip


def said(case: Case, found: Iterable[Linked]) -> Iterator[Said]:
    """By the list's own ids: matching knows rows by their number only."""
    for each in found:
        shown = tuple(candidate.person_id for candidate in each.candidates) if each.verdict == "review" else ()
        yield Said(case.rows[each.row - 1].person_id, each.person_id if each.verdict == "auto" else None, shown)


def rows(people: Iterable[Person]) -> Iterator[ListRow]:
    for number, person in enumerate(people, start=1):
        yield ListRow(row=number, **_facts(person))


def known(people: Iterable[Person]) -> Iterator[Known]:
    for person in people:
        yield Known(person_id=person.person_id, **_facts(person))


def _facts(person: Person) -> dict[str, object]:
    return {
        "given_names": person.first, "middle_names": person.middle, "family_name": person.last,
        "known_as": person.known_as, "former_family_names": (person.former_last,) if person.former_last else (),
        "born_on": _date(person.dob), "sex": person.sex, "postcode": person.postcode,
        "identifiers": {"nhs": person.nhs} if person.nhs else {},
    }  # fmt: skip


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
