"""Every address, by every method, asked as every member of the cast: what the table says is what they get."""

from __future__ import annotations

import pytest

from tests.promises import access_doc
from tests.promises.access_table import TABLE
from tests.promises.rows import ABSENT, GET, NEVER, OK, POST, Row
from tests.promises.sweep import Standing, addresses

METHODS = (GET, POST)


def test_every_address_is_declared():
    """A new page fails here until somebody has decided who gets it."""
    declared = {(row.name, row.method) for row in TABLE}
    wanted = {(name, method) for name in addresses() for method in METHODS}
    assert sorted(wanted - declared) == [], "decide in tests/promises/access_table.py who gets these"
    assert sorted(declared - wanted) == [], "these are gone"


SOME = ["amina", "priya", "postless", "nobody"]
"""Asked where nobody is answered: the method is refused before anything is looked at."""


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_everyone_gets_what_is_declared(row, standing: Standing):
    expected = row.expected()
    if NEVER in row.answers:
        expected = {who: expected[who] for who in SOME}
    got = {}
    for who in expected:
        one = standing.ask_row(row, who)
        got[who] = one.answer + (f" ({one.problem})" if one.problem else "")
    assert got == expected


def test_the_document_says_what_the_table_says():
    assert access_doc.FILE.read_text() == access_doc.render(), "run python -m tests.promises.access_doc"


def test_nobody_can_be_left_out():
    with pytest.raises(ValueError, match="no answer is declared"):
        Row("home", GET, "", {OK: "amina"}).expected()


def test_nobody_can_be_declared_twice():
    with pytest.raises(ValueError, match="twice"):
        Row("home", GET, "", {OK: "amina", ABSENT: "amina"}).expected()
