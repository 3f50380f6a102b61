"""With the card one has the card: what hangs on a person is there when the person is."""

import pytest
from django.core.exceptions import EmptyResultSet

from patchwork import access
from patchwork.access import View, deciding
from patchwork.demo.cast import involve
from patchwork.involvement import contacting, looks
from patchwork.involvement.models import Contact, Involvement
from patchwork.people.models import Address, Family, FamilyMember, FormerName, Identifier, Person


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
