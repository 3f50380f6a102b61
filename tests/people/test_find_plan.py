"""With 100,000 persons in the search table no query of a search reads a whole table, as the application's role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patchwork.demo.cast import build_cast
from patchwork.kit.context import in_area
from patchwork.people.asking import read_box
from patchwork.people.finding import find
from tests.conftest import NOW

FOUND, PERSONS = 100_000, 20_000
FILL = """
SET session_replication_role = replica;
DROP INDEX people_searchrow_keys;
INSERT INTO people_person (id, area_id, given_names, family_name, known_as, born_on, born_precision, sex, is_invented,
                           made_at, checked_at, moved_to_area)
SELECT md5('p' || n)::uuid, {area}, 'Given' || n % 200, 'Family' || n % 500, '', date '2005-01-01' + n % 6000, 'day',
       '', true, now(), now(), ''
FROM generate_series(1, {persons}) n;
INSERT INTO people_searchrow (area_id, person_id, is_shielded, keys, facts)
SELECT {area}, md5('p' || n)::uuid, false, ARRAY[n, n % 997, n % 3000, n % 4001 * 7, {{word}}],
       to_char(date '2005-01-01' + n % 6000, 'YYYYMMDD') || 'd|given' || n % 200 || '|family' || n % 500 || '|||||'
FROM generate_series(1, {found}) n;
CREATE INDEX people_searchrow_keys ON people_searchrow USING gin (keys) WITH (fastupdate = off);
SET session_replication_role = DEFAULT;
"""
TABLES = ("people_person", "people_searchrow")


@pytest.fixture
def county(transactional_db, clock, superuser):
    """The cast among a hundred thousand others, with what the planner should know of them."""
    from patchwork.people import keys

    cast = build_cast(now=NOW)
    (word,) = keys.numbered([keys.word_key(keys.sound("family"))], cast.marlowe.pk)
    fill = FILL.format(area=cast.marlowe.pk, persons=PERSONS, found=FOUND)
    superuser.execute(fill.replace("{word}", f"CASE WHEN n % 100 = 0 THEN {word} ELSE n END"))
    superuser.commit()
    for table in TABLES:
        superuser.execute(f"ANALYZE {table}")
    superuser.commit()
    return cast


def test_a_search_reads_no_whole_table(county, settings):
    settings.PATCHWORK_PREPARED_STATEMENTS = False  # so that each statement is seen with its values
    viewer = county.viewer("amina")
    for typed in ("Leo Hartley 14/3/2017", "Hartley", "Family", "ZM1 4AB", "47110", "Leo ZM1", "Loe Hratley 17/4/2017"):
        with in_area(viewer.area_id):
            with CaptureQueriesContext(connection) as asked:
                found = find(read_box(typed, today=viewer.today), viewer=viewer)
            assert found.tell_more is (typed == "Family")
            for query in asked.captured_queries:
                plan = explain(query["sql"])
                whole = [line for line in plan if "Seq Scan on" in line and any(table in line for table in TABLES)]
                assert not whole, f"{typed}: {plan}"
            # What is read inside the function shows in no plan, but in the transaction's own counters.
            whole_reads, by_index = scans("people_searchrow")
            assert (whole_reads, by_index > 0) == (0, True)
            assert scans("people_person")[0] == 0


def explain(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return [line for (line,) in cursor.fetchall()]


def scans(table):
    """(whole reads, reads by index) of a table in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
        return cursor.fetchone()
