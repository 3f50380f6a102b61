"""Who may be added by a list, and what is kept of anybody else: nothing."""

import pytest
from django.db import connection

from patchwork.directory.models import Area
from patchwork.imports.models import Listed, Upload, UploadRow
from patchwork.involvement.models import Involvement
from patchwork.people.models import Person
from tests.imports.conftest import applied, csv_of, row, supervisor_of, to_preview

UNKNOWN = row("Tomos Vaughan", "29/02/2016")


@pytest.fixture
def school(world):
    """Amina manages the school's roll. That the area lists schools changes nothing: they work with everybody."""
    Area.objects.filter(pk=world.marlowe.pk).update(list_kinds=["school", "child_protection"])
    return supervisor_of(world, "oakfield", "amina")


def test_a_schools_roll_joins_those_who_are_here_and_keeps_nothing_of_the_others(school, world, maya):
    file = csv_of(UNKNOWN, row("Maya Hartley", f"{maya.born_on:%d/%m/%Y}"), row("Ada Zephyr", "01/02/2015"))
    upload = applied(school, world, file, service="oakfield")
    assert Involvement.objects.filter(person=maya, service=world.services["oakfield"]).exists()
    assert not Person.objects.filter(given_names__in=["Tomos", "Ada"]).exists()
    assert upload.dropped_count == 2
    assert list(UploadRow.objects.filter(upload=upload).values_list("number", flat=True)) == [3]
    assert Listed.objects.count() == 1
    assert bytes(Upload.objects.get(pk=upload.pk).file) == b""


def test_not_a_word_of_them_is_in_any_table(school, world, maya):
    """Opened with the area's own key: a sealed word would be found as well."""
    upload = to_preview(school, world, csv_of(UNKNOWN, row("Maya Hartley", f"{maya.born_on:%d/%m/%Y}")),
                        service="oakfield")  # fmt: skip
    opened = [one.cells for one in UploadRow.objects.all()] + [one.headings for one in Upload.objects.all()]
    assert not any("Tomos" in text or "Vaughan" in text for text in opened)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', ["%Vaughan%"])
            assert cursor.fetchone() == (0,), table
    assert upload.state == "ready"


def test_a_kind_that_the_area_has_not_listed_adds_nobody(joy, world):
    upload = applied(joy, world, csv_of(UNKNOWN))
    assert not Person.objects.filter(given_names="Tomos").exists()
    assert upload.dropped_count == 1
    assert not UploadRow.objects.exists()


def test_a_kind_that_is_listed_does(joy, world, listed_kinds):
    applied(joy, world, csv_of(UNKNOWN))
    assert Person.objects.filter(given_names="Tomos").exists()


def test_columns_that_nobody_named_are_forgotten(joy, world, listed_kinds):
    headings = ("Name", "DOB", "Family told on", "Notes")
    file = csv_of(["Tomos Vaughan", "29/02/2016", "2026-11-01", "drinks; see the file"], headings=headings)
    upload = to_preview(joy, world, file)
    (kept,) = UploadRow.objects.filter(upload=upload)
    assert "drinks" not in kept.cells
    assert "Tomos" in kept.cells
