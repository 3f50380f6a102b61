"""Ways of finding a person: the product's own, and those it is compared with. Each gets the same questions.

The peers have names, former names, birth date and postcode of the same people in one table, guarded by row security
like any table of an area, and are asked by the application's login; what row security costs them is told apart by
asking again past it.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks._kit import counties, databases
from benchmarks.people import Query
from patchwork.config.localpg import LocalPostgres

TRIGRAM = "pg_trgm GIN, ranked"
WHO = "amina"
PEER_TABLE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE bench_peer AS
    SELECT area_id, person_id, concat_ws(' ', split_part(facts, '|', 2), split_part(facts, '|', 4),
               split_part(facts, '|', 3), translate(split_part(facts, '|', 5), '/;', '  ')) AS name,
           CASE WHEN facts ~ '^[0-9]{8}d' THEN to_date(left(facts, 8), 'YYYYMMDD') END AS born,
           split_part(facts, '|', 7) AS postcode, facts
    FROM people_searchrow;
CREATE INDEX bench_peer_trigrams ON bench_peer USING gin (name gin_trgm_ops);
CREATE INDEX bench_peer_nearest ON bench_peer USING gist (name gist_trgm_ops);
CREATE INDEX bench_peer_born ON bench_peer (born);
ALTER TABLE bench_peer ENABLE ROW LEVEL SECURITY;
ALTER TABLE bench_peer FORCE ROW LEVEL SECURITY;
CREATE POLICY bench_peer_rls ON bench_peer
    USING (area_id = nullif(current_setting('patchwork.area', true), '')::smallint);
GRANT SELECT ON bench_peer TO patchwork_app;
ANALYZE bench_peer;
"""
ILIKE = """
SELECT person_id FROM bench_peer WHERE name ILIKE %(first)s AND name ILIKE %(last)s
ORDER BY (born = %(born)s) DESC NULLS LAST, (postcode = %(postcode)s) DESC LIMIT 5
"""
RANKED = """
SELECT person_id FROM bench_peer WHERE name %% %(name)s
ORDER BY similarity(name, %(name)s) + coalesce((born = %(born)s)::int, 0) + 0.5 * (postcode = %(postcode)s)::int DESC
LIMIT 5
"""
NEAREST = """
SELECT person_id FROM (
    SELECT person_id, name, born, postcode FROM bench_peer ORDER BY name <-> %(name)s LIMIT 200) AS near
ORDER BY similarity(name, %(name)s) + coalesce((born = %(born)s)::int, 0) + 0.5 * (postcode = %(postcode)s)::int DESC
LIMIT 5
"""


@dataclass(slots=True)
class Finder:
    """A way of finding: the ids of at most five, best first. `most`: questions it is given at most."""

    name: str
    find: Callable[[Query], Sequence[uuid.UUID]]
    work: Callable[[], float]
    warm: int = 20
    most: int = 1_000_000

    def seconds_and_rank(self, query: Query) -> tuple[float, float, int]:
        """(seconds on the clock, seconds of work, rank of the target or 0)."""
        work, begun = self.work(), time.perf_counter()
        found = [*self.find(query)]
        wall, work = time.perf_counter() - begun, self.work() - work
        target = counties.id_of(query.target)
        return wall, work, found.index(target) + 1 if target in found else 0


def ours() -> Finder:
    """The product's `find`, with access rules."""
    from patchwork.people.finding import find

    viewer = _viewer()

    def ask(query: Query) -> list[uuid.UUID]:
        return [card.person.pk for card in find(typed(query), viewer=viewer).cards]

    return Finder("patchwork", ask, _work(), warm=300)


def typed(query: Query) -> Any:
    """The question as the long form would make it."""
    from patchwork.kit.fields import PartialDate
    from patchwork.people.asking import Query as Typed

    born = None
    with suppress(ValueError, TypeError):
        born = PartialDate(*map(int, query.dob.split("-"))) if query.dob else None
    return Typed(query.first, query.last, born, query.postcode, query.nhs)


def peers(running: LocalPostgres, name: str) -> list[Finder]:
    """The others, whose tables and indexes are made here where they are not yet there."""
    import psycopg
    from django.db import connection

    with running.superuser(counties.database_of(name)) as past:
        if not past.execute("SELECT to_regclass('bench_peer')").fetchone()[0]:
            databases.say("making the peers' table and indexes …")
            past.execute("SET maintenance_work_mem = '512MB'")
            past.execute(PEER_TABLE)
    owner = psycopg.connect(running.url("postgres", counties.database_of(name)), autocommit=True)
    area = _viewer().area_id
    owner.execute("SELECT set_config('patchwork.area', %s, false)", [str(area)])

    def as_application(statement: str) -> Callable[[Query], list[uuid.UUID]]:
        def ask(query: Query) -> list[uuid.UUID]:
            with connection.cursor() as cursor:
                cursor.execute(statement, _values(query))
                return [row[0] for row in cursor.fetchall()]

        return ask

    def past_security(statement: str) -> Callable[[Query], list[uuid.UUID]]:
        return lambda query: [row[0] for row in owner.execute(statement, _values(query)).fetchall()]

    work = _work()
    return [
        Finder("ILIKE", as_application(ILIKE), work, warm=1, most=25),
        Finder(TRIGRAM, as_application(RANKED), work, warm=1, most=25),
        Finder(f"{TRIGRAM}, past row security", past_security(RANKED), time.process_time, warm=5),
        Finder("pg_trgm KNN, 200 re-ranked", as_application(NEAREST), work, warm=3, most=50),
        Finder("tantivy, 100 re-ranked", _tantivy(owner), time.process_time),
    ]


def pages(queries: Sequence[Query]) -> list[float]:
    """Seconds of whole requests of the find page, signed in, with everything a request does."""
    from django.core.wsgi import get_wsgi_application

    from benchmarks._kit.browser import Browser, hidden_fields
    from patchwork.config import readiness
    from patchwork.directory.models import Area
    from patchwork.kit.context import in_area

    browser = Browser(get_wsgi_application())
    readiness.warm_up()
    area = Area.objects.get(slug="marlowe")
    with in_area(area.pk):
        Area.objects.filter(pk=area.pk).update(searches_an_hour=30_000)
    answer = browser.post("/demo/sign-in/", {"who": WHO})
    assert answer.status == 303, answer.status
    form = hidden_fields(browser.get("/find/").text)
    times = []
    for number, query in enumerate([*queries[:20], *queries]):
        answer = browser.post("/find/", {**form, "q": _one_box(query)})
        assert answer.status == 200, answer.status
        if number >= 20:
            times.append(float(answer.seconds))
    return times


def _one_box(query: Query) -> str:
    said = [query.first, query.last, "/".join(reversed(query.dob.split("-"))), query.postcode, query.nhs]
    return " ".join(part for part in said if part)


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _viewer() -> Any:
    from django.utils import timezone

    from patchwork.access.entering import viewer_in_post
    from patchwork.demo.cast import fixed_id
    from patchwork.directory.models import Area, Post
    from patchwork.kit.context import in_area, set_area

    area = Area.objects.get(slug="marlowe")
    with in_area(area.pk):
        viewer = viewer_in_post(Post.objects.get(pk=fixed_id("post", WHO)), now=timezone.now())
    _begin(lambda: set_area(area.pk, viewer.account_id))
    return viewer


def _begin(enter: Callable[[], None]) -> None:
    """From here on everything is one transaction of that area, as one request is."""
    from django.db import transaction

    if not transaction.get_connection().in_atomic_block:
        transaction.atomic().__enter__()
    enter()


def _work() -> Callable[[], float]:
    """Processor seconds of this process and of the database's that serves it."""
    from django.db import connection

    connection.ensure_connection()
    clock = (~connection.connection.info.backend_pid << 3) | 2  # the processor clock of that process
    return lambda: time.process_time() + time.clock_gettime(clock)


def _values(query: Query) -> dict[str, Any]:
    from patchwork.people.keys import compact, fold

    born = None
    with suppress(ValueError):
        born = date.fromisoformat(query.dob) if query.dob else None
    return {
        "name": fold(f"{query.first} {query.last}"), "born": born, "postcode": compact(query.postcode),
        "first": f"%{fold(query.first)}%", "last": f"%{fold(query.last)}%",
    }  # fmt: skip


def _tantivy(owner: Any) -> Callable[[Query], list[uuid.UUID]]:
    """Words of names (fuzzy by one letter), birth date and postcode as terms; the best 100 weighed as ours are."""
    import tantivy

    from patchwork.people.keys import compact, words
    from patchwork.people.weighing import Asked

    databases.say("making tantivy's index …")
    schema = tantivy.SchemaBuilder()
    for name in ("name", "born", "postcode"):
        schema.add_text_field(name, tokenizer_name="whitespace")
    for name in ("person", "facts"):
        schema.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    built = schema.build()
    index = tantivy.Index(built)
    writer = index.writer(256_000_000, 1)
    everybody = owner.execute("SELECT person_id::text, name, coalesce(born::text, ''), postcode, facts FROM bench_peer")
    for person, name, born, postcode, facts in everybody:
        writer.add_document(
            tantivy.Document(person=person, name=name, born=born, postcode=postcode.replace(";", " "), facts=facts)
        )
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(query: Query) -> list[uuid.UUID]:
        should = [
            (tantivy.Occur.Should, tantivy.Query.fuzzy_term_query(built, "name", word, 1, True, False))
            for word in words(query.first) + words(query.last)
        ]
        if query.dob:
            should.append((tantivy.Occur.Should, tantivy.Query.term_query(built, "born", query.dob)))
        if query.postcode:
            should.append((tantivy.Occur.Should, tantivy.Query.term_query(built, "postcode", compact(query.postcode))))
        hits = [searcher.doc(at) for _score, at in searcher.search(tantivy.Query.boolean_query(should), 100).hits]
        asked = Asked(typed(query))
        hits.sort(key=lambda hit: -asked.weigh(hit["facts"][0]))
        return [uuid.UUID(hit["person"][0]) for hit in hits[:5]]

    return ask
