"""Amina leaves the school: Leo stays with Oakfield, and nobody is lost with her."""

from datetime import timedelta

import pytest

from patchwork.directory.actions import end_post
from patchwork.involvement.models import Contact, Involvement
from patchwork.involvement.queries import team_around
from patchwork.people.models import Exclusion


@pytest.fixture
def amina_leaves(world, moses):
    return lambda: end_post(by=moses, post=world.posts["amina"])


def names(person, viewer):
    return [member.name for group in team_around(person, viewer).groups for member in group.members]


def test_the_school_takes_her_place(amina_leaves, bilal, leo):
    amina_leaves()
    assert "Oakfield Primary" in names(leo, bilal)
    assert "Amina Yusuf" not in names(leo, bilal)


def test_the_school_stays_confirmed(amina_leaves, world, leo):
    amina_leaves()
    row = Involvement.objects.get(person=leo, service=world.services["oakfield"], post=None, ended_on=None)
    assert row.confirmed_at is not None


def test_what_she_had_planned_stays(amina_leaves, world, amina, leo):
    mine = Involvement.objects.get(person=leo, post=world.posts["amina"])
    planned = Contact.objects.create(
        area=world.marlowe, person=leo, involvement=mine, post=world.posts["amina"], service=world.services["oakfield"],
        kind="child_seen", planned_for=world.now + timedelta(days=2), recorded_at=world.now,
    )  # fmt: skip
    amina_leaves()
    planned.refresh_from_db()
    assert (planned.cancelled_at, planned.post_id) == (None, None)


def test_a_lead_who_leaves_leaves_the_lead_with_the_service(world, nia, leo):
    end_post(by=nia, post=world.posts["erin"])
    row = Involvement.objects.get(person=leo, is_lead=True, ended_on=None)
    assert (row.service, row.post) == (world.services["protection"], None)


def test_what_she_could_not_see_any_more_ends(amina_leaves, world, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account=world.posts["amina"].account, asked_at=world.now, acts_from=world.now
    )
    amina_leaves()
    assert not Involvement.objects.filter(person=leo, service=world.services["oakfield"], ended_on=None).exists()
