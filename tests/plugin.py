"""Gives the tests a private PostgreSQL before anything reads Django's settings.

Loaded by ``-p tests.plugin`` (in pyproject.toml), because pytest-django reads the settings before any
conftest. The server lives in ``$PATCHWORK_HOME/test-pg`` (``var/test`` without that setting), is shared by
runs that overlap, and stops with the last of them unless ``PATCHWORK_KEEP_PG=1``. Set
``PATCHWORK_TEST_SUPERUSER_URL`` to use a server of your own. What is made on it is told in ``tests.database``.
"""

from __future__ import annotations

import atexit
import os
from pathlib import Path

import pytest

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


def _start_server(folder: Path) -> None:
    server = LocalPostgres(folder, database=None, fast=True)
    server.start()
    if not os.environ.get("PATCHWORK_KEEP_PG"):
        atexit.register(server.stop)
    os.environ[database.SUPERUSER_URL] = server.url("postgres", "postgres")
    os.environ.update(server.environment("postgres"))
    database.drop_leftovers()
