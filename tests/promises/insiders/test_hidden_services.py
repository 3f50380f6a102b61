"""A colleague who wonders whether a sensitive service is there, and who works in it."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.demo.cast import involve
from patchwork.directory.models import Post, Service
from patchwork.entrance.queries import may_cover
from patchwork.involvement import contacting, inviting, looks, queries
from patchwork.involvement.models import Involvement, TeamInvitation
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.notifications.queries import waiting
from tests.involvement.helping import saying
from tests.promises.insiders.attempts import name_in_audience, second_post


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
    assert next(str(line.answer) for line in queries.asked_around(maya, later)) == "asked"


def test_what_the_team_asked_does_not_show_in_what_police_may_ask(world, amina, dan, leo):
    """Only where an involvement names them do they invite at all; what they are not shown does not get in the way."""
    involve(world, "dan", "leo")
    name_in_audience(world, "bilal", "leo", kinds=["police_neighbourhood"])
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


def test_an_invitation_of_a_hidden_service_is_not_there_before_one_is_confirmed(world, farah, ivan, leo):
    """Ivan's organisation is named, but so is that of everybody who works for the council."""
    asked = TeamInvitation.objects.create(
        area=world.marlowe, person=leo, to_post=world.posts["ivan"], asked_at=world.now, post_id=farah.post_id,
        service_id=farah.service_id, is_sensitive=True,
    )  # fmt: skip
    assert not access.may(ivan, View.CARD, asked)
    assert queries.waiting_questions(ivan) == []
    involve(world, "ivan", "leo")
    assert access.may(ivan, View.CARD, asked)


def test_nor_is_one_to_a_whole_service(world, farah, ivan, leo):
    asked = TeamInvitation.objects.create(
        area=world.marlowe, person=leo, to_service=world.services["youth"], asked_at=world.now, post_id=farah.post_id,
        service_id=farah.service_id, is_sensitive=True,
    )  # fmt: skip
    assert not access.may(ivan, View.CARD, asked)


def test_a_hidden_service_asks_its_own_and_nobody_else(world, farah, leo):
    for who in ("ivan", "george"):
        with pytest.raises(Refused, match="would show"):
            inviting.invite_practitioner(by=farah, person=leo, post=world.posts[who])
    with pytest.raises(Refused, match="would show"):
        inviting.invite_service(by=farah, person=leo, service=world.services["youth"])
    world.posts["second"] = second_post(world, "dan", "clearway", "drug_alcohol_worker")
    asked = inviting.invite_practitioner(by=farah, person=leo, post=world.posts["second"])
    assert access.may(world.viewer("second"), View.CARD, asked)


def test_a_refuges_worker_is_named_on_no_page_around_the_person(browse, world, amina, farah, leo):
    """Amina's school may know that the refuge is there; who works in it nobody may."""
    Service.objects.filter(pk=world.services["clearway"].pk).update(kind="refuge", duty_line_only=True)
    farahs = Involvement.objects.get(post=farah.post_id, person=leo)
    farahs.audience.organisations.append(amina.organisation_id)
    farahs.audience.save()
    contacting.log_contact(by=farah, person=leo, kind="child_seen", at=farah.now)
    client = browse("amina")
    pages = ["/", *(f"/people/{leo.pk}/{tab}" for tab in ("", "network/", "activity/", "attention/", "print/"))]
    for url in pages:
        page = client.get(url).content.decode()
        assert "Farah" not in page, url
    assert "Clearway Adult Service" in client.get(f"/people/{leo.pk}/").content.decode()
