"""What somebody with a sign-in of their own would try: each test is one attempt that must come to nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import EmptyResultSet

from patchwork import access
from patchwork.access import View, deciding
from patchwork.access.models import Audience
from patchwork.access.viewers import viewer_in_post
from patchwork.agreements.actions import Word, record_words
from patchwork.agreements.models import Agreement
from patchwork.agreements.queries import said_around
from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import involve
from patchwork.directory.models import Post, Service
from patchwork.entrance.queries import may_cover
from patchwork.involvement import contacting, inviting, looks, passing_on, queries
from patchwork.involvement.actions import confirm_involvement
from patchwork.involvement.models import Contact, Involvement, TeamInvitation
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.notifications.queries import waiting
from patchwork.people.actions import Identity, add_person
from patchwork.people.models import (
    Address,
    Exclusion,
    Family,
    FamilyMember,
    FormerName,
    Identifier,
    Person,
    Relationship,
    Shield,
)
from tests.involvement.helping import declare, names, saying


def second_post(world, short, service, role, **more):
    """A further post of the same account."""
    return Post.objects.create(
        area=world.marlowe, account=world.posts[short].account, service=world.services[service], role=role,
        started_on=world.now.date() - timedelta(days=9), **more,
    )  # fmt: skip


def as_(world, post):
    post.refresh_from_db()
    return viewer_in_post(post, now=world.now)


def name_in_audience(world, who, person, **named):
    """Keep the involvement of `who` to those named."""
    audience = Audience.objects.create(area=world.marlowe, **named)
    row = Involvement.objects.get(post=world.posts[who], person=world.persons[person])
    row.audience = audience
    row.save(update_fields=["audience"])
    return row


def shield(world, person, *named):
    return Shield.objects.create(
        area=world.marlowe, person=person, kind="refuge", reference="M-17", contact="Marlowe hub", set_at=world.now,
        named_posts=[viewer.post_id for viewer in named],
    )  # fmt: skip


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


def test_a_look_at_the_mother_does_not_show_the_child_she_expects(browse, george, kerry, unborn):
    """A reason opens the mother's team for eight hours, and nothing of the child: not by its id, nor by a search."""
    looks.give_reason(by=george, person=kerry, purpose="about_to_see", words="she comes to the surgery at ten")
    assert access.may(george, View.TEAM, kerry)
    assert not access.may(george, View.CARD, unborn)
    asked = {"q": f"Hartley {unborn.expected_on:%d %m %Y}", "acting_post": george.post_id}
    assert "Unborn" not in browse("george").post("/find/", asked).content.decode()


def test_one_tap_through_the_service_does_not_show_it_either(world, kerry, unborn):
    involve(world, "hana", "kerry")
    world.posts["colleague"] = second_post(world, "ivan", "health-visiting", "health_visitor")
    colleague = world.viewer("colleague")
    looks.look_through_service(by=colleague, person=kerry, as_="covering")
    assert access.may(colleague, View.TEAM, kerry)
    assert not access.may(colleague, View.CARD, unborn)


def test_nor_does_saying_so_until_it_is_confirmed(world, ivan, kerry, unborn):
    """Not yet confirmed is as a reason: one's own word opens nothing that a look does not."""
    row = involve(world, "ivan", "kerry", confirmed=False)
    assert not access.may(ivan, View.CARD, unborn)
    Involvement.objects.filter(pk=row.pk).update(confirmed_at=world.now)
    assert access.may(ivan, View.CARD, unborn)


def test_a_look_at_the_child_itself_ends_with_the_involvement(world, hana, unborn):
    """Hana was involved, looked, and has left: the eight hours that are left of her look open nothing."""
    involve(world, "hana", "unborn")
    assert access.may(hana, View.TEAM, unborn)
    looks.give_reason(by=hana, person=unborn, purpose="about_to_see", words="to prepare for a visit")
    Involvement.objects.filter(person=unborn).update(ended_on=world.now.date())
    assert {view for view in View if access.may(hana, view, unborn)} == set()


def test_a_service_that_works_with_the_unborn_child_finds_it(world, hana, bilal, unborn):
    involve(world, "hana", "unborn", post=None)
    assert access.may(hana, View.CARD, unborn)
    assert not access.may(bilal, View.CARD, unborn)


@pytest.mark.parametrize(("kind", "sex", "sees"), [
    ("parent", "", False), ("parent", "male", False), ("parent", "other", False), ("parent", "female", True),
    ("mother", "", True), ("mother", "other", True), ("carer", "female", False),
])  # fmt: skip
def test_who_counts_as_the_mother(world, george, unborn, kind, sex, sees):
    """A parent whose sex is not recorded may be the father, unless it is said that she is the mother."""
    Relationship.objects.all().delete()
    world.persons["other"] = Person.objects.create(
        area=world.marlowe, given_names="Robin", sex=sex, made_at=world.now, checked_at=world.now
    )
    Relationship.objects.create(area=world.marlowe, person=world.persons["other"], other=unborn, kind=kind)
    involve(world, "george", "other")
    assert access.may(george, View.CARD, unborn) is sees


# -- what hangs on a person is there when the person is


def hang_on(world, person):
    """One row of everything that is stored beside a person's name."""
    family = Family.objects.create(area=world.marlowe)
    return [
        Address.objects.create(area=world.marlowe, person=person, lines="1 High Street", postcode="ZM1 4AB"),
        FormerName.objects.create(area=world.marlowe, person=person, family_name="Before"),
        Identifier.objects.create(area=world.marlowe, person=person, system="nhs", value="9990000018"),
        FamilyMember.objects.create(area=world.marlowe, person=person, family=family),
    ]


def test_the_card_opens_no_address_former_name_number_or_family(world, amina, chloe, leo):
    for row in hang_on(world, leo):
        assert access.may(amina, View.TEAM, row), row
        for viewer in (amina, chloe):
            assert not access.may(viewer, View.CARD, row), row


def test_what_hangs_on_a_record_not_yet_checked_is_its_makers_alone(world, amina, kit):
    new = Person.objects.create(area=world.marlowe, given_names="New", made_at=world.now, made_by_id=amina.account_id)
    world.persons["new"] = new
    involve(world, "amina", "new")
    for row in hang_on(world, new):
        assert access.may(amina, View.TEAM, row), row
        assert not access.may(kit, View.TEAM, row), row


def test_what_hangs_on_an_unborn_child_is_there_for_those_close_to_it(world, hana, unborn):
    rows = hang_on(world, unborn)
    involve(world, "hana", "unborn")
    looks.give_reason(by=hana, person=unborn, purpose="about_to_see", words="to prepare for a visit")
    assert all(access.may(hana, View.TEAM, row) for row in rows)
    Involvement.objects.filter(person=unborn).update(ended_on=world.now.date())
    assert not any(access.may(hana, View.TEAM, row) for row in rows)


def test_nothing_but_the_card_is_open_with_the_card(world, amina, erin, chloe, leo):
    """Of every model on the decision path: what is there at the card alone has been decided, and it is this."""
    desks = {"oversight.BrokerRequest", "oversight.BrokerPassing", "oversight.DetectorHit"}  # whose work needs no team
    open_at_the_card = {"people.Person", "involvement.TeamInvitation", "agreements.Agreement", *desks}
    for model, policy in deciding._policies.items():
        if model._meta.label not in open_at_the_card:
            for viewer in (amina, erin, chloe):
                with pytest.raises(EmptyResultSet):  # the database is not even asked
                    str(model._default_manager.filter(policy.rows(viewer, View.CARD)).query)


def test_a_contact_and_a_look_are_not_there_with_the_card(world, amina, chloe, leo):
    contacting.log_contact(by=amina, person=leo, kind="child_seen", at=amina.now)
    look = looks.give_reason(by=chloe, person=leo, purpose="about_to_see", words="I see them about their tenancy")
    for viewer in (amina, chloe):
        assert not access.scope(Contact.objects.all(), viewer, View.CARD).exists()
        assert not access.may(viewer, View.CARD, look)


# -- restricted kinds: police, benefits, housing


def test_confirmed_housing_neither_invites_nor_confirms_nor_reads_what_is_inside(world, chloe, ivan, leo):
    """The lead practitioner and the hub's number, and no more: whatever Chloe was confirmed as."""
    involve(world, "chloe", "leo")
    newcomer = declare(ivan, leo)
    assert {view for view in View if access.may(chloe, view, leo)} == {View.CARD, View.TEAM, View.VISITS}
    with pytest.raises(Refused, match="Ask the lead practitioner"):
        inviting.invite_practitioner(by=chloe, person=leo, post=world.posts["george"])
    with pytest.raises(Refused):
        confirm_involvement(by=chloe, involvement=newcomer)


def test_housing_confirms_nobody_though_it_sees_them_lead(world, chloe, erin, leo):
    involve(world, "chloe", "leo")
    Involvement.objects.filter(post=erin.post_id, person=leo).update(
        confirmed_at=None, provisional_until=erin.now + timedelta(days=3)
    )
    row = Involvement.objects.get(post=erin.post_id, person=leo)
    team = queries.team_around(leo, chloe)
    assert not any(member.confirm_url for group in team.groups for member in group.members)
    with pytest.raises(Refused, match="another member"):
        confirm_involvement(by=chloe, involvement=row)


def test_housing_closes_no_record_and_makes_nobody_lead(world, chloe, leo):
    """Where nobody leads any confirmed member may; not one who sees nobody of the team."""
    row = involve(world, "chloe", "leo")
    Involvement.objects.filter(person=leo).update(is_lead=False)
    with pytest.raises(Refused):
        passing_on.make_lead(by=chloe, involvement=row)
    with pytest.raises(Refused):
        passing_on.record_move(by=chloe, person=leo, to_area="wattle-bay")
    team = queries.team_around(leo, chloe)
    assert not any(member.lead_url for group in team.groups for member in group.members)


def test_an_audience_that_names_housing_opens_what_it_is_named_for(world, chloe, leo):
    involve(world, "chloe", "leo")
    assert names(queries.team_around(leo, chloe)) == ["Erin", "Chloe"]
    name_in_audience(world, "bilal", "leo", organisations=[chloe.organisation_id])
    assert access.may(chloe, View.ACT, leo)
    assert access.may(chloe, View.INSIDE, leo)
    assert names(queries.team_around(leo, chloe)) == ["Erin", "Bilal", "Chloe"]


def test_an_audience_that_has_ended_names_nobody(world, chloe, leo):
    involve(world, "chloe", "leo")
    name_in_audience(world, "bilal", "leo", organisations=[chloe.organisation_id])
    Involvement.objects.filter(post=world.posts["bilal"], person=leo).update(ended_on=world.now.date())
    assert not access.may(chloe, View.ACT, leo)


def test_housing_that_is_named_but_not_confirmed_does_nothing_more(world, chloe, leo):
    name_in_audience(world, "bilal", "leo", kinds=["housing"])
    looks.give_reason(by=chloe, person=leo, purpose="about_to_see", words="I see them about their tenancy")
    assert not access.may(chloe, View.ACT, leo)
    assert not access.may(chloe, View.INSIDE, leo)


def test_chloes_pages_are_whole_without_what_she_may_not_do(browse, world, leo):
    """She sees Erin and herself, may nudge Erin, note a contact and end it; no button leads nowhere."""
    involve(world, "chloe", "leo")
    client = browse("chloe")
    page = client.get(f"/people/{leo.pk}/").content.decode()
    assert "Erin Walsh" in page
    assert "Amina" not in page
    for there in ("attention/", "contact/"):
        assert f"/people/{leo.pk}/{there}" in page, there
    for gone in ("invite/", "print/", "correct/", "moved/", "link/"):
        assert f"/people/{leo.pk}/{gone}" not in page, gone
        assert client.get(f"/people/{leo.pk}/{gone}").status_code == 404 or gone == "moved/"
    for tab in ("network/", "family/", "activity/", "who-can-see/", "as/", "attention/"):
        answer = client.get(f"/people/{leo.pk}/{tab}")
        assert answer.status_code == 200, tab
        assert "Amina" not in answer.content.decode(), tab


def test_chloe_nudges_erin_and_nobody_at_once(browse, world, chloe, erin, leo):
    involve(world, "chloe", "leo")
    page = browse("chloe").get(f"/people/{leo.pk}/attention/").content.decode()
    assert "Erin Walsh" in page
    assert "Everyone in the team" not in page


# -- a sensitive invitation


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


# -- a shield covers every page


def test_the_list_of_objections_names_no_shielded_parent(browse, world, lena, amina, leo, kerry):
    """That Kerry is Leo's mother is more than her card shows."""
    record_words(by=amina, person=leo, words=[Word("no", by_person_id=kerry.pk)])
    client = browse("lena")
    assert "Kerry" in client.get("/objections/").content.decode()
    shield(world, kerry)
    page = client.get("/objections/").content.decode()
    assert "Kerry" not in page
    assert "a parent said no" in page
    answer = client.get(f"/objections/{Agreement.objects.get().pk}/").content.decode()
    assert "Kerry" not in answer


def test_nor_one_who_does_not_exist_for_her(browse, world, lena, amina, leo, kerry):
    record_words(by=amina, person=leo, words=[Word("no", by_person_id=kerry.pk)])
    exclude(world, lena, kerry)
    assert "Kerry" not in browse("lena").get("/objections/").content.decode()


def test_of_a_shielded_child_the_list_of_objections_has_the_shielded_card(browse, world, amina, leo):
    """Name, reference, whom to contact: not what they are called at home, nor who works with them."""
    record_words(by=amina, person=leo, words=[Word("no", by_person_id=leo.pk)])
    shield(world, leo)
    client = browse("lena")
    for url in ("/objections/", f"/objections/{Agreement.objects.get().pk}/"):
        page = client.get(url).content.decode()
        assert "Leo Hartley" in page
        assert "M-17" in page
        for hidden in ("Lee", "Amina", "Oakfield"):
            assert hidden not in page, (url, hidden)


def test_what_a_shielded_child_is_called_at_home_is_on_no_page(browse, world, amina, chloe, leo):
    """Leo is known as Lee. His home page row, an invitation, the page to say so, see it as: none of them says it."""
    asked = inviting.invite_practitioner(by=amina, person=leo, post=world.posts["chloe"])
    Person.objects.filter(pk=leo.pk).update(given_names="", family_name="")  # so that the name falls back on it
    shield(world, leo)
    pages = ["/", "/attentions/", f"/invitations/{asked.pk}/", f"/people/{leo.pk}/card/", f"/people/{leo.pk}/join/",
             f"/people/{leo.pk}/as/"]  # fmt: skip
    for who in ("amina", "chloe"):
        client = browse(who)
        for url in pages:
            assert ">Lee<" not in (page := client.get(url).content.decode()), (who, url)
            assert " Lee" not in page, (who, url)


def test_those_on_the_named_list_go_on_calling_him_lee(browse, world, erin, leo):
    shield(world, leo, erin)
    assert "Lee" in browse("erin").get(f"/people/{leo.pk}/").content.decode()


# -- families, once more


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


# -- in which post


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
