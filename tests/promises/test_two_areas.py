"""Two areas in one database: what belongs to the one cannot be read, written, pointed at or picked from the other.

Everything here runs as the application's database login, which row security binds.
"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction

from patchwork.kit.areas import AreaForeignKey, AreaRow
from patchwork.kit.context import set_area
from tests.promises.access_table import TABLE
from tests.promises.rows import AGAIN, GET, NEVER, POST
from tests.promises.some_rows import some_row
from tests.promises.sweep import Standing, main_form, parameters

MODELS = [model for model in apps.get_models() if issubclass(model, AreaRow) and model._meta.managed]


def count(model: type[models.Model], area_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" WHERE area_id = %s', [area_id])
        return cursor.fetchone()[0]


def test_we_are_the_applications_login(standing: Standing, undone):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_table_shows_a_row_of_the_other_area(standing: Standing, undone, model):
    world = standing.world
    set_area(world.wattle_bay.pk)
    assert count(model, world.marlowe.pk) == 0
    set_area(None)
    assert count(model, world.marlowe.pk) == 0


def test_the_world_has_rows_to_be_hidden(standing: Standing, undone):
    filled = {model._meta.label for model in MODELS if count(model, standing.world.marlowe.pk)}
    for label in ("people.Person", "involvement.Involvement", "involvement.Contact", "involvement.Look"):
        assert label in filled
    assert len(filled) >= 15


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_row_is_moved_into_the_other_area(standing: Standing, undone, model):
    """From Wattle Bay neither changed nor deleted; from Marlowe not handed over by changing its area."""
    world, table = standing.world, model._meta.db_table
    for here, sql in [
        (world.wattle_bay.pk, f'UPDATE "{table}" SET area_id = area_id WHERE area_id = {world.marlowe.pk}'),
        (world.wattle_bay.pk, f'DELETE FROM "{table}" WHERE area_id = {world.marlowe.pk}'),
        (world.marlowe.pk, f'UPDATE "{table}" SET area_id = {world.wattle_bay.pk} WHERE area_id = {world.marlowe.pk}'),
    ]:
        set_area(world.marlowe.pk)
        before = count(model, world.marlowe.pk)
        set_area(here)
        assert _changed(sql) == 0
        set_area(world.marlowe.pk)
        assert count(model, world.marlowe.pk) == before


def _changed(sql: str) -> int:
    """Rows changed; none when the database refuses."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.rowcount
    except Error:
        return 0


POINTERS = [
    (model, field)
    for model in MODELS
    for field in model._meta.local_fields
    if isinstance(field, AreaForeignKey) and not model._meta.label.startswith("audit.")
]


@pytest.mark.parametrize(("model", "field"), POINTERS, ids=lambda one: getattr(one, "name", None) or one._meta.label)
def test_no_row_points_into_the_other_area(standing: Standing, undone, model, field):
    """The database refuses, whoever wrote the query."""
    world = standing.world
    target = some_row(field.related_model, world.wattle_bay, now=world.now).pk
    row = some_row(model, world.marlowe, now=world.now)
    sql = f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s WHERE "{model._meta.pk.column}" = %s'
    with pytest.raises(Error), transaction.atomic():
        _at_once(sql, [target, row.pk])


def _at_once(sql: str, values: list[object]) -> None:
    """As the end of a transaction would check it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# -- addresses

OF_MARLOWE = {
    "person_id", "involvement_id", "contact_id", "attention_id", "invitation_id", "agreement_id", "service_id",
    "post_id", "organisation_id", "colleague_invitation_id", "proposal_id", "account_id",
}  # fmt: skip


@pytest.mark.parametrize("powers", [["hub", "supervisor", "privacy"], ["area_admin", "organisation_admin"]], ids=str)
def test_every_address_as_priya_with_ids_of_marlowe(standing: Standing, undone, powers):
    """Power ends at the border: as the hub and privacy officer of her own area, and as its administrator."""
    priya = standing.world.posts["priya"]
    set_area(standing.world.wattle_bay.pk)
    type(priya).objects.filter(pk=priya.pk).update(powers=powers)
    sent = {"acting_post": str(priya.pk)}
    for row in TABLE:
        if set(parameters(row.name)) & OF_MARLOWE and NEVER not in row.answers:
            got = standing.ask("priya", row.method, standing.path(row.name, **row.at), sent)
            assert got.response.status_code == 404, f"{row} with {powers}"


# -- ids of the other area in the body of a deed


def foreign(standing: Standing) -> dict[str, str]:
    world = standing.world
    return {
        "post": str(world.posts["priya"].pk),
        "service": str(world.services["wattle"].pk),
        "organisation": str(world.organisations["department"].pk),
        "person": str(world.persons["ruby"].pk),
    }


PICKERS = [
    # (address, who, what is picked, of what)
    ("invite", "amina", "post", "post"),
    ("invite", "amina", "service", "service"),
    ("hand_over", "amina", "to", "post"),
    ("raise_attention", "amina", "members", "post"),
    ("link_family", "erin", "other", "person"),
    ("add_person", "amina", "family_of", "person"),
    ("my_card", "amina", "cover", "post"),
    ("print_people", "amina", "reader", "person"),
    ("move_supervisor", "moses", "supervisor", "post"),
    ("invite_colleague", "moses", "service", "service"),
    ("switch_post", "amina", "post", "post"),
]


@pytest.mark.parametrize(("name", "who", "field", "kind"), PICKERS, ids=[f"{one[0]}-{one[2]}" for one in PICKERS])
def test_nobody_of_the_other_area_can_be_picked(standing: Standing, undone, name, who, field, kind):
    row = next(one for one in TABLE if one.name == name and one.method == POST)
    path = standing.path(name, **row.at)
    data = dict(row.data(standing, who, path)) if callable(row.data) else dict(row.data)
    if name == "invite":
        data.pop("post", None)
    data[field] = foreign(standing)[kind]
    got = standing.ask(who, POST, path, data)
    assert got.answer == AGAIN, got.problem


def test_a_sensitive_audience_names_organisations_of_this_area_only(standing: Standing, undone):
    """Farah says that she works with Maya and ticks an organisation that only Wattle Bay has."""
    path = standing.path("declare", person_id=standing.world.persons["maya"].pk)
    form = main_form(standing.ask("farah", GET, path).response.content.decode(), path)
    ground = {"ground": form.offered["ground"][0]}
    got = standing.ask(
        "farah", POST, path, {**form.data, **ground, "organisations": [foreign(standing)["organisation"]]}
    )
    assert got.answer == AGAIN, got.problem


def test_a_search_never_crosses(standing: Standing, undone):
    """Ruby Hartley lives in Wattle Bay; Priya's search finds her, Erin's does not, nor the other way round."""
    for who, asked in (("priya", "Leo Hartley 14 3 2017"), ("erin", "Ruby Hartley 5 5 2022")):
        got = standing.ask(who, POST, standing.path("find"), {"q": asked, "acting_post": standing.post_id(who)})
        assert [kind for kind, persons in got.events if persons] == []


def test_a_session_does_not_carry_over(standing: Standing, undone):
    """A session that names a post of one area and the other area sees neither."""
    client = standing.clients["amina"]
    session = client.session
    session["area"] = standing.world.wattle_bay.pk
    session.save()
    got = standing.ask("amina", GET, standing.path("person"))
    assert got.response.status_code in {302, 404}
    session["area"] = standing.world.marlowe.pk
    session["post"] = standing.post_id("priya")
    session.save()
    got = standing.ask("amina", GET, standing.path("person", person_id=standing.world.persons["ruby"].pk))
    assert got.response.status_code in {302, 404}
