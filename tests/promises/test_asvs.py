"""docs/asvs.md answers every requirement of levels 1 and 2 once, and what it points at is there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.promises.asvs_ids import levels_one_and_two
from tests.promises.test_documents import LINK, NAMED_TEST, missing_from

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "asvs.md"
ANSWERS = {"test", "document", "setting", "library", "operator", "n/a", "not met"}
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \|(.*)\|$", re.MULTILINE)
ASKED_OF = 253


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tables."""

    id: str
    level: str
    asks: str
    answer: str
    shown_by: str


def rows_of(text: str) -> list[Row]:
    return [Row(found[1], *(cell.strip() for cell in found[2].split(" | "))) for found in ROW.finditer(text)]


def complaints(text: str) -> list[str]:
    """What is wrong with the tables, in words."""
    rows, wanted = rows_of(text), levels_one_and_two()
    ids = [row.id for row in rows]
    wrong = [f"{id}: missing" for id in wanted if id not in ids]
    wrong += [f"{id}: not of level 1 or 2" for id in ids if id not in wanted]
    wrong += [f"{id}: twice" for id in sorted(set(ids)) if ids.count(id) > 1]
    for row in rows:
        if row.level != str(wanted.get(row.id)):
            wrong.append(f"{row.id}: level {row.level}")
        if row.answer not in ANSWERS:
            wrong.append(f"{row.id}: answered by {row.answer!r}")
        if row.answer == "test" and not NAMED_TEST.search(row.shown_by):
            wrong.append(f"{row.id}: names no test")
        if row.answer in {"document", "operator"} and not LINK.search(row.shown_by):
            wrong.append(f"{row.id}: names no document")
        if row.answer in {"n/a", "not met"} and "because" not in row.shown_by:
            wrong.append(f"{row.id}: gives no reason")
        if not row.asks or not row.shown_by:
            wrong.append(f"{row.id}: empty")
    not_met = text.partition("## Not met")[2]
    wrong += [f"{row.id}: not met, and nothing says what would meet it" for row in rows
              if row.answer == "not met" and f"| {row.id.removeprefix('V')} |" not in not_met]  # fmt: skip
    return wrong


def test_every_requirement_is_answered_once():
    assert len(levels_one_and_two()) == ASKED_OF
    assert complaints(DOCUMENT.read_text()) == []


def test_what_the_answers_point_at_is_there():
    assert missing_from(DOCUMENT) == []


LINE = "| V1.2.1 | 1 | output escaped for where it stands | test |"


@pytest.mark.parametrize(
    ("planted", "heard"),
    [
        ("| V1.2.2 | 1 | x | test | `tests/nothing.py` |", "V1.2.1: missing"),
        (f"{LINE} soon |", "V1.2.1: names no test"),
        ("| V1.2.1 | 2 | x | test | `tests/x.py` |", "V1.2.1: level 2"),
        ("| V1.2.1 | 1 | x | yes | `tests/x.py` |", "V1.2.1: answered by 'yes'"),
        ("| V1.2.1 | 1 | x | n/a | no |", "V1.2.1: gives no reason"),
        ("| V1.2.1 | 1 | x | not met | because |", "V1.2.1: not met, and nothing says what would meet it"),
        ("| V1.2.10 | 3 | x | test | `tests/x.py` |", "V1.2.10: not of level 1 or 2"),
    ],
)
def test_a_planted_mistake_is_heard(planted, heard):
    text = DOCUMENT.read_text()
    line = next(line for line in text.splitlines() if line.startswith(LINE))
    assert heard in complaints(text.replace(line, planted))


def test_a_name_of_no_test_is_heard(tmp_path):
    document = tmp_path / "asvs.md"
    document.write_text("| V1.2.1 | 1 | x | test | `tests/promises/test_asvs.py::test_nobody_wrote` |")
    assert missing_from(document) == ["tests/promises/test_asvs.py::test_nobody_wrote"]
