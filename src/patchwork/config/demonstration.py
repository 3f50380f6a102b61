"""``patchwork demo``: everything Patchwork needs, started as one, with an invented county to look at."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from psycopg import sql

from patchwork.config import processes
from patchwork.config.localpg import LocalPostgres
from patchwork.config.processes import CannotStart, Child, StopRequest
from patchwork.config.roles import DATABASE

PACKAGE = Path(__file__).resolve().parent.parent
LEAST_FREE_MEGABYTES = 300
THIS_MACHINE = {"0.0.0.0", "127.0.0.1", "::", "::1"}  # noqa: S104 - only for what we say, not for listening


def home() -> Path:
    """Where data, logs and secrets of this machine's Patchwork live."""
    return Path(os.environ.get("PATCHWORK_HOME") or Path.cwd() / "var").resolve()


def database_server() -> LocalPostgres:
    """The demo's private PostgreSQL."""
    return LocalPostgres(home() / "pg")


def use(server: LocalPostgres) -> None:
    """Make this process, and those it starts, a part of the demo."""
    os.environ.update(server.environment(), PATCHWORK_HOME=str(home()), PATCHWORK_DEMO="1")


def gunicorn_arguments(host: str, port: int) -> list[str]:
    """The same web server for demo and production."""
    return ["--config", "python:patchwork.config.gunicorn_conf", "--bind", f"{_bracketed(host)}:{port}"]


def run(*, host: str, port: int, fresh: bool) -> None:
    """Start everything, say where to look, and run until somebody asks us to stop; then stop everything.

    Raises:
        Interrupted: somebody asked.
        CannotStart, LocalPostgresError: something is in the way, or one of the programs ended.
    """
    begun = time.monotonic()
    processes.require_free_port(host, port)
    _require_room()
    url = f"http://{'localhost' if host in THIS_MACHINE else _bracketed(host)}:{port}"
    with StopRequest() as stop, ExitStack() as stack:
        server = database_server()
        if fresh:
            server.destroy()
            shutil.rmtree(home() / "mail", ignore_errors=True)
        stack.enter_context(server.running())
        use(server)
        os.environ["PATCHWORK_URL"] = url
        with stop.may_interrupt():
            _prepare(server)
        children: list[Child] = []
        stack.enter_context(processes.stopped_together(children))
        children.append(_child("web server", "-m", "gunicorn", *gunicorn_arguments(host, port)))
        children.append(_child("worker", "-m", "patchwork.config.cli", "worker"))
        processes.wait_until_answering(f"{url}/health/", children=children, stop=stop)
        print(_welcome(url, seconds=time.monotonic() - begun), flush=True)
        while True:
            stop.wait(0.5)
            server.check()
            for child in children:
                child.check()


def _child(name: str, *arguments: str) -> Child:
    return Child(name, [sys.executable, *arguments], log=home() / "logs" / f"{name.replace(' ', '-')}.log")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _require_room() -> None:
    home().mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home()).free // 2**20
    if free < LEAST_FREE_MEGABYTES:
        raise CannotStart(
            f"The disk that holds {home()} has {free} MB left, and Patchwork needs {LEAST_FREE_MEGABYTES}: make room."
        )


def _welcome(url: str, *, seconds: float) -> str:
    lines = [
        f"Patchwork is running: {url}/",
        "",
        "Press a name on the sign-in page to look at it as that person.",
        f"E-mails that were sent: {url}/demo/mail/",
        "",
        "Everybody in it is invented. Your changes stay for next time;",
        "start with --fresh to begin again. Ctrl-C stops everything.",
        "",
        f"Data and logs: {home()}",
        f"Ready after {seconds:.1f} seconds.",
    ]
    width = max(map(len, lines))
    box = [f"│ {line:<{width}} │" for line in lines]
    return "\n".join([f"┌{'─' * (width + 2)}┐", *box, f"└{'─' * (width + 2)}┘"])


# -- schema, world and assets: each done once, and again only when what it is made of has changed


def _prepare(server: LocalPostgres) -> None:
    """Bring schema, invented county and static files up to date; a warm start finds nothing to do."""
    migrations = PACKAGE.rglob("migrations/*.*")
    _once(server.folder / "schema.stamp", _fingerprint(migrations), "Setting up the database …", _migrate, server)
    if (PACKAGE / "demo" / "management" / "commands" / "demo_world.py").exists():
        _once(server.folder / "world.stamp", "built", "Inventing a county …", _command, "demo_world")
    else:
        print("There is no invented county yet: the demo starts empty.", flush=True)
    gather_assets()


def gather_assets() -> None:
    """Styles, scripts and pictures, named by content and compressed, where the web server serves them from."""
    ours = (PACKAGE / "static").rglob("*")
    words = ("collectstatic", "--verbosity=0", "--no-input", "--clear")
    _once(home() / "static.stamp", _fingerprint(ours), "Gathering assets …", _command, *words)


def _once[**P](stamp: Path, value: str, says: str, work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do ``work`` unless ``stamp`` tells that it was done for this ``value``."""
    if stamp.exists() and stamp.read_text() == value:
        return
    print(says, flush=True)
    work(*args, **kwargs)
    stamp.write_text(value)


def _fingerprint(files: Iterable[Path]) -> str:
    """Changes with these files and with every installed package; cheap enough for each start."""
    digest = hashlib.sha256()
    for package in sorted(f"{found.name} {found.version}" for found in importlib.metadata.distributions()):
        digest.update(package.encode())
    for file in sorted(file for file in files if file.is_file() and file.suffix != ".pyc"):
        status = file.stat()
        digest.update(f"{file}|{status.st_size}|{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def _command(*words: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "patchwork.config.settings")
    import django  # a second of importing that a warm start does without
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    try:
        call_command(*words)
    finally:
        connections.close_all()


def _migrate(server: LocalPostgres) -> None:
    with server.superuser() as connection:  # the demo's sign-in is refused on every database without this mark
        connection.execute(sql.SQL("ALTER DATABASE {} SET patchwork.demo = 'on'").format(sql.Identifier(DATABASE)))
    _command("migrate", "--database=owner", "--verbosity=0", "--no-input")
