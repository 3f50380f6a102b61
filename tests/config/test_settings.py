"""What settings make of a database's address."""

from pathlib import Path

import psycopg
import pytest
from django.db import connection

from patchwork.config.settings import _asked_of_each, _database


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


def test_the_web_servers_statements_are_given_up_after_ten_seconds(db):
    """Asked of the very database; a command's are not."""
    assert "statement_timeout" not in connection.settings_dict["OPTIONS"].get("options", "")
    assert timeout_of("") == "0"
    assert timeout_of("10s") == "10s"
    for entry in ("wsgi", "asgi"):
        source = Path(f"src/patchwork/config/{entry}.py").read_text()
        assert source.index('setdefault("PATCHWORK_STATEMENT_TIMEOUT", "10s")') < source.index("application = ")


def timeout_of(timeout):
    """What a connection that asks for this has."""
    own = {**connection.get_connection_params(), "options": _asked_of_each(timeout)}
    own = {name: value for name, value in own.items() if name not in {"context", "cursor_factory", "prepare_threshold"}}
    with psycopg.connect(**own) as asked:
        return asked.execute("SHOW statement_timeout").fetchone()[0]
