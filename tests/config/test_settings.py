"""What settings make of a database's address."""

import pytest

from patchwork.config.settings import _database


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://app:s%40crat@db.example:5433/pw", ("pw", "app", "s@crat", "db.example", "5433")),
        ("postgres://app@/pw?host=/run/pg", ("pw", "app", "", "/run/pg", "")),
        ("dbname=pw user=app", ("pw", "app", "", "", "")),
    ],
)
def test_every_form_libpq_knows_is_understood(url, expected):
    database = _database(url)
    assert tuple(database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_options_are_passed_on():
    assert _database("postgresql://db.example/pw?sslmode=verify-full")["OPTIONS"] == {"sslmode": "verify-full"}
