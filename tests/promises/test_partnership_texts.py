"""Texts that a partnership adopts: blanks are marked in one way, law is marked, and children can read theirs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.directory.test_taxonomy import reading_age

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER = DOCS / "partnership"
TEXTS = [*sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md"), DOCS / "dpia.md"]
LAW = re.compile(r"\bArt\. ?\d+|\bDCB\d+|\bSch\. ?\d+")
HAZARD = re.compile(r"^\| (\d+) ", re.MULTILINE)


def prose(path: Path) -> str:
    """What is read: without headings' marks, tables' lines, blanks and links."""
    text = re.sub(r"\*\*\[____[^\]]*\]\*\*", "Sam", path.read_text())
    text = re.sub(r"^#+ (.*?)([.?!])?$", r"\1.", text, flags=re.MULTILINE)
    text = re.sub(r"^[-|] ?(.*)$", lambda found: found[1].replace("|", ". ") + ".", text, flags=re.MULTILINE)
    return re.sub(r"[*_`]|---+", "", text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_blanks_are_marked_and_there_are_some(path):
    text = path.read_text()
    assert "**[____" in text
    # A blank may hold a link; all others end where they should.
    assert text.count("[____") == len(re.findall(r"\*\*\[____(?:[^\[\]]|\[[^\]]*\]\([^)]*\))*\]\*\*", text))
    assert not re.search(r"\b(TODO|TBD|XXX|lorem)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_line_about_law_says_how_well_we_know_it(path):
    """Within its paragraph or table row."""
    parts = re.split(r"\n\n|\n(?=\|)|\n(?=- )", path.read_text())
    unsure = [
        part[:80] for part in parts if LAW.search(part) and not re.search(r"\((seen|to check)|\*(seen|to check)", part)
    ]
    assert unsure == []


def test_the_index_names_every_text():
    index = (FOLDER / "README.md").read_text()
    assert [path.name for path in TEXTS if path.name not in index] == []


@pytest.mark.parametrize(("name", "age"), [("privacy-notice-children.md", 9), ("privacy-notice-young-people.md", 12)])
def test_children_can_read_theirs(name, age):
    """By a formula; the notice is still to be read by children before it is given to any."""
    assert reading_age(prose(FOLDER / name)) <= age


def test_the_areas_log_has_every_hazard_of_the_products():
    product, area = ((path).read_text() for path in (DOCS / "hazards.md", FOLDER / "hazard-log.md"))
    assert HAZARD.findall(product) == HAZARD.findall(area)
