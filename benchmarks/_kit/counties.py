"""A database for finding: the cast, and people of a file or of the benches' own making, loaded by the product's code.

Rows are made side by side (normalising and keys are the slow part) and copied in by `demo.bulk`; the index of keys is
made afterwards. Kept between runs until people, migrations or keys change.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import sql

from benchmarks._kit import databases
from benchmarks._kit.databases import in_child, in_children, say
from benchmarks.people import Person
from patchwork.config import demonstration
from patchwork.config.localpg import LocalPostgres

AT_ONCE = 10_000
WORKERS = 2
INDEX = "people_searchrow_keys"
PRIMARY = "people_searchrow_pkey"


def database_of(name: str) -> str:
    return f"bench_find_{name}"


def id_of(person_id: str) -> uuid.UUID:
    """The id under which a person of the file is kept here: random to look at, the same in every run."""
    return uuid.UUID(bytes=hashlib.md5(person_id.encode(), usedforsecurity=False).digest(), version=4)


def prepare(running: LocalPostgres, name: str, people: Callable[[], Iterable[Person]], stamp: str) -> dict[str, Any]:
    """Have the database `bench_find_<name>` with these people; what loading took."""
    kept = databases.home() / f"find_{name}.json"
    wanted = _fingerprint(stamp)
    if kept.exists() and (found := json.loads(kept.read_text()))["stamp"] == wanted:
        return dict(found)
    kept.unlink(missing_ok=True)
    begun = time.monotonic()
    with running.superuser() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database_of(name))))
        running.create_database(database_of(name), connection)
    in_child(_found, running, name)
    known = [*people()]
    say(f"{len(known):,} people made or read in {time.monotonic() - begun:.0f} s; loading …")
    _index(running, name, on=False)
    in_children(_load, [(running, name, known, worker) for worker in range(WORKERS)])
    loaded = time.monotonic()
    say(f"loaded after {loaded - begun:.0f} s; making the index …")
    _index(running, name, on=True)
    in_child(_analyze, running, name)
    facts = {
        "stamp": wanted, "people": len(known), "load_seconds": round(time.monotonic() - begun),
        "index_seconds": round(time.monotonic() - loaded), "sizes": _sizes(running, name),
    }  # fmt: skip
    kept.write_text(json.dumps(facts))
    say(f"ready after {facts['load_seconds']} s")
    return facts


def use(running: LocalPostgres, name: str) -> None:
    """Make this process part of a demonstration on that database. Before Django is set up."""
    import os

    os.environ.update(running.environment(database_of(name)))
    databases.use_home()


# ── loading: each step in a process of its own ────────────────────────────────────────────────────────────────────


def _found(running: LocalPostgres, name: str) -> None:
    """Tables, and the cast who will look for people."""
    use(running, name)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    from django.utils import timezone

    from patchwork.demo.cast import build_cast

    build_cast(now=timezone.now())


def _load(running: LocalPostgres, name: str, known: list[Person], worker: int) -> None:
    import os

    use(running, name)
    os.environ["OWNER_DATABASE_URL"] = running.url("postgres", database_of(name))
    import django

    django.setup()
    from django.db import connections
    from django.utils import timezone

    from patchwork.demo import bulk
    from patchwork.directory.models import Area

    area, now = Area.objects.using("owner").get(slug="marlowe"), timezone.now()
    for some in _shares(known, worker):
        rows = bulk.Rows()
        for person in some:
            add(rows, person, area.pk, now)
        with bulk.writing(area.pk):
            with connections["owner"].cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("SET LOCAL synchronous_commit = off")
            rows.write()


def _shares(known: list[Person], worker: int) -> Iterator[list[Person]]:
    mine = islice(sorted(known, key=lambda person: id_of(person.person_id)), worker, None, WORKERS)
    while some := [*islice(mine, AT_ONCE)]:
        yield some


def add(rows: Any, person: Person, area_id: int, now: Any) -> None:
    """What the actions would write of a person of the file, as rows."""
    from patchwork.people import models, searching
    from patchwork.people.keys import Facts

    pk = id_of(person.person_id)
    born, precision = birth(person.dob)
    names = {"given_names": f"{person.first} {person.middle}".strip()[:120], "family_name": person.last[:120],
             "known_as": person.known_as[:120]}  # fmt: skip
    if not any(names.values()):
        names["known_as"] = "?"
    sex = {"f": "female", "m": "male"}.get(person.sex[:1].casefold(), "")
    rows.add(models.Person, id=pk, area_id=area_id, is_invented=True, made_at=now, checked_at=now, born_on=born,
             born_precision=precision, sex=sex, **names)  # fmt: skip
    if person.former_last:
        rows.add(models.FormerName, area_id=area_id, person_id=pk, family_name=person.former_last[:120])
    if person.postcode:
        rows.add(models.Address, area_id=area_id, person_id=pk, postcode=person.postcode[:12])
    if person.nhs:
        rows.add(models.Identifier, area_id=area_id, person_id=pk, system="nhs", value=person.nhs[:60])
    facts = Facts(
        **names, former_names=(("", person.former_last),) if person.former_last else (), born_on=born,
        born_precision=precision, postcodes=(person.postcode,) if person.postcode else (),
        identifiers=(person.nhs,) if person.nhs else (),
    )  # fmt: skip
    keys, line = searching.row_of(facts, area_id)
    rows.add(models.SearchRow, area_id=area_id, person_id=pk, keys=keys, facts=line)


def birth(text: str) -> tuple[date | None, str]:
    """A date of the file, `2017`, `2017-03` or `2017-03-14`, and how exact it is."""
    try:
        year, month, day = [*map(int, text.split("-")), 1, 1][:3]
        return date(year, month, day), ("year", "month", "day")[min(2, text.count("-"))]
    except ValueError:
        return None, "day"


def _index(running: LocalPostgres, name: str, *, on: bool) -> None:
    with running.superuser(database_of(name)) as connection:
        if not on:
            connection.execute(f"DROP INDEX {INDEX}")
            connection.execute(f"ALTER TABLE people_searchrow DROP CONSTRAINT {PRIMARY}")
            return
        connection.execute(f"ALTER TABLE people_searchrow ADD CONSTRAINT {PRIMARY} PRIMARY KEY (person_id)")
        connection.execute("SET maintenance_work_mem = '32MB'")
        connection.execute(f"CREATE INDEX {INDEX} ON people_searchrow USING gin (keys) WITH (fastupdate = off)")


def _analyze(running: LocalPostgres, name: str) -> None:
    with running.superuser(database_of(name)) as connection:
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def _sizes(running: LocalPostgres, name: str) -> dict[str, int]:
    with running.superuser(database_of(name)) as connection:
        rows = connection.execute(
            "SELECT c.relname, pg_relation_size(c.oid) FROM pg_class c WHERE c.relname IN "
            "('people_searchrow', 'people_searchrow_keys', 'people_searchrow_pkey')"
        ).fetchall()
    return {str(name): int(size) for name, size in rows}


def _fingerprint(stamp: str) -> str:
    digest = hashlib.sha256(stamp.encode())
    made, here = ("keys.py", "searching.py", "frequent.toml"), Path(__file__)
    files = [*demonstration.PACKAGE.rglob("migrations/*.py"), *(demonstration.PACKAGE / "people" / one for one in made)]
    files += [here.parent.parent / "people" / one for one in ("making.py", "stock.py", "names.toml")]
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
