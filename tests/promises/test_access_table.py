"""Every address, by every method, asked as every member of the cast: what the table says is what they get."""

from __future__ import annotations

import pytest

from tests.promises.access_table import TABLE
from tests.promises.sweep import GET, POST, Standing, addresses

METHODS = (GET, POST)


def test_every_address_is_declared():
    """A new page fails here until somebody has decided who gets it."""
    declared = {(row.name, row.method) for row in TABLE}
    wanted = {(name, method) for name in addresses() for method in METHODS}
    assert sorted(wanted - declared) == [], "decide in tests/promises/access_table.py who gets these"
    assert sorted(declared - wanted) == [], "these are gone"


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_everyone_gets_what_is_declared(row, standing: Standing):
    got = {}
    for who in row.expected():
        data = row.data(standing, who) if callable(row.data) else row.data
        one = standing.ask(who, row.method, standing.path(row.name, **row.at), data)
        got[who] = one.answer + (f" ({one.problem})" if one.problem else "")
    assert got == row.expected()
