"""No find or list query reads a big table from end to end: EXPLAIN as the application's login, at 100,000 persons.

A thousand persons are built by the bulk builder, and the planner is told that each table is a hundred times as full: it
plans as it would for a hundred thousand, and the test takes seconds. Row security switches indexes off for operators
that are not leakproof, so what the owner's login would plan says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from patchwork.demo import builder, bulk
from patchwork.demo.cast import fixed_id
from patchwork.demo.population import build_population
from patchwork.directory.models import Post
from tests.conftest import NOW, sign_in_as

PERSONS = 600
TIMES = 100
BIG = 40_000

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def county(clock, transactional_db, superuser, monkeypatch, settings):
    """Marlowe with a thousand persons, which the planner takes for a hundred thousand."""
    monkeypatch.setattr(builder, "faces", lambda *args, **more: None)
    settings.PATCHWORK_PREPARED_STATEMENTS = False  # so that each statement is planned before our eyes
    area = next(made.area for made in builder.build(now=NOW) if made.area.slug == "marlowe")
    build_population(area, persons=PERSONS, seed=1, now=NOW)
    superuser.execute("ANALYZE")
    grown = [*growing(superuser)]
    for table, column, share in grown:
        superuser.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET (n_distinct = {share})')
    superuser.execute("ANALYZE")
    superuser.execute("UPDATE pg_class SET reltuples = reltuples * %s WHERE relkind IN ('r', 'i')", [TIMES])
    yield area
    for table, column, _share in grown:
        superuser.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" RESET (n_distinct)')
    superuser.execute("ANALYZE")


def growing(superuser) -> Iterator[tuple[str, str, float]]:
    """Columns whose number of different values grows with the table: persons, posts, accounts and what is theirs."""
    rows = superuser.execute(
        "SELECT tablename, attname, -n_distinct / reltuples FROM pg_stats JOIN pg_class ON relname = tablename "
        "WHERE schemaname = 'public' AND n_distinct > 40 AND reltuples > 100 AND attname ~ '_id$|^(person|key|post)$'"
    )
    yield from rows.fetchall()


@contextmanager
def plans() -> Iterator[list[tuple[str, dict]]]:
    """Every statement of the block with its plan."""
    found: list[tuple[str, dict]] = []

    def explain(execute, statement, values, many, context):
        if statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")) and " FROM " in statement:
            execute(f"EXPLAIN (FORMAT JSON) {statement}", values, many, context)
            plan = context["cursor"].fetchone()[0]
            found.append((statement, (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(explain):
        yield found


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def whole_tables(found: list[tuple[str, dict]], big: set[str]) -> list[str]:
    """Which big tables a statement reads from end to end."""
    return [
        f"{node['Node Type']} of {node['Relation Name']} in {statement[:160]}"
        for statement, plan in found
        for node in nodes(plan)
        if "Scan" in node["Node Type"] and node.get("Relation Name") in big and reads_all(node)
    ]


COLUMN = re.compile(r"\(\"?(\w+)\"?\)?(?:::\w+)? (?:=|<|>|<=|>=|IS|~)")


def reads_all(node: dict) -> bool:
    """A scan from end to end: in the order of the table, or by an index that is asked for the area alone."""
    condition = node.get("Index Cond") or node.get("Recheck Cond") or ""
    return node["Node Type"] == "Seq Scan" or not set(COLUMN.findall(condition)) - {"area_id"}


def asked(client) -> dict[str, object]:
    leo = fixed_id("person", "leo")
    find = reverse("find")
    return {
        "home": lambda: client.get("/"),
        "name and birthday": lambda: client.post(find, {"q": "Leo Hartly 14/3/2017"}),
        "name": lambda: client.post(find, {"q": "Hartley"}),
        "number": lambda: client.post(find, {"q": "999 000 0018"}),
        "postcode": lambda: client.post(find, {"q": "Hartley ZM3 4LN"}),
        "person": lambda: client.get(reverse("person", args=[leo])),
        "network": lambda: client.get(reverse("network", args=[leo])),
        "family": lambda: client.get(reverse("family_team", args=[leo])),
        "activity": lambda: client.get(reverse("person_activity", args=[leo])),
        "card": lambda: client.get(reverse("card", args=[leo])),
        "declare": lambda: client.get(reverse("declare", args=[fixed_id("person", "tia")])),
        "bell": lambda: client.get(reverse("attentions")),
    }


@pytest.mark.parametrize("short", ["amina", "erin"])
def test_no_find_or_list_query_reads_a_big_table_whole(county, superuser, short):
    from patchwork.kit.context import in_area

    rows = superuser.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [BIG]).fetchall()
    big = {name for (name,) in rows}
    assert {"people_person", "people_searchrow", "involvement_involvement", "activity_deed"} <= big
    with in_area(county.pk):
        post = Post.objects.select_related("account").get(pk=fixed_id("post", short))
    client = sign_in_as(post)
    slow = {}
    for page, ask in asked(client).items():
        with plans() as found:
            answer = ask()
        assert answer.status_code in (200, 302), page
        assert found
        slow[page] = whole_tables(found, big)
    assert {page: tables for page, tables in slow.items() if tables} == {}


def test_the_test_would_notice(county):
    with bulk.writing(county.pk, using="default"), plans() as found, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM people_person WHERE upper(given_names) = 'LEO'")
    assert whole_tables(found, {"people_person"})
