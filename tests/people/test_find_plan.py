"""With 100,000 keys in the area no query of a search reads a whole table, as the application's role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patchwork.demo.cast import build_cast
from patchwork.kit.context import in_area
from patchwork.people.asking import read_box
from patchwork.people.finding import find
from tests.conftest import NOW

PERSONS = 20_000
FILL = """
SET session_replication_role = replica;
INSERT INTO people_person (id, area_id, given_names, family_name, known_as, born_on, born_precision, sex, is_invented,
                           made_at, checked_at, moved_to_area)
SELECT md5('p' || n)::uuid, {area}, 'Given' || n % 200, 'Family' || n % 500, '', date '2005-01-01' + n % 6000, 'day',
       '', true, now(), now(), ''
FROM generate_series(1, {persons}) n;
INSERT INTO people_findkey (area_id, person_id, shielded_too, key)
SELECT {area}, md5('p' || n)::uuid, true, unnest(ARRAY['w:g' || n % 200, 'w:f' || n % 500,
       'n:f' || n % 500 || '+g' || n % 200, 'y:' || 2005 + n % 16 || ':f' || n % 500, 'p:ZM' || n % 4000, 'i:' || n])
FROM generate_series(1, {persons}) n;
INSERT INTO people_findkey (area_id, person_id, shielded_too, key)
SELECT {area}, md5('p' || n)::uuid, true, 'w:fml' FROM generate_series(1, {persons}, 50) n;
INSERT INTO people_formername (id, area_id, person_id, given_names, family_name)
SELECT gen_random_uuid(), {area}, md5('p' || n)::uuid, '', 'Former' || n FROM generate_series(1, {persons}) n;
INSERT INTO people_address (id, area_id, person_id, lines, postcode)
SELECT gen_random_uuid(), {area}, md5('p' || n)::uuid, '', 'ZM' || n % 4000 FROM generate_series(1, {persons}) n;
INSERT INTO people_identifier (id, area_id, person_id, system, value)
SELECT gen_random_uuid(), {area}, md5('p' || n)::uuid, 'local', n::text FROM generate_series(1, {persons}) n;
SET session_replication_role = DEFAULT;
"""
TABLES = ("people_person", "people_findkey", "people_formername", "people_address", "people_identifier")


@pytest.fixture
def county(transactional_db, clock, superuser):
    """The cast among 20,000 others, with what the planner should know of them."""
    cast = build_cast(now=NOW)
    superuser.execute(FILL.format(area=cast.marlowe.pk, persons=PERSONS))
    superuser.commit()
    for table in TABLES:
        superuser.execute(f"ANALYZE {table}")
    superuser.commit()
    return cast


def test_a_search_reads_no_whole_table(county, settings):
    settings.PATCHWORK_PREPARED_STATEMENTS = False  # so that each statement is seen with its values
    viewer = county.viewer("amina")
    for typed in ("Leo Hartley 14/3/2017", "Hartley", "Family", "ZM1 4AB", "47110", "Leo ZM1"):
        with in_area(viewer.area_id):
            with CaptureQueriesContext(connection) as asked:
                found = find(read_box(typed, today=viewer.today), viewer=viewer)
            assert found.tell_more is (typed == "Family")
            for query in asked.captured_queries:
                plan = explain(query["sql"])
                whole = [line for line in plan if "Seq Scan on" in line and any(table in line for table in TABLES)]
                assert not whole, f"{typed}: {plan}"


def explain(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return [line for (line,) in cursor.fetchall()]
