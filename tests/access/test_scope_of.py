"""`scope_of` decides once a person what `scope` decides for each row: nobody ever sees a row more, or one less."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db.models import Q

from patchwork import access
from patchwork.access import View
from patchwork.activity.models import Deed
from patchwork.involvement.models import Contact, Involvement
from patchwork.people.models import Exclusion, Person, Shield


@pytest.mark.parametrize("model", [Involvement, Contact, Deed], ids=lambda model: model.__name__)
def test_the_same_rows_for_everybody_in_every_view(world, leo, model):
    ids = [person.pk for person in world.persons.values()]
    for viewer in [world.viewer(short) for short in world.posts]:
        for view in View:
            rows = model.objects.filter(person_id__in=ids)
            assert set(access.scope_of(rows, Q(pk__any_of=ids), viewer, view)) == set(access.scope(rows, viewer, view))


def test_an_exclusion_and_a_shield_bite(world, amina, bilal, leo):
    def sees(viewer):
        return access.scope_of(Involvement.objects.all(), Q(pk__any_of=[leo.pk]), viewer, View.TEAM).exists()

    assert sees(amina)
    assert sees(bilal)
    Exclusion.objects.create(
        area_id=leo.area_id, person=leo, account_id=amina.account_id, asked_by_id=bilal.post_id, asked_at=amina.now,
        acts_from=amina.now,
    )  # fmt: skip
    assert not sees(amina)
    assert sees(bilal)
    Shield.objects.create(
        area_id=leo.area_id, person=leo, named_posts=[uuid.uuid4()], reference="x", contact="x", set_at=amina.now
    )  # fmt: skip
    assert not sees(bilal)


def test_only_those_asked_for(world, amina, leo, maya):
    rows = access.scope_of(Involvement.objects.all(), Q(pk=maya.pk), amina, View.TEAM)
    assert leo.pk not in {row.person_id for row in rows}


def test_inactive_without_layer_or_through_anothers_eyes_nothing_more(world, amina, dan, leo):
    rows, this = Involvement.objects.filter(person=leo), Q(pk=leo.pk)
    assert access.scope_of(rows, this, amina, View.TEAM).exists()
    for less in (replace(amina, is_active=False), replace(amina, layers=frozenset()), replace(amina, limit=dan)):
        assert set(access.scope_of(rows, this, less, View.TEAM)) == set(access.scope(rows, less, View.TEAM))
    assert not access.scope_of(rows, this, replace(amina, limit=dan), View.TEAM).exists()


def test_a_model_off_the_path_has_no_rows(world, amina, leo):
    from patchwork.directory.models import Post

    assert not access.scope_of(Post.objects.all(), Q(pk=leo.pk), amina, View.TEAM).exists()


@pytest.mark.parametrize("model", [Involvement, Contact, Deed], ids=lambda model: model.__name__)
def test_around_a_person_that_was_opened_the_same_rows_as_ever(world, leo, model):
    """What was asked about the person is not asked again; what is asked of the rows is."""
    for viewer in [world.viewer(short) for short in world.posts]:
        for person in access.with_opened_views(
            Person.objects.filter(pk__in=[leo.pk, world.persons["maya"].pk]), viewer
        ):
            rows = model.objects.filter(person=person)
            for view in View:
                if access.opened(person, view):
                    opened = access.scope_opened(rows, viewer, view)
                    assert set(opened) == set(access.scope(rows, viewer, view)), (viewer.role, view)


def test_a_person_who_came_some_other_way_was_not_opened(world, leo):
    assert not any(access.opened(leo, view) for view in View)
