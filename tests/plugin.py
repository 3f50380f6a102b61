"""Gives the tests a private PostgreSQL before anything reads Django's settings.

Loaded by ``-p tests.plugin`` (in pyproject.toml), because pytest-django reads the settings before any
conftest. The server lives in ``$PATCHWORK_HOME/test-pg`` (``var/test`` without that setting), is shared by
runs that overlap, and stops with the last of them unless ``PATCHWORK_KEEP_PG=1``. Set
``PATCHWORK_TEST_SUPERUSER_URL`` to use a server of your own. What is made on it is told in ``tests.database``.
"""

from __future__ import annotations

import atexit
import fcntl
import os
from pathlib import Path
from typing import IO

import pytest

from patchwork.config.localpg import LocalPostgres
from tests import database

ROOT = Path(__file__).resolve().parent.parent


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Have a server, and say where it is."""
    os.environ.setdefault("PATCHWORK_HOME", str(ROOT / "var" / "test"))
    if database.SUPERUSER_URL not in os.environ:  # an xdist worker finds its controller's
        _start_server(Path(os.environ["PATCHWORK_HOME"]) / "test-pg")


def pytest_configure(config: pytest.Config) -> None:
    """Register our fixtures last, so that they replace pytest-django's of the same name."""
    config.pluginmanager.register(database, "patchwork-database")


def _start_server(folder: Path) -> None:
    server = LocalPostgres(folder, database=None, fast=True)
    folder.mkdir(parents=True, exist_ok=True)
    users = (folder / "users.lock").open("w")
    first = _try_lock(users)
    if not first:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits until the first run has finished starting
    server.start()
    atexit.register(_stop_server, server, users)
    os.environ[database.SUPERUSER_URL] = server.url("postgres", "postgres")
    os.environ.update(server.environment("postgres"))
    if first:
        database.drop(database.CLONES + "_run%")  # left by runs that were killed
        fcntl.flock(users, fcntl.LOCK_SH)


def _stop_server(server: LocalPostgres, users: IO[str]) -> None:
    with users:
        if not os.environ.get("PATCHWORK_KEEP_PG") and _try_lock(users):
            server.stop()


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
