"""The database of a test run: made and migrated by the owner's login, used by the application's.

* Migrations run once, as the owner, into a template database named after their content. Every run (and every
  xdist worker) works on a clone of it, so a second run starts at once. ``--create-db`` builds it again;
  ``--reuse-db`` keeps the clone with what the tests left in it.
* On ``default`` the tests are the application's login, so row security binds them. The alias ``owner`` is
  there for tests that ask for it: ``@pytest.mark.django_db(databases=["default", "owner"])``.
* After a transactional test every row is gone except those the migrations had put there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from patchwork.config import roles

ROOT = Path(__file__).resolve().parent.parent
SUPERUSER_URL = "PATCHWORK_TEST_SUPERUSER_URL"
KEPT = "test_patchwork_"
RUN = "test_patchwork_run"
TEMPLATES = "template_patchwork"


def _superuser(database: str = "postgres") -> psycopg.Connection:
    address = urlsplit(os.environ[SUPERUSER_URL])
    return psycopg.connect(urlunsplit(address._replace(path=f"/{database}")), autocommit=True)


def _exists(connection: psycopg.Connection, database: str) -> bool:
    return bool(connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).rowcount)


def drop(pattern: str) -> None:
    """Drop the databases whose name matches, whoever is connected to them."""
    with _superuser() as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall()
        for (name,) in names:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_leftovers() -> None:
    """Drop the clones of runs that were killed before they could do so themselves."""
    with _superuser() as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [RUN + "%"]).fetchall()
    for (name,) in names:
        if not _is_alive(int(name.removeprefix(RUN))):
            drop(name)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def _fingerprint() -> str:
    """Changes whenever the migrated schema, or the rows that migrations put in, could differ."""
    from django.conf import settings

    source = ROOT / "src" / "patchwork"
    files = [ROOT / "uv.lock", source / "config" / "roles.py"]
    files += sorted(path for path in source.rglob("migrations/**/*") if path.suffix in {".py", ".sql"})
    files += sorted(path for path in source.rglob("*") if path.suffix in {".json", ".toml", ".yaml"})
    digest = hashlib.sha256(repr(list(settings.INSTALLED_APPS)).encode())
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _template(*, rebuild: bool) -> str:
    """The name of a migrated database to clone, building it when there is none for today's migrations."""
    name = f"{TEMPLATES}_{_fingerprint()}"
    building = f"{TEMPLATES}_building"
    with _superuser() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATES])  # workers start all at once
        if _exists(connection, name) and not rebuild:
            return name
        drop(TEMPLATES + "%")
        connection.execute(roles.create_database(building))
        with _superuser(building) as inside:
            roles.execute(inside, roles.database_statements(building))
        _migrate(building)
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (building, name))))
        return name


def _migrate(database: str) -> None:
    from django.core.management import call_command

    _point_django_at(database)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    _close_connections()


def _clone(template: str, name: str) -> None:
    with _superuser() as connection:
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        names["owner"] = sql.Identifier(roles.ROLES.owner)
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATES])
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)").format(**names))
        connection.execute(
            sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template} STRATEGY FILE_COPY").format(**names)
        )
        for grant in ("REVOKE ALL ON DATABASE {name} FROM PUBLIC", "GRANT CONNECT ON DATABASE {name} TO {app}"):
            connection.execute(sql.SQL(grant).format(app=sql.Identifier(roles.ROLES.app), **names))
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {name} IS {template}").format(**{**names, "template": sql.Literal(template)})
        )


def _is_clone_of(template: str, name: str) -> bool:
    with _superuser() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    return found == (template,)


def _close_connections() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()


def _point_django_at(database: str) -> None:
    """Both logins, and every thread that connects from now on, use ``database``."""
    from django.conf import settings
    from django.db import connections

    _close_connections()
    for connection in connections.all():
        for known in (connection.settings_dict, settings.DATABASES[connection.alias]):
            known["NAME"] = database
            known["OPTIONS"].pop("pool", None)  # a pool would hold connections to a database we want to drop


# -- clean-up after transactional tests


class Seed:
    """The rows that migrations put in, and the way back to exactly those."""

    def __init__(self, database: str) -> None:
        self.database = database
        with _superuser(database) as connection:
            self.tables: list[str] = [
                table
                for (table,) in connection.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
                )
            ]
            self.rows = {table: _copy_out(connection, table) for table in self._filled(connection)}

    def restore(self) -> None:
        """Delete and refill without triggers and foreign keys: an append-only table would refuse otherwise."""
        with _superuser(self.database) as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SET LOCAL lock_timeout = '20s'")
            for table in self._filled(connection):
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for table, rows in self.rows.items():
                statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
                with connection.cursor().copy(statement) as copy:
                    copy.write(rows)

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        question = sql.SQL("SELECT ARRAY[{}]::boolean[]").format(
            sql.SQL(", ").join(
                sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(table)) for table in self.tables
            )
        )
        (answers,) = connection.execute(question).fetchone() or ([],)
        return [table for table, filled in zip(self.tables, answers, strict=True) if filled]


def _copy_out(connection: psycopg.Connection, table: str) -> bytes:
    statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        return b"".join(bytes(block) for block in copy)


# -- fixtures


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Point Django at a fresh clone of the migrated template for the whole session."""
    from django.test import TransactionTestCase

    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = f"{KEPT}{worker or 'main'}" if django_db_keepdb else f"{RUN}{os.getpid()}"
    with django_db_blocker.unblock():
        template = _template(rebuild=django_db_createdb and worker in ("", "gw0"))
        if not (django_db_keepdb and _is_clone_of(template, name)):
            _clone(template, name)
        _point_django_at(name)
    seed = Seed(name)

    def restore(_case: TransactionTestCase) -> None:
        seed.restore()

    with mock.patch.object(TransactionTestCase, "_fixture_teardown", restore):
        yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            _close_connections()
        drop(name)


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection to the test database that row security does not bind, outside the test's transaction."""
    from django.db import connection

    with _superuser(connection.settings_dict["NAME"]) as psycopg_connection:
        yield psycopg_connection
