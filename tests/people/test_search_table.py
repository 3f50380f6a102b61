"""The search table stands outside row security: what keeps it shut is that nobody but two functions gets at it."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from patchwork.kit.context import in_area, set_area
from patchwork.people import searching
from patchwork.people.indexing import refresh_keys
from patchwork.people.keys import Facts, keys_for, numbered, word_key
from patchwork.people.models import Person, Shield

HARTLEYS = [word_key("hrtl")]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def found(area, keys=HARTLEYS):
    """Facts of those found, as the application's role in the transaction's area."""
    return sorted(one.facts.split("|")[1] for one in searching.search(numbered(keys, area.pk)))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM people_searchrow",
        "INSERT INTO people_searchrow SELECT gen_random_uuid(), 1, false, '{1}', ''",
        "UPDATE people_searchrow SET facts = ''",
        "DELETE FROM people_searchrow",
        "TRUNCATE people_searchrow",
    ],
)
def test_the_application_has_no_right_on_the_table_itself(world, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql(statement)


def test_the_catalogue_says_so_too(world):
    """One table outside forced row security, without any grant; its functions are the owner's and pin their path."""
    assert sql("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'people_searchrow'") == [
        (False, False)
    ]
    assert sql("SELECT 1 FROM information_schema.table_privileges WHERE table_name = 'people_searchrow'"
               " AND grantee IN ('patchwork_app', 'PUBLIC')") == []  # fmt: skip
    rows = sql("SELECT proname, prosecdef, pg_get_userbyid(proowner), proconfig::text FROM pg_proc"
               " WHERE starts_with(proname, 'people_search') ORDER BY 1")  # fmt: skip
    assert [row[0] for row in rows] == ["people_search", "people_search_keep", "people_search_shielded"]
    for _name, definer, owner, config in rows:
        assert definer
        assert owner == "patchwork_owner"
        assert "search_path=pg_catalog, pg_temp" in config


def test_each_area_finds_its_own(world):
    assert found(world.marlowe) == ["", "kerry", "leo", "maya"]
    set_area(world.wattle_bay.pk)
    assert found(world.wattle_bay) == ["ruby"]
    # Even with the numbers of the other area: the function asks the transaction where it is.
    assert found(world.marlowe) == []
    set_area(None)
    assert found(world.marlowe) == []


def test_nobody_is_written_into_another_area(world, leo):
    set_area(world.wattle_bay.pk)
    searching.keep([(leo.pk, numbered(HARTLEYS, world.wattle_bay.pk), "|leo|stolen|||||")])
    assert found(world.wattle_bay) == ["ruby"]
    set_area(world.marlowe.pk)
    assert "leo" in found(world.marlowe)


def test_nobody_is_written_who_is_not_there(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        write_a_stranger()


def write_a_stranger():
    searching.keep([(uuid.uuid4(), [1], "|nobody||||||")])
    sql("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_row_goes_with_the_person(world):
    person = Person.objects.create(area=world.marlowe, given_names="Ada", family_name="Hartley", made_at=world.now)
    refresh_keys(person)
    assert "ada" in found(world.marlowe)
    person.delete()
    assert "ada" not in found(world.marlowe)


def test_what_a_shield_says_follows_the_shield(world, leo):
    def marked():
        return {one.person_id for one in searching.search(numbered(HARTLEYS, world.marlowe.pk)) if one.is_shielded}

    assert marked() == set()
    shield = Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-1", contact="hub", set_at=world.now
    )
    assert marked() == {leo.pk}
    refresh_keys(leo)
    assert marked() == {leo.pk}
    shield.lifted_at = world.now
    shield.save()
    assert marked() == set()


def test_other_objects_of_the_name_do_not_mislead_the_functions(world):
    """A table of the same name in the session's own schema is not the one that is read."""
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql("CREATE TEMP TABLE people_searchrow (person_id uuid)")
    assert "leo" in found(world.marlowe)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts("Leo James", "Hartley", "Lee", (("", "Brock-Way"), ("Leon", "")), date(2017, 3, 14), "day", None, (),
              ("ZM1 4AB", "ZM2 2BB"), ("9990000018", "LCS/7")),
        Facts(family_name="O’Neill", expected_on=date(2026, 9, 1), mothers_surnames=("Skelton", "ap Rhys")),
        Facts("小明", "王", born_on=date(1950, 1, 1), born_precision="about"),
        Facts("A|B;C/D", "\\N\t%_", born_on=date(1950, 5, 1), born_precision="month"),
    ],
)  # fmt: skip
def test_a_line_of_facts_reads_back_to_what_finds_the_same(facts):
    again = searching.read(searching.written(facts))
    assert keys_for(again, 1) == keys_for(facts, 1)
    assert searching.written(again) == searching.written(facts)


def test_in_another_area_the_same_person_has_other_keys(world):
    facts = Facts("Leo", "Hartley", born_on=date(2017, 3, 14))
    assert not {*keys_for(facts, 1)} & {*keys_for(facts, 2)}


def test_a_rebuild_goes_on_beside_a_change(world, leo):
    from patchwork.people.indexing import rebuild

    with in_area(world.marlowe.pk):
        leo.family_name = "Changed"
        leo.save()
        assert rebuild(world.marlowe.pk) == 4
    assert "leo" not in found(world.marlowe)
