"""Every address, by every method, asked as every member of the cast: what the table says is what they get."""

from __future__ import annotations

import pytest

from tests.promises import access_doc
from tests.promises.access_table import TABLE
from tests.promises.rows import ABSENT, CARD, DONE, ELSEWHERE, GET, NEVER, OK, POST, SIGN_IN, Row
from tests.promises.sweep import Got, Standing, addresses

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
    got, audited = {}, {}
    for who in expected:
        one = standing.ask_row(row, who)
        got[who] = one.answer + (f" ({one.problem})" if one.problem else "")
        if row.shows and not is_audited(one):
            audited[who] = f"{one.answer}: {one.events}"
    assert got == expected
    assert audited == {}, "one audit event for each answer about a person, no more and no less"


def is_audited(got: Got) -> bool:
    """One event for what was shown, one for a refusal, one for a deed; none for being led elsewhere."""
    kinds = [kind for kind, _ in got.events]
    shown = [kind for kind in kinds if kind.startswith("shown:")]
    refused = [kind for kind in kinds if kind.startswith("refused:")]
    deeds = [kind for kind in kinds if not kind.startswith(("shown:", "refused:"))]
    if got.answer in {SIGN_IN, ELSEWHERE, CARD}:
        return kinds == []
    if got.answer == ABSENT:
        return len(refused) == len(kinds) == 1
    if got.answer == DONE:
        return len(deeds) == len(kinds) <= 1
    return len(shown) == 1 and not refused and len(deeds) <= 1 and all(persons for _, persons in got.events)


def test_the_document_says_what_the_table_says():
    assert access_doc.FILE.read_text() == access_doc.render(), "run python -m tests.promises.access_doc"


def test_nobody_can_be_left_out():
    with pytest.raises(ValueError, match="no answer is declared"):
        Row("home", GET, "", {OK: "amina"}).expected()


def test_nobody_can_be_declared_twice():
    with pytest.raises(ValueError, match="twice"):
        Row("home", GET, "", {OK: "amina", ABSENT: "amina"}).expected()
