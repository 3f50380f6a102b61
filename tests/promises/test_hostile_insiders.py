"""What somebody with a sign-in of their own would try: each test is one attempt that must come to nothing."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.access.viewers import viewer_in_post
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.queries import said_around
from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import involve
from patchwork.directory.models import Post, Service
from patchwork.entrance.queries import may_cover
from patchwork.involvement import contacting, inviting, looks, passing_on, queries
from patchwork.involvement.actions import confirm_involvement
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.notifications.queries import waiting
from patchwork.people.actions import Identity, add_person
from patchwork.people.models import Address, Exclusion, Person, Relationship, Shield
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


def test_nor_does_a_friend_in_the_service_become_one(world, ivan, kerry):
    friend = second_post(world, "lena", "youth", "youth_worker")
    row = involve(world, "ivan", "kerry", post=None)
    looks.look_through_service(by=ivan, person=kerry, as_="covering")
    assert passing_on.hand_over(by=ivan, involvement=row, to=friend).is_provisional


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
    assert next(str(line.answer) for line in queries.asked_around(maya, later)) == "asked"


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


# -- a post for oneself


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


# -- families


def test_one_parents_services_are_not_printed_for_the_other(world, erin, hana, kerry):
    involve(world, "hana", "kerry")
    father = Person.objects.create(
        area=world.marlowe, given_names="Gary", family_name="Hartley", made_at=world.now, checked_at=world.now
    )
    assert queries.team_for_family(kerry, hana, kerry)
    assert queries.team_for_family(kerry, hana, father) == []


def exclude(world, viewer, person):
    Exclusion.objects.create(
        area=world.marlowe, person=person, account_id=viewer.account_id, why="aunt", asked_at=world.now,
        acts_from=world.now,
    )  # fmt: skip


def test_who_may_not_know_the_mother_finds_no_unborn_child(world, farah, kerry, unborn):
    exclude(world, farah, kerry)
    assert not access.may(farah, View.CARD, unborn)


def test_a_shielded_mothers_unborn_child_is_not_there(world, farah, kerry, unborn):
    Shield.objects.create(
        area=world.marlowe, person=kerry, kind="refuge", reference="M-1", contact="hub", set_at=world.now
    )
    assert not access.may(farah, View.CARD, unborn)


def test_who_works_with_the_father_finds_no_unborn_child(world, dan, unborn):
    father = Person.objects.create(
        area=world.marlowe, given_names="Gary", sex="male", made_at=world.now, checked_at=world.now
    )
    Relationship.objects.create(area=world.marlowe, person=father, other=unborn, kind="parent")
    world.persons["father"] = father
    involve(world, "dan", "father")
    assert not access.may(dan, View.CARD, unborn)


def test_a_mother_one_may_not_see_is_not_named_by_what_she_said(world, amina, erin, leo, kerry):
    involve(world, "erin", "kerry")
    record_words(by=erin, person=leo, words=[Word("yes", by_person_id=kerry.pk)])
    assert [line.who for line in said_around(leo, amina)] == ["a parent"]
    assert [line.who for line in said_around(leo, erin)] == ["Kerry"]


def test_a_family_is_not_said_by_who_is_not_confirmed(browse, world, ivan, leo):
    declare(ivan, leo)
    with pytest.raises(Refused, match="confirmed member"):
        add_person(by=ivan, identity=Identity(given_names="Sam"), family_of=leo, kind="sibling")
    assert "Leo Hartley" not in browse("ivan").get("/people/add/").content.decode()


def test_police_in_the_team_do_not_read_the_address_off_the_correction_page(browse, world, leo):
    involve(world, "dan", "leo")
    Address.objects.create(area=world.marlowe, person=leo, lines="1 High Street", postcode="ZM1 4AB")
    answer = browse("dan").get(f"/people/{leo.pk}/correct/")
    assert answer.status_code == 404
    assert browse("amina").get(f"/people/{leo.pk}/correct/").status_code == 200


def test_whom_the_page_to_add_names_is_in_the_audit(browse, world, amina, leo):
    browse("amina").get("/people/add/")
    assert AuditEvent.objects.filter(kind="shown:add_person", account=amina.account_id).exists()


# -- a refuge


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
