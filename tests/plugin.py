"""Gives the tests a private PostgreSQL before anything reads Django's settings.

Loaded by ``-p tests.plugin`` (in pyproject.toml), because pytest-django reads the settings before any
conftest. The server lives in ``$PATCHWORK_HOME/test-pg`` (``var/test`` without that setting), is shared by
runs that overlap, and stops with the last of them unless ``PATCHWORK_KEEP_PG=1``. Set
``PATCHWORK_TEST_SUPERUSER_URL`` to use a server of your own. What is made on it is told in ``tests.database``.
"""

from __future__ import annotations

import atexit
import gc
import os
from pathlib import Path

import pytest
from psycopg import _queries
from psycopg._preparing import PrepareManager

from patchwork.config.localpg import LocalPostgres
from tests import database

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Have a server, and say where it is."""
    os.environ.setdefault("PATCHWORK_HOME", str(ROOT / "var" / "test"))
    os.environ["PATCHWORK_TESTING"] = "1"
    os.environ.pop("PATCHWORK_DEMO", None)
    if database.SUPERUSER_URL not in os.environ:  # an xdist worker finds its controller's
        _start_server(Path(os.environ["PATCHWORK_HOME"]) / "test-pg")


def pytest_configure(config: pytest.Config) -> None:
    """Register our fixtures last, so that they replace pytest-django's of the same name."""
    config.pluginmanager.register(database, "patchwork-database")


def pytest_collection_finish() -> None:
    """What stands now stands to the end: the collector need not walk over it again and again.

    And psycopg keeps what it knows of statements: by itself it drops every plan at every rollback, as a table might
    have gone with it, and remembers how it reads the last 128. Here each test ends with a rollback, and no table goes.
    """
    from tests.proof import lean

    PrepareManager._should_discard = lean.keep  # type: ignore[method-assign]
    PrepareManager.prepared_max = lean.MOST_PLANS
    for name, value in lean.READ.items():
        setattr(_queries, name, value)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _start_server(folder: Path) -> None:
    server = LocalPostgres(folder, database=None, fast=True)
    server.start()
    if not os.environ.get("PATCHWORK_KEEP_PG"):
        atexit.register(server.stop)
    os.environ[database.SUPERUSER_URL] = server.url("postgres", "postgres")
    os.environ.update(server.environment("postgres"))
    database.drop_leftovers()
