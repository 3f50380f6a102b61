"""A private PostgreSQL with one database for each size of area, kept between runs of the same day.

Each is the demo world grown by `demo.population` to so many persons in Marlowe; the next size starts as a copy of the
last. The web side is the application's login, bound by row security; filling is done by the server's superuser, past
the foreign keys' triggers, because the builder's rows fit together.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import sql

from patchwork.config import demonstration
from patchwork.config.localpg import LocalPostgres

FILLERS = 2
FOUNDED = 403
"""Persons of the demo world in Marlowe, and the family that is measured."""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def home() -> Path:
    return Path(os.environ.get("PATCHWORK_HOME") or Path.cwd() / "var").resolve() / "bench"


def server() -> LocalPostgres:
    return LocalPostgres(home() / "pg", database=None)


def name(size: int) -> str:
    return f"bench_{size}"


def use(running: LocalPostgres, size: int) -> None:
    """Make this process part of a demonstration on the database of that size. Before Django is set up."""
    os.environ.update(running.environment(name(size)))
    use_home()


def use_home() -> None:
    """Make this process part of a demonstration whose files are the benches'."""
    os.environ.update(PATCHWORK_HOME=str(home()), PATCHWORK_DEMO="1")
    os.environ["DJANGO_SETTINGS_MODULE"] = "patchwork.config.settings"


def prepare(running: LocalPostgres, sizes: Sequence[int]) -> None:
    """Have a database of each size."""
    stamp = home() / "databases.stamp"
    wanted = _fingerprint(sizes)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    smaller = 0
    for size in sorted(sizes):
        begun = time.monotonic()
        _make(running, size, smaller)
        _grow(running, size, smaller)
        say(f"An area with {size:,} persons, filled in {time.monotonic() - begun:.0f} s")
        smaller = size
    stamp.write_text(wanted)


def copied(running: LocalPostgres, size: int, to: int) -> None:
    """A fresh copy of the database of that size, for a bench that writes: as if of size `to`."""
    _make(running, to, size)


def _make(running: LocalPostgres, size: int, smaller: int) -> None:
    with running.superuser() as connection:
        database = sql.Identifier(name(size))
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        if smaller:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER patchwork_owner TEMPLATE {} STRATEGY FILE_COPY").format(
                    database, sql.Identifier(name(smaller))
                )
            )
        running.create_database(name(size), connection)
        connection.execute(sql.SQL("ALTER DATABASE {} SET patchwork.demo = 'on'").format(database))


# ── filling: each step in a process of its own, because settings are read once a process ──────────────────────────


def _grow(running: LocalPostgres, size: int, smaller: int) -> None:
    if not smaller:
        in_child(_migrate, running, size)
        in_child(_found, running, size)
    missing = size - (smaller or FOUNDED)
    shares = [missing // FILLERS + (number < missing % FILLERS) for number in range(FILLERS)]
    in_children(_settle, [(running, size, share, size * 10 + number) for number, share in enumerate(shares)])
    in_child(_analyze, running, size)


def _migrate(running: LocalPostgres, size: int) -> None:
    use(running, size)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0, interactive=False)


def _found(running: LocalPostgres, size: int) -> None:
    """The demo world itself, with the person whose page is measured."""
    use(running, size)
    import django

    django.setup()
    from django.utils import timezone

    from benchmarks._kit import worlds
    from patchwork.demo import builder

    now = timezone.now()
    builder.build(now=now)
    worlds.add_team_of_twelve(now=now)


def _settle(running: LocalPostgres, size: int, persons: int, seed: int) -> None:
    use(running, size)
    os.environ["OWNER_DATABASE_URL"] = running.url("postgres", name(size))
    import django

    django.setup()
    from django.db import connections, transaction
    from django.utils import timezone

    from patchwork.demo.population import build_population
    from patchwork.directory.models import Area

    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("SET LOCAL synchronous_commit = off")
        area = Area.objects.using("owner").get(slug="marlowe")
        build_population(area, persons=persons, seed=seed, now=timezone.now())


def _analyze(running: LocalPostgres, size: int) -> None:
    with running.superuser(name(size)) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def in_child(work: Callable[..., None], *arguments: Any) -> None:
    """Run `work` in a process of its own."""
    in_children(work, [arguments])


def in_children(work: Callable[..., None], each: Sequence[tuple[Any, ...]]) -> None:
    """Run `work` once for each of these arguments, side by side."""
    children = [multiprocessing.get_context("fork").Process(target=work, args=arguments) for arguments in each]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise SystemExit("benchmarks: a database could not be made")


def _fingerprint(sizes: Sequence[int]) -> str:
    digest = hashlib.sha256(repr((sorted(sizes), datetime.now(UTC).date())).encode())
    files = [*demonstration.PACKAGE.rglob("migrations/*.py"), *(demonstration.PACKAGE / "demo").rglob("*.[pt]*")]
    files += [Path(__file__).with_name("worlds.py"), demonstration.PACKAGE / "people" / "keys.py"]
    for file in sorted(file for file in files if file.suffix != ".pyc"):
        digest.update(file.read_bytes())
    return digest.hexdigest()
