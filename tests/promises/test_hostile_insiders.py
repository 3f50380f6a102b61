"""What somebody with a sign-in of their own would try: each test is one attempt that must come to nothing."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.access.viewers import viewer_in_post
from patchwork.demo.cast import involve
from patchwork.directory.models import Post, Service
from patchwork.entrance.queries import may_cover
from patchwork.involvement import inviting, looks, passing_on, queries
from patchwork.involvement.actions import confirm_involvement
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.notifications.queries import waiting
from tests.involvement.helping import declare, saying


def second_post(world, short, service, role, **more):
    """A further post of the same account."""
    return Post.objects.create(
        area=world.marlowe, account=world.posts[short].account, service=world.services[service], role=role,
        started_on=world.now.date() - timedelta(days=9), **more,
    )  # fmt: skip


def as_(world, post):
    post.refresh_from_db()
    return viewer_in_post(post, now=world.now)


# -- nobody vouches for themselves by switching post


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


# -- what tells that a sensitive service is there


def test_a_newcomer_in_a_sensitive_service_is_never_said_to_have_joined(world, amina, farah, maya):
    involve(world, "amina", "maya")
    asked = inviting.invite_newcomer(
        by=amina, person=maya, service=world.services["clearway"], role="drug_alcohol_worker",
        email="new@clearway.example",
    )  # fmt: skip
    asked.to_newcomer.accepted_post, asked.to_newcomer.accepted_at = world.posts["farah"], world.now
    asked.to_newcomer.save()
    inviting.accept_invitation(by=farah, invitation=asked, declaration=saying(farah, maya, ground="significant_harm"))
    assert [str(line.answer) for line in queries.asked_around(maya, amina)] == ["asked"]
    inviting.withdraw_invitation(by=amina, invitation=asked)


@pytest.mark.parametrize("answers", [True, False])
def test_asking_a_sensitive_service_again_tells_nothing(world, amina, farah, maya, answers):
    involve(world, "amina", "maya")
    asked = inviting.invite_practitioner(by=amina, person=maya, post=world.posts["farah"])
    if answers:
        inviting.decline_invitation(by=farah, invitation=asked)
    later = amina.later(days=40)
    assert inviting.invite_practitioner(by=later, person=maya, post=world.posts["farah"]).answered_at is None
    assert [str(line.answer) for line in queries.asked_around(maya, later)][0] == "asked"


def test_what_the_team_asked_does_not_show_in_what_police_may_ask(world, amina, dan, leo):
    involve(world, "dan", "leo")
    inviting.invite_practitioner(by=amina, person=leo, post=world.posts["george"])
    assert inviting.invite_practitioner(by=dan, person=leo, post=world.posts["george"])


def test_covering_for_a_drug_worker_tells_nobody_outside_whom_she_works_with(world, farah, chloe, leo):
    Service.objects.filter(pk=world.services["clearway"].pk).update(organisation=world.organisations["housing"])
    Post.objects.filter(pk=farah.post_id).update(
        cover=world.posts["chloe"], away_from=farah.today, away_until=farah.today + timedelta(days=5)
    )
    assert not access.may(chloe, View.TEAM, leo)
    post = Post.objects.select_related("service").get(pk=farah.post_id)
    assert world.posts["chloe"] not in may_cover(post, now=world.now)


def test_whoever_only_stands_as_supervisor_hears_of_no_look(world, farah, dan, kerry):
    Post.objects.filter(pk=farah.post_id).update(supervisor=world.posts["dan"])
    looks.give_reason(by=farah, person=kerry, purpose="about_to_see", words="to prepare for a visit")
    assert not Notice.objects.filter(recipient_id=dan.account_id).exists()
    assert not waiting(dan).exists()
