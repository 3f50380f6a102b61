"""Power takes two people: one asks, another, from elsewhere or the privacy officer, agrees (design, section 5)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from patchwork.audit.models import AuditEvent
from patchwork.directory import actions, proposals
from patchwork.directory.models import Area, MailDomain, Post, Proposal, Service
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice


def ask_domain(by, world, domain="oakfield.example"):
    return proposals.propose(
        by=by, kind="mail_domain", about=world.organisations["oakfield"].pk, change={"domain": domain}, why="new domain"
    )


def ask_power(by, world, short, *powers):
    return proposals.propose(
        by=by, kind="powers", about=world.posts[short].pk, change={"powers": sorted(powers)}, why="she leads the team"
    )


def ask_kind(by, world, short, **change):
    service = world.services[short]
    now = {"kind": service.kind, "is_sensitive": service.is_sensitive, "duty_line_only": service.duty_line_only}
    return proposals.propose(by=by, kind="service_kind", about=service.pk, change={**now, **change}, why="as it is")


def domains(world):
    return set(MailDomain.objects.filter(organisation=world.organisations["oakfield"]).values_list("domain", flat=True))


def test_asking_changes_nothing_yet(moses, world):
    ask_domain(moses, world)
    assert domains(world) == {"oakfield-school.example"}


@pytest.mark.parametrize("second", ["nia", "lena", "olga"])
def test_a_second_person_from_elsewhere_or_the_privacy_officer_makes_it_happen(moses, olga, world, second):
    proposal = ask_domain(moses, world)
    proposals.decide(by=world.viewer(second), proposal=proposal, agree=True)
    assert "oakfield.example" in domains(world)


def test_nobody_decides_their_own(moses, world):
    with pytest.raises(Refused, match="yourself"):
        proposals.decide(by=moses, proposal=ask_domain(moses, world), agree=True)


def test_nobody_of_the_same_organisation_decides(nia, ines, world):
    proposal = proposals.propose(by=nia, kind="layers", change={"layers": ["connect", "talk"]}, why="we are ready")
    with pytest.raises(Refused, match="another organisation"):
        proposals.decide(by=ines, proposal=proposal, agree=True)


def test_the_privacy_officer_decides_though_of_the_same_organisation(nia, lena, world):
    proposal = proposals.propose(by=nia, kind="layers", change={"layers": ["connect", "talk"]}, why="we are ready")
    proposals.decide(by=lena, proposal=proposal, agree=True)
    assert Area.objects.get(pk=world.marlowe.pk).layers == ["connect", "talk"]


@pytest.mark.parametrize("short", ["amina", "erin", "kit", "joy", "priya"])
def test_others_see_no_proposal_at_all(browse, moses, world, short):
    proposal = ask_domain(moses, world)
    browser = browse(short)
    assert browser.get(reverse("proposals")).status_code == 404
    assert browser.get(reverse("proposal", args=[proposal.pk])).status_code == 404
    assert browser.post(reverse("proposal", args=[proposal.pk]), {"agree": "yes"}).status_code == 404


def test_not_agreeing_changes_nothing(moses, nia, world):
    proposals.decide(by=nia, proposal=ask_domain(moses, world), agree=False)
    assert domains(world) == {"oakfield-school.example"}


def test_it_lapses_after_fourteen_days(moses, nia, world):
    proposal = ask_domain(moses, world)
    with pytest.raises(Refused, match="14 days"):
        proposals.decide(by=nia.later(days=14), proposal=proposal, agree=True)
    assert ask_domain(moses.later(days=14), world) != proposal


def test_what_is_decided_is_not_decided_twice(moses, nia, lena, world):
    proposal = ask_domain(moses, world)
    proposals.decide(by=nia, proposal=proposal, agree=True)
    with pytest.raises(Refused, match="already"):
        proposals.decide(by=lena, proposal=proposal, agree=False)


def test_asking_twice_asks_once(moses, world):
    assert ask_domain(moses, world) == ask_domain(moses, world)
    assert Proposal.objects.count() == 1


def test_it_can_be_taken_back_by_whoever_asked(moses, nia, world):
    proposal = ask_domain(moses, world)
    with pytest.raises(Refused):
        proposals.withdraw(by=nia, proposal=proposal)
    proposals.withdraw(by=moses, proposal=proposal)
    with pytest.raises(Refused, match="already"):
        proposals.decide(by=nia, proposal=proposal, agree=True)


def test_those_who_may_decide_are_told(moses, nia, lena, world):
    ask_domain(moses, world)
    told = set(Notice.objects.filter(kind="proposal_waits").values_list("recipient_id", flat=True))
    assert told == {nia.account_id, lena.account_id}


def test_rights_are_given_by_two(nia, moses, world):
    proposal = ask_power(nia, world, "erin", "supervisor")
    assert Post.objects.get(pk=world.posts["erin"].pk).powers == []
    proposals.decide(by=moses, proposal=proposal, agree=True)
    assert Post.objects.get(pk=world.posts["erin"].pk).powers == ["supervisor"]
    assert AuditEvent.objects.filter(kind="directory.post.powers_given", account=moses.account_id).exists()


def test_nobody_decides_about_their_own_post(nia, olga, lena, world):
    world.posts["lena"].powers = ["privacy"]
    proposal = ask_power(nia, world, "lena", "broker")
    with pytest.raises(Refused, match="your own post"):
        proposals.decide(by=lena, proposal=proposal, agree=True)
    proposals.decide(by=olga, proposal=proposal, agree=True)


def test_nobody_asks_for_their_own_post(moses, world):
    with pytest.raises(Refused, match="your own post"):
        ask_power(moses, world, "moses", "area_admin")


def test_an_organisation_asks_for_its_own_people_only(moses, world):
    with pytest.raises(Refused, match="no such record"):
        ask_power(moses, world, "erin", "supervisor")


def test_only_the_area_asks_for_those_who_watch_over_it(moses, world):
    with pytest.raises(Refused, match="area's administrator"):
        ask_power(moses, world, "amina", "privacy")


def test_an_administrators_post_takes_no_other_rights(nia, world):
    with pytest.raises(Refused, match="opens no person"):
        ask_power(nia, world, "moses", "hub")


def test_nobody_administers_and_opens_cases_at_once(nia, olga, world):
    """A second post of the same account cannot become an administrator's."""
    erin = world.posts["erin"]
    Post.objects.create(
        area=erin.area, account=erin.account, service=world.services["governance"], role="administrator",
        started_on=nia.today,
    )  # fmt: skip
    second = Post.objects.get(account=erin.account, role="administrator")
    with pytest.raises(Refused, match="at once"):
        proposals.propose(by=nia, kind="powers", about=second.pk, change={"powers": ["organisation_admin"]}, why="more")


def test_nor_with_the_other_post_in_another_area(nia, world):
    """Priya nurses in Wattle Bay: in Marlowe she does not become an administrator."""
    priya = world.posts["priya"].account
    second = Post.objects.create(
        area=world.marlowe, account=priya, service=world.services["governance"], role="administrator",
        started_on=nia.today, powers=["organisation_admin"],
    )  # fmt: skip
    with pytest.raises(Refused, match="at once"):
        proposals.propose(by=nia, kind="powers", about=second.pk, change={"powers": ["area_admin"]}, why="she moved")


def test_what_became_impossible_meanwhile_is_refused_with_a_sentence(nia, moses, world):
    proposal = ask_power(nia, world, "erin", "supervisor")
    Post.objects.filter(pk=world.posts["erin"].pk).update(ended_on=nia.today)
    with pytest.raises(Refused, match="ended"):
        proposals.decide(by=moses, proposal=proposal, agree=True)


def test_a_second_factor_is_reset_by_two(moses, nia, world):
    amina = world.posts["amina"].account
    Authenticator.objects.create(user=amina, type=Authenticator.Type.TOTP, data={"secret": "x"})
    proposal = proposals.propose(
        by=moses, kind="second_factor", about=world.posts["amina"].pk, why="she lost her phone and codes"
    )
    assert Authenticator.objects.filter(user=amina).exists()
    proposals.decide(by=nia, proposal=proposal, agree=True)
    assert not Authenticator.objects.filter(user=amina).exists()


def test_kind_and_sensitivity_are_changed_by_two(nia, moses, world):
    proposal = ask_kind(nia, world, "youth", is_sensitive=True)
    proposals.decide(by=moses, proposal=proposal, agree=True)
    assert Service.objects.get(pk=world.services["youth"].pk).is_sensitive


def test_clearing_sensitive_never_opens_existing_rows(nia, moses, amina, leo, world):
    proposal = ask_kind(nia, world, "clearway", is_sensitive=False)
    proposals.decide(by=moses, proposal=proposal, agree=True)
    assert not Service.objects.get(pk=world.services["clearway"].pk).is_sensitive
    farahs = Involvement.objects.filter(person=leo, post=world.posts["farah"])
    assert list(farahs.values_list("is_sensitive", flat=True)) == [True]
    from patchwork import access

    assert not access.scope(farahs, amina, access.View.TEAM).exists()


def test_a_duty_line_only_service_stays_sensitive(nia, world):
    with pytest.raises(Refused, match="sensitive"):
        ask_kind(nia, world, "youth", duty_line_only=True)


@pytest.mark.parametrize("layers", [["talk"], ["connect", "worry"], [], ["connect", "nonsense"]])
def test_each_layer_needs_the_one_before(nia, layers):
    with pytest.raises(Refused, match="before it"):
        proposals.propose(by=nia, kind="layers", change={"layers": layers}, why="all of it")


def test_the_pack_changes_by_two_and_only_to_one_that_may_be_chosen(nia, moses, world):
    with pytest.raises(Refused, match="from the list"):
        proposals.propose(by=nia, kind="pack", change={"jurisdiction": "atlantis"}, why="we moved")
    proposal = proposals.propose(by=nia, kind="pack", change={"jurisdiction": "victoria"}, why="we moved")
    proposals.decide(by=moses, proposal=proposal, agree=True)
    assert Area.objects.get(pk=world.marlowe.pk).jurisdiction == "victoria"


def test_layers_and_pack_are_the_areas(moses):
    for kind, change in [("layers", {"layers": ["connect", "talk"]}), ("pack", {"jurisdiction": "victoria"})]:
        with pytest.raises(Refused, match="no such record"):
            proposals.propose(by=moses, kind=kind, change=change, why="why not")


def test_taking_a_right_away_needs_one(nia, world):
    actions.take_power(by=nia, post=world.posts["joy"], power="supervisor")
    assert Post.objects.get(pk=world.posts["joy"].pk).powers == []
    assert Post.objects.get(pk=world.posts["erin"].pk).supervisor is None


def test_through_the_pages(browse, world):
    moses, nia = browse("moses"), browse("nia")
    oakfield = world.organisations["oakfield"]
    here = reverse("organisation_domains", args=[oakfield.pk])
    answer = moses.post(here, {"domain": "@Oakfield.example", "why": "we have a new one"})
    assert answer.status_code == 303
    assert "waits" in moses.get(here).text
    proposal = Proposal.objects.get()
    assert "You asked for this yourself" in moses.get(reverse("proposal", args=[proposal.pk])).text
    assert moses.post(reverse("proposal", args=[proposal.pk]), {"agree": "yes"}).status_code == 422
    assert "I agree, do it" in nia.get(reverse("proposal", args=[proposal.pk])).text
    assert nia.post(reverse("proposal", args=[proposal.pk]), {"agree": "yes"}).status_code == 303
    assert "oakfield.example" in domains(world)


def test_a_refusal_keeps_what_was_typed(browse, world):
    here = reverse("organisation_domains", args=[world.organisations["oakfield"].pk])
    answer = browse("moses").post(here, {"domain": "not a domain", "why": "we have a new one"})
    assert answer.status_code == 422
    assert "not a domain" in answer.text
    assert "we have a new one" in answer.text


def test_the_other_area_sees_nothing_of_it(moses, world):
    proposal = ask_domain(moses, world)
    priya = world.posts["priya"]
    priya.powers = ["area_admin"]
    assert not proposals.visible(world.viewer("priya")).filter(pk=proposal.pk).exists()


def test_a_lapsed_one_stays_to_be_read(browse, nia, moses, world):
    proposal = ask_domain(moses, world)
    Proposal.objects.filter(pk=proposal.pk).update(asked_at=moses.now - timedelta(days=20))
    assert "lapsed" in browse("nia").get(reverse("proposal", args=[proposal.pk])).text
