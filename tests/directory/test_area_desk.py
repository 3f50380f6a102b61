"""What the area's administrator does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from patchwork.directory import actions, desks, proposals
from patchwork.directory.models import Area, Invitation, Organisation, Partnership, Proposal
from patchwork.kit.answers import Refused

DAY = {"signed_on": None, "coverage": ""}


def add(by, name="Marlowe Hospice", **more):
    return actions.add_organisation(by=by, name=name, kind="charity", website="", **{**DAY, **more})


def test_an_organisation_joins_the_partnership(nia, world):
    organisation = add(nia)
    assert Partnership.objects.filter(area=world.marlowe, organisation=organisation).exists()


def test_the_same_organisation_does_not_join_twice(nia):
    with pytest.raises(Refused, match="already"):
        add(nia, "oakfield primary school")


def test_nobody_is_live_without_an_agreement(nia, world):
    partnership = Partnership.objects.get(organisation=world.organisations["oakfield"])

    def change(**dates):
        actions.change_partnership(by=nia, partnership=partnership, coverage="", **dates)

    with pytest.raises(Refused, match="before its agreement"):
        change(signed_on=None, live_since=nia.today)
    with pytest.raises(Refused, match="today or before"):
        add(nia, signed_on=nia.today + timedelta(days=1))
    with pytest.raises(Refused, match="have been live before"):
        change(signed_on=nia.today, live_since=nia.today - timedelta(days=1))


def test_an_agreement_is_dated_through_the_page(browse, world):
    oakfield = world.organisations["oakfield"]
    typed = {
        "signed_on_day": "1", "signed_on_month": "9", "signed_on_year": "2026", "live_since_day": "1",
        "live_since_month": "10", "live_since_year": "2026", "coverage": "Every pupil with a plan",
    }  # fmt: skip
    answer = browse("nia").post(reverse("change_partnership", args=[oakfield.pk]), typed)
    assert answer.status_code == 303
    partnership = Partnership.objects.get(organisation=oakfield)
    assert (partnership.live_since.month, partnership.coverage) == (10, "Every pupil with a plan")


def test_the_new_organisation_gets_a_service_and_an_administrator(browse, nia, world):
    browser, hospice = browse("nia"), add(nia)
    typed = {"name": "Hospice at Home", "kind": "family_charity"}
    assert browser.post(reverse("add_service", args=[hospice.pk]), typed).status_code == 303
    service = hospice.services.get()
    typed = {
        "email": "admin@hospice.example", "service": service.pk, "role": "administrator",
        "powers": ["organisation_admin"],
    }  # fmt: skip
    assert browser.post(reverse("invite_colleague", args=[hospice.pk]), typed).status_code == 303
    assert Invitation.objects.get().powers == ["organisation_admin"]


def test_an_invitation_to_an_unknown_domain_waits_for_the_area(browse, world):
    oakfield = world.organisations["oakfield"]
    typed = {"email": "sam@mail.example", "service": world.services["oakfield"].pk, "role": "class_teacher"}
    browse("moses").post(reverse("invite_colleague", args=[oakfield.pk]), typed)
    invitation = Invitation.objects.get()
    assert invitation.sent_at is None
    assert "sam@mail.example" in browse("nia").get(reverse("area_desk")).text
    for short in ("moses", "lena"):
        assert "sam@mail.example" not in browse(short).get(reverse("proposals")).text
        assert browse(short).post(reverse("agree_to_invitation", args=[invitation.pk])).status_code == 404
    assert browse("nia").post(reverse("agree_to_invitation", args=[invitation.pk])).status_code == 303
    invitation.refresh_from_db()
    assert invitation.sent_at is not None


SETTINGS = {
    "name": "Marlowe", "hub_name": "The hub", "hub_phone": "01632 960901", "still_working_days": "60",
    "searches_an_hour": "12", "unrelated_opens_a_day": "9",
    "finding_ends_after_days": "300", "restricted_kinds": ["housing", "benefits"],
}  # fmt: skip


def test_settings_are_saved(browse, world):
    assert browse("nia").post(reverse("area_settings"), SETTINGS).status_code == 303
    area = Area.objects.get(pk=world.marlowe.pk)
    assert (area.hub_phone, area.still_working_days) == ("01632 960901", 60)
    assert (area.searches_an_hour, area.unrelated_opens_a_day) == (12, 9)


def test_one_administrator_restricts_and_two_lift_it(browse, nia, lena, world):
    """Otherwise one could let the police see every team."""
    browse("nia").post(reverse("area_settings"), {**SETTINGS, "restricted_kinds": ["housing", "benefits", "youth"]})
    area = Area.objects.get(pk=world.marlowe.pk)
    assert set(area.restricted_kinds) == {*world.marlowe.restricted_kinds, "youth"}
    proposal = Proposal.objects.get()
    assert "police" in desks.proposal_row(proposal).reads.lower()
    with pytest.raises(Refused, match="yourself"):
        proposals.decide(by=nia, proposal=proposal, agree=True)
    proposals.decide(by=lena, proposal=proposal, agree=True)
    area.refresh_from_db()
    assert set(area.restricted_kinds) == {"housing", "benefits", "youth"}


def test_one_administrator_lowers_a_limit_and_two_raise_it(browse, nia, lena, world):
    """Otherwise one could let everybody look around."""
    browse("nia").post(reverse("area_settings"), {**SETTINGS, "searches_an_hour": "200", "unrelated_opens_a_day": "9"})
    area = Area.objects.get(pk=world.marlowe.pk)
    assert (area.searches_an_hour, area.unrelated_opens_a_day) == (world.marlowe.searches_an_hour, 9)
    proposal = Proposal.objects.get(kind="limits")
    assert "200 searches an hour" in desks.proposal_row(proposal).reads
    with pytest.raises(Refused, match="yourself"):
        proposals.decide(by=nia, proposal=proposal, agree=True)
    proposals.decide(by=lena, proposal=proposal, agree=True)
    area.refresh_from_db()
    assert (area.searches_an_hour, area.unrelated_opens_a_day) == (200, 9)


WRONG = [
    {"still_working_days": "0"},
    {"still_working_days": "9" * 40},
    {"finding_ends_after_days": "soon"},
    {"hub_phone": ""},
    {"hub_phone": "abc"},
    {"restricted_kinds": ["castle"]},
    {"name": ""},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_settings_that_cannot_be_are_refused_and_kept(browse, world, wrong):
    answer = browse("nia").post(reverse("area_settings"), {**SETTINGS, **wrong})
    assert answer.status_code == 422
    assert Area.objects.get(pk=world.marlowe.pk).still_working_days == 90


def test_layers_and_pack_are_asked_for(browse, world):
    nia = browse("nia")
    assert nia.post(reverse("area_layers"), {"last": "talk", "why": "we are ready"}).status_code == 303
    assert nia.post(reverse("area_pack"), {"jurisdiction": "victoria", "why": "we moved"}).status_code == 303
    assert Area.objects.get(pk=world.marlowe.pk).layers == ["connect"]
    assert nia.get(reverse("area_settings")).text.count("Asked by Nia Rhys") == 2


def test_every_organisation_and_post_is_on_the_desk_but_not_the_other_areas(browse, world):
    text = browse("nia").get(reverse("area_organisations")).text
    assert "Clearway" in text
    assert "Wattle Bay" not in text
    assert browse("nia").get(reverse("area_posts"), {"q": "farah clearway"}).text.count("pw-colleague__name") == 1
    wattle = world.organisations["department"]
    assert browse("nia").get(reverse("area_organisation", args=[wattle.pk])).status_code == 404


def test_the_workers_of_a_refuge_are_not_on_the_areas_desk(nia, world):
    services = world.services["oakfield"]
    services.duty_line_only = services.is_sensitive = True
    services.save()
    _, people = desks.posts(viewer=nia, words="amina")
    assert people == []
    assert desks.posts(viewer=world.viewer("moses"), words="amina")[1][0].name == "Amina Yusuf"


def test_organisations_of_the_same_name_elsewhere_are_no_obstacle(nia):
    Organisation.objects.create(name="Marlowe Hospice", kind="charity")
    assert add(nia).name == "Marlowe Hospice"
