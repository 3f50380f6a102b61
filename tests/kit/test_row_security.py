"""Area tables: the database itself keeps areas apart, whatever the code forgets."""

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from patchwork.directory.models import Area, Organisation, Service
from patchwork.kit.areas import AreaForeignKey, AreaRow
from patchwork.kit.context import in_area
from patchwork.people.models import FormerName, Person

pytestmark = pytest.mark.django_db

AREA_TABLES = [model for model in apps.get_models() if issubclass(model, AreaRow)]


@pytest.fixture
def two_areas():
    return [Area.objects.create(slug=f"t{n}", name=f"T{n}", jurisdiction="england") for n in (1, 2)]


def make_service(area):
    organisation = Organisation.objects.create(name="A school", kind="school")
    return Service.objects.create(area=area, organisation=organisation, name="S", kind="school")


@pytest.mark.parametrize("model", AREA_TABLES, ids=lambda model: model._meta.label)
def test_every_area_table_has_forced_row_security_and_composite_keys(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT count(*) FROM pg_policies WHERE tablename = %s", [model._meta.db_table])
        assert cursor.fetchone()[0] == 1
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", [model._meta.db_table]
        )
        known = {name for (name,) in cursor.fetchall()}
    for field in model._meta.local_fields:
        if isinstance(field, AreaForeignKey):
            assert f"{model._meta.db_table}_{field.name}_area"[:63] in known


@pytest.mark.parametrize("model", AREA_TABLES, ids=lambda model: model._meta.label)
def test_keys_between_area_tables_carry_the_area(model):
    for field in model._meta.local_fields:
        target = field.remote_field.model if field.is_relation else None
        if target is not None and issubclass(target, AreaRow):
            assert isinstance(field, AreaForeignKey), field


OUTSIDE = {"people_searchrow"}
"""The one table with an area that row security does not guard: nobody but its functions may touch it
(tests/people/test_search_table.py; docs/decisions/finding-by-blocking-keys.md)."""


def test_every_table_with_an_area_is_guarded_but_one():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'area_id' "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' "
            "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
        assert {name for (name,) in cursor.fetchall()} == OUTSIDE


def test_the_tests_run_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("patchwork_app", False, False)


def test_without_an_area_nothing_is_seen(two_areas):
    with in_area(two_areas[0].pk):
        make_service(two_areas[0])
    with in_area(None):
        assert Service.objects.count() == 0


def test_another_area_sees_nothing(two_areas):
    with in_area(two_areas[0].pk):
        make_service(two_areas[0])
    with in_area(two_areas[1].pk):
        assert Service.objects.count() == 0


def test_a_row_for_another_area_cannot_be_written(two_areas):
    with pytest.raises(ProgrammingError, match="row-level security"), in_area(two_areas[0].pk):
        make_service(two_areas[1])


def test_a_row_cannot_point_into_another_area(two_areas):
    with in_area(two_areas[1].pk):
        stranger = Person.objects.create(area=two_areas[1], given_names="Far", made_at=timezone.now())
    with pytest.raises(IntegrityError):
        point_at(stranger, two_areas[0])


def point_at(stranger, area):
    with in_area(area.pk), connection.cursor() as cursor:
        FormerName.objects.create(area=area, person=stranger, family_name="Away")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
