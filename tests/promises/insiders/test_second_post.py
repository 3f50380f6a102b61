"""A second post, or a friend: nobody vouches for themselves."""

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.demo.cast import involve
from patchwork.directory.models import Post
from patchwork.involvement import inviting, looks, passing_on
from patchwork.involvement.actions import confirm_involvement
from patchwork.kit.answers import Refused
from tests.involvement.helping import declare
from tests.promises.insiders.attempts import as_, second_post


def test_a_second_post_does_not_confirm_the_first(world, amina, ivan, leo):
    row = declare(ivan, leo)
    other = second_post(world, "ivan", "school-nursing", "school_nurse")
    world.posts["other"] = other
    involve(world, "other", "leo")
    with pytest.raises(Refused, match="yourself"):
        confirm_involvement(by=as_(world, other), involvement=row)


def test_a_second_post_does_not_supervise_the_first(world, ivan, leo):
    row = declare(ivan, leo)
    boss = second_post(world, "ivan", "youth", "team_manager", powers=["supervisor"])
    Post.objects.filter(pk=ivan.post_id).update(supervisor=boss)
    row.refresh_from_db()
    with pytest.raises(Refused, match="yourself"):
        confirm_involvement(by=as_(world, boss), involvement=row)


def test_a_member_does_not_invite_their_second_post(world, amina, leo):
    other = second_post(world, "amina", "youth", "youth_worker")
    with pytest.raises(Refused, match="That is you"):
        inviting.invite_practitioner(by=amina, person=leo, post=other)


def test_whoever_takes_the_services_involvement_for_themselves_waits_to_be_confirmed(world, ivan, kerry):
    """One tap through the service opens the team; a second one must not make a confirmed member."""
    row = involve(world, "ivan", "kerry", post=None)
    looks.look_through_service(by=ivan, person=kerry, as_="covering")
    taken = passing_on.hand_over(by=ivan, involvement=row, to=world.posts["ivan"])
    assert taken.is_provisional
    assert not access.may(ivan, View.INSIDE, kerry)


def test_nor_does_a_friend_in_the_service_become_one(world, ivan, kerry):
    friend = second_post(world, "lena", "youth", "youth_worker")
    row = involve(world, "ivan", "kerry", post=None)
    looks.look_through_service(by=ivan, person=kerry, as_="covering")
    assert passing_on.hand_over(by=ivan, involvement=row, to=friend).is_provisional


def newcomer(by, person, service, email, role="social_worker"):
    return inviting.invite_newcomer(by=by, person=person, service=service, role=role, email=email).to_newcomer


def test_nobody_invites_themselves_into_another_service(world, ivan, leo):
    """The council's mail domain is the same for its youth service and its child protection team."""
    involve(world, "ivan", "leo")
    with pytest.raises(Refused, match="your own address"):
        newcomer(ivan, leo, world.services["protection"], "ivan@marlowe-council.example", "hub_practitioner")


def test_a_colleague_who_is_here_already_gets_a_second_post_only_with_the_areas_administrator(world, ivan, leo):
    involve(world, "ivan", "leo")
    asked = newcomer(ivan, leo, world.services["protection"], "lena@marlowe-council.example", "hub_practitioner")
    assert asked.needs_area_admin
    assert asked.sent_at is None


def test_into_a_sensitive_service_only_with_the_areas_administrator(world, amina, leo):
    asked = newcomer(amina, leo, world.services["clearway"], "new@clearway.example", "drug_alcohol_worker")
    assert asked.needs_area_admin
    assert asked.sent_at is None


@pytest.mark.parametrize("opened_as", ["", "not-a-post", "00000000-0000-4000-8000-000000000000"])
def test_a_form_that_does_not_say_its_post_does_nothing_and_keeps_what_was_typed(browse, george, leo, opened_as):
    """A page kept from yesterday, or one made by hand: which post it was opened in is not guessed."""
    words = "he comes to the surgery at ten"
    sent = {"purpose": "about_to_see", "words": words, "acting_post": opened_as}
    client = browse("george")
    answer = client.post(f"/people/{leo.pk}/look/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "send again" in page
    assert not access.may(george, View.TEAM, leo)
    assert f'name="acting_post" value="{george.post_id}"' in page  # so that sending it again does it
    assert client.post(f"/people/{leo.pk}/look/", {**sent, "acting_post": str(george.post_id)}).status_code == 303
