"""Shields: asked for, set at once, lifted by two; and nobody finds or rebuilds a shielded record."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from patchwork import access
from patchwork.access import View
from patchwork.directory import proposals
from patchwork.directory.models import Service
from patchwork.kit.answers import Refused
from patchwork.kit.fields import PartialDate
from patchwork.notifications.models import Notice
from patchwork.people import finding, shielding
from patchwork.people.actions import Identity, add_person, correct_person, identity_of, link_family
from patchwork.people.asking import Query
from patchwork.people.forms import relatives
from patchwork.people.jobs import check_new_record
from patchwork.people.models import Address, FindKey, FormerName, Identifier, Person, Shield

WHY = "His father has been told to keep away and asks everywhere"


@pytest.fixture
def at_home(world, leo):
    """Leo has an address, a number and a former name."""
    Address.objects.create(area=world.marlowe, person=leo, lines="7 Mill Row", postcode="ZM1 4AB")
    Identifier.objects.create(area=world.marlowe, person=leo, system="nhs", value="9990000018")
    FormerName.objects.create(area=world.marlowe, person=leo, given_names="Leon", family_name="Brack")
    finding_keys(leo)
    return leo


def finding_keys(person):
    from patchwork.people.indexing import refresh_keys

    refresh_keys(person)


def shut(by, person, *, kind="witness", office="hub", named=()):
    return shielding.set_shield(by=by, person=person, kind=kind, office=office, why=WHY, named=named)


def found_by(viewer, **asked):
    return [card.person.pk for card in finding.find(Query(**asked), viewer=viewer).cards]


# ── asking and setting ────────────────────────────────────────────────────────────────────────────────────────────


def test_amina_asks_and_the_hub_and_the_privacy_officer_hear(amina, leo, kit, lena):
    row = shielding.ask(by=amina, person=leo, kind="witness", why=WHY)
    told = Notice.objects.filter(kind="shield.asked", event=row.pk, channel="bell")
    assert {one.recipient_id for one in told} == {kit.account_id, lena.account_id}
    assert shielding.ask(by=amina, person=leo, kind="other", why=WHY) == row, "asking twice is one request"
    assert shielding.live(leo) is None


@pytest.mark.parametrize("who", ["chloe", "priya", "moses", "nia"])
def test_who_has_the_card_or_nothing_does_not_ask(world, leo, who):
    with pytest.raises(Refused):
        shielding.ask(by=world.viewer(who), person=leo, kind="witness", why=WHY)


@pytest.mark.parametrize("who", ["kit", "lena"])
def test_the_hub_or_the_privacy_officer_sets_it_at_once(world, leo, amina, erin, who):
    shielding.ask(by=amina, person=leo, kind="witness", why=WHY)
    shield = shut(world.viewer(who), leo)
    assert not access.may(amina, View.TEAM, leo)
    assert access.may(erin, View.INSIDE, leo), "the lead practitioner is never locked out"
    assert shielding.desk(world.viewer(who)).requests == [], "the request is answered with it"
    assert shield.contact == "Marlowe safeguarding hub, 01632 960900"


@pytest.mark.parametrize("who", ["amina", "erin", "joy", "moses", "nia", "priya"])
def test_nobody_else_sets_it(world, leo, who):
    with pytest.raises(Refused):
        shut(world.viewer(who), leo)


def test_the_hub_ticks_who_still_sees_it(kit, leo, amina, bilal):
    shut(kit, leo, named=[amina.post_id])
    assert access.may(amina, View.TEAM, leo)
    assert not access.may(bilal, View.TEAM, leo)
    assert not access.may(kit, View.TEAM, leo), "the hub itself only where it is on the list"


def test_only_who_was_on_offer_comes_on_the_list(kit, leo, chloe):
    assert chloe.post_id not in shut(kit, leo, named=[chloe.post_id]).named_posts


def test_nobody_puts_themselves_on_the_list(lena, kit, leo):
    shield = shut(kit, leo, named=[kit.post_id])
    from patchwork.directory.models import Post

    with pytest.raises(Refused, match="themselves"):
        shielding.change_list(by=lena, shield=shield, add=Post.objects.get(pk=lena.post_id))


def test_who_is_taken_off_the_list_sees_the_card_at_the_next_request(lena, kit, leo, amina):
    shield = shut(kit, leo, named=[amina.post_id])
    shielding.change_list(by=lena, shield=shield, remove=amina.post_id)
    assert not access.may(amina, View.TEAM, leo)


def test_the_hub_says_no_with_its_reason(amina, kit, leo):
    row = shielding.ask(by=amina, person=leo, kind="other", why=WHY)
    shielding.decline(by=kit, request=row, answer="The order was lifted in March")
    row.refresh_from_db()
    assert (row.agreed, row.answer) == (False, "The order was lifted in March")
    assert Notice.objects.filter(kind="shield.answered", recipient_id=amina.account_id).exists()


# ── whom to contact: an office, never a worker, never a place ─────────────────────────────────────────────────────


@pytest.mark.parametrize("office", ["Ask for Mary at Rose House", "7 Rose Lane, ZM1 1AA", "", "nonsense"])
def test_nothing_can_be_typed_there(kit, leo, office):
    with pytest.raises(Refused, match="from the list"):
        shut(kit, leo, office=office)


def test_a_refuge_or_another_sensitive_service_is_not_on_offer(world, kit, leo):
    refuge = Service.objects.create(
        area=world.marlowe, organisation=world.organisations["clearway"], name="Rose House", kind="refuge",
        is_sensitive=True, duty_line_only=True, duty_phone="01632 960999",
    )  # fmt: skip
    assert str(refuge.pk) not in dict(shielding.offices(kit))
    with pytest.raises(Refused):
        shut(kit, leo, kind="refuge", office=str(refuge.pk))


def test_nor_is_a_school_which_says_where_a_child_lives(world, kit):
    assert str(world.services["oakfield"].pk) not in dict(shielding.offices(kit))


def test_the_reference_says_nothing(kit, leo, maya):
    one, other = shut(kit, leo).reference, shut(kit, maya).reference
    assert one != other
    assert len(one) == 9


# ── a refuge: no address ──────────────────────────────────────────────────────────────────────────────────────────


def test_who_sets_a_refuges_shield_is_warned_first(browse, at_home):
    kit, url = browse("kit"), f"/people/{at_home.pk}/shield/"
    typed = {"kind": "refuge", "office": "hub", "why": WHY}
    assert "lifting the protection does not bring them back" in kit.get(url).content.decode()
    refused = kit.post(url, typed)
    assert refused.status_code == 422
    assert "the addresses go for good" in refused.content.decode()
    assert Address.objects.filter(person=at_home).exists()
    assert kit.post(url, {**typed, "addresses_go": "on"}).status_code == 303
    assert not Address.objects.filter(person=at_home).exists()


def test_lifting_a_refuges_shield_brings_no_address_back(kit, lena, at_home):
    shield = shut(kit, at_home, kind="refuge")
    asked = shielding.ask_to_lift(by=kit, shield=shield, why=WHY)
    proposals.decide(by=lena, proposal=asked, agree=True)
    assert shielding.live(at_home) is None
    assert not Address.objects.filter(person=at_home).exists()


def test_a_refuge_deletes_every_address_and_its_keys(world, kit, at_home):
    shut(kit, at_home, kind="refuge")
    assert not Address.objects.filter(person=at_home).exists()
    assert not FindKey.objects.filter(person=at_home, key__startswith="p:").exists()


def test_no_address_is_put_in_again_by_putting_it_right(kit, erin, at_home):
    shut(kit, at_home, kind="refuge")
    stored = identity_of(at_home)
    with pytest.raises(Refused, match="refuge"):
        correct_person(by=erin, person=at_home, identity=replace(stored, address="Rose House"))
    with pytest.raises(Refused, match="refuge"):
        correct_person(by=erin, person=at_home, identity=replace(stored, postcode="ZM1 1AA"))
    correct_person(by=erin, person=at_home, identity=replace(stored, known_as="Lee L"))


def test_the_form_has_no_box_for_it(kit, browse, at_home):
    assert 'name="address"' in browse("erin").get(f"/people/{at_home.pk}/correct/").content.decode()
    shut(kit, at_home, kind="refuge")
    shown = browse("erin").get(f"/people/{at_home.pk}/correct/").content.decode()
    assert 'name="address"' not in shown
    assert 'name="postcode"' not in shown


def test_nor_by_a_new_brother_at_the_same_place(kit, erin, at_home):
    shut(kit, at_home, kind="refuge")
    brother = Identity(given_names="Ned", family_name="Hartley", address="Rose House", postcode="ZM1 1AA")
    with pytest.raises(Refused, match="refuge"):
        add_person(by=erin, identity=brother, family_of=at_home, kind="sibling")


def test_the_database_itself_keeps_none(world, kit, leo):
    shut(kit, leo, kind="refuge")
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(area=world.marlowe, person=leo, lines="Rose House", postcode="ZM1 1AA")


def test_nor_does_it_let_one_be_moved_there_as_a_merge_would(world, kit, leo, maya):
    home = Address.objects.create(area=world.marlowe, person=maya, lines="Rose House", postcode="ZM1 1AA")
    shut(kit, leo, kind="refuge")
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.filter(pk=home.pk).update(person=leo)


def test_of_other_kinds_the_address_stays_with_those_on_the_list(kit, at_home):
    shut(kit, at_home, kind="adoption")
    assert Address.objects.filter(person=at_home).exists()


# ── lifting takes two ─────────────────────────────────────────────────────────────────────────────────────────────


def test_lifting_takes_a_second_person(kit, lena, leo, amina):
    shield = shut(kit, leo)
    proposal = shielding.ask_to_lift(by=kit, shield=shield, why="The court has ended the order")
    assert not access.may(amina, View.TEAM, leo)
    with pytest.raises(Refused):
        proposals.decide(by=kit, proposal=proposal, agree=True)
    proposals.decide(by=lena, proposal=proposal, agree=True)
    assert access.may(amina, View.TEAM, leo)


def test_the_second_person_reads_a_reference_and_no_name(kit, moses, leo):
    proposal = shielding.ask_to_lift(by=kit, shield=shut(kit, leo), why="The court has ended the order")
    words = str(proposals.kind_of(proposal).reads(proposal, shielding.live(leo).reference))
    assert shielding.live(leo).reference in words
    assert "Leo" not in words + proposal.why
    assert "court" not in proposal.why


def test_the_asker_cannot_agree_as_privacy_officer_either(lena, leo):
    proposal = shielding.ask_to_lift(by=lena, shield=shut(lena, leo), why="The court has ended the order")
    with pytest.raises(Refused, match="yourself"):
        proposals.decide(by=lena, proposal=proposal, agree=True)


def test_somebody_of_another_organisation_agrees_too(kit, moses, leo, amina):
    proposal = shielding.ask_to_lift(by=kit, shield=shut(kit, leo), why="The court has ended the order")
    proposals.decide(by=moses, proposal=proposal, agree=True)
    assert access.may(amina, View.TEAM, leo)


def test_not_of_the_same_organisation(kit, nia, leo):
    proposal = shielding.ask_to_lift(by=kit, shield=shut(kit, leo), why="The court has ended the order")
    with pytest.raises(Refused):
        proposals.decide(by=nia, proposal=proposal, agree=True)


@pytest.mark.parametrize("who", ["amina", "erin", "moses", "nia"])
def test_nobody_else_asks_to_lift(world, kit, leo, who):
    shield = shut(kit, leo)
    with pytest.raises(Refused):
        shielding.ask_to_lift(by=world.viewer(who), shield=shield, why="The court has ended the order")


# ── hostile: finding and rebuilding ───────────────────────────────────────────────────────────────────────────────

BORN = PartialDate(2017, 3, 14)


def test_found_only_by_what_the_card_shows(kit, chloe, at_home):
    hidden = [{"identifier": "9990000018"}, {"given_names": "Leon", "family_name": "Brack"}, {"postcode": "ZM1 4AB"},
              {"given_names": "Lee", "family_name": "Quist", "postcode": "ZM1 4AB"}]  # fmt: skip
    for asked in hidden:
        shown = [card for card in finding.find(Query(**asked), viewer=chloe).cards if card.person.pk == at_home.pk]
        assert asked.get("given_names") == "Lee" or shown, f"{asked} finds him before"
    shut(kit, at_home)
    for asked in hidden:
        assert found_by(chloe, **asked) == []
    assert found_by(chloe, given_names="Leo", family_name="Hartley", born=BORN) == [at_home.pk]


def test_a_right_guess_beside_the_name_makes_no_difference(kit, chloe, at_home):
    """Neither number nor postcode: otherwise one could try them one after the other."""
    shut(kit, at_home)
    asked = {"given_names": "Leo", "family_name": "Hartley", "born": BORN}

    def answers(**more):
        return [
            (card.person.pk, card.score, card.reasons)
            for card in finding.find(Query(**asked, **more), viewer=chloe).cards
        ]

    assert answers(postcode="ZM1 4AB") == answers(postcode="ZM9 9ZZ")
    assert answers(identifier="9990000018") == answers(identifier="9990000026")


def test_every_key_marked_as_shown_is_made_of_name_and_birthday_alone(at_home):
    bare = Person.objects.get(pk=at_home.pk)
    shown = set(FindKey.objects.filter(person=at_home, shielded_too=True).values_list("key", flat=True))
    facts = finding.shown_when_shielded(finding.facts_of([bare])[bare.pk])
    from patchwork.people.keys import keys_for

    assert shown == {key for key, _too in keys_for(facts)}


def test_a_new_record_with_his_number_is_never_refused_and_says_nothing(kit, chloe, world, at_home):
    shut(kit, at_home, kind="refuge")
    spy = Identity(
        given_names="Any", family_name="Body", identifiers=(("nhs", "9990000018"),), address="1 High St",
        postcode="ZM1 2CD",
    )  # fmt: skip
    person = add_person(by=chloe, identity=spy)
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    shield = shielding.live(person)
    assert shield is not None
    assert shield.kind == "refuge"
    assert not access.may(chloe, View.TEAM, person)
    assert not Address.objects.filter(person=person).exists(), "inherited, addresses cleared"


def test_family_lists_do_not_show_them(kit, erin, browse, leo, maya):
    shut(kit, leo)
    Shield.objects.update(named_posts=[])
    assert leo not in relatives(erin)
    assert "Leo" not in browse("erin").get(f"/people/{maya.pk}/").content.decode()
    assert "Leo" not in browse("kit").get(f"/people/{maya.pk}/family/").content.decode()


def test_nobody_links_to_them_from_outside(kit, amina, leo, maya, erin):
    shut(kit, leo)
    with pytest.raises(Refused):
        link_family(by=amina, person=maya, other=leo, kind="sibling")
