"""Police, benefits, housing: posts of a kind that the area restricts."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.demo.cast import involve
from patchwork.involvement import inviting, looks, passing_on, queries
from patchwork.involvement.actions import confirm_involvement
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.people.models import Address
from tests.involvement.helping import declare, names
from tests.promises.insiders.attempts import name_in_audience


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


def test_police_in_the_team_do_not_read_the_address_off_the_correction_page(browse, world, leo):
    involve(world, "dan", "leo")
    Address.objects.create(area=world.marlowe, person=leo, lines="1 High Street", postcode="ZM1 4AB")
    answer = browse("dan").get(f"/people/{leo.pk}/correct/")
    assert answer.status_code == 404
    assert browse("amina").get(f"/people/{leo.pk}/correct/").status_code == 200
