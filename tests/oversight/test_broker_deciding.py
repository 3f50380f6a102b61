"""The hidden service decides; the asker's screen never differs."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from patchwork import access
from patchwork.access import View, deciding
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.oversight import broker, broker_desk
from patchwork.oversight.broker import Verdict
from patchwork.oversight.models import BrokerPassing, BrokerRequest
from tests.conftest import sign_in_as
from tests.oversight.brokering import WORDS, ask, looked_up, passed_to_farah, safeguarding_lead
from tests.oversight.helping import told


def test_farah_reads_who_asks_and_why(world, browse, rosa, amina, leo):
    passing = passed_to_farah(amina, leo, rosa)
    assert told("broker.passed") == ["Farah"]
    html = browse("farah").get(reverse("broker_passing", args=[passing.pk])).content.decode()
    for word in ("Amina Yusuf", "Oakfield", "Leo Hartley", WORDS):
        assert word in html, word


@pytest.mark.parametrize("who", ["amina", "erin", "kit", "joy", "bilal", "lena"])
def test_for_everybody_else_there_is_nothing(browse, rosa, amina, leo, who):
    passing = passed_to_farah(amina, leo, rosa)
    assert browse(who).get(reverse("broker_passing", args=[passing.pk])).status_code == 404


def test_coming_forward_opens_the_involvement_to_the_asker_and_nothing_older(world, rosa, amina, bilal, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("forward", ground="significant_harm"))
    row = Involvement.objects.get(post=world.posts["farah"], person=leo)
    assert access.may(amina, View.TEAM, row)
    assert not access.may(bilal, View.TEAM, row)
    names = {world.organisations["council"].pk, world.organisations["oakfield"].pk}
    assert set(row.audience.organisations) == names


def test_she_comes_forward_on_a_ground_or_not_at_all(rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    with pytest.raises(Refused, match="ground"):
        broker.decide(by=farah, passing=passing, said=Verdict("forward", ground="because"))
    passing.refresh_from_db()
    assert passing.decision == ""


def test_an_answer_goes_through_the_broker(world, browse, rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(
        by=farah, passing=passing, said=Verdict("answered", words="Help is there; call the hub if it gets worse")
    )
    desk = sign_in_as(world.posts["rosa"])
    html = desk.get(reverse("broker_desk")).content.decode()
    assert "Help is there" in html
    assert "Amina Yusuf" in html
    desk.post(reverse("broker_handed_on", args=[passing.pk]), {"acting_post": str(rosa.post_id)})
    assert "Help is there" not in desk.get(reverse("broker_desk")).content.decode()
    assert not Notice.objects.filter(recipient=amina.account_id, kind__startswith="broker").exists()


def test_a_no_goes_to_the_hub_with_its_reason_and_to_the_safeguarding_lead(world, browse, rosa, amina, farah, leo):
    boss = safeguarding_lead(world)
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("declined", words="She would stop coming"))
    assert (told("broker.declined"), told("broker.with_lead")) == (["Kit"], ["Gus"])
    assert broker_desk.passing_or_none(passing.pk, boss) is not None
    html = browse("kit").get(reverse("hub_broker")).content.decode()
    assert "She would stop coming" in html
    assert "Clearway" not in html  # of a sensitive service the hub learns no more, unless an enquiry is recorded
    broker.decide(by=boss, passing=passing, said=Verdict("answered", words="We have spoken with her"))


def test_the_asker_sees_no_difference_whatever_is_decided(world, browse, rosa, amina, farah, leo):
    def page():
        return re.sub(
            rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"",
            browse("amina").get(reverse("person", args=[leo.pk])).content,
        )  # fmt: skip

    ask(amina, leo)
    before = page()
    passing = looked_up(BrokerRequest.objects.get())[0]
    broker.pass_on(by=rosa, request_id=passing.request_id)
    assert page() == before
    broker.decide(by=farah, passing=passing, said=Verdict("declined", words="She would stop coming"))
    assert page() == before


def test_nobody_can_ask_twice_of_one_who_decided(rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("answered", words="Help is there"))
    with pytest.raises(Refused, match="decided"):
        broker.decide(by=farah, passing=passing, said=Verdict("declined", words="Or not"))


def test_without_its_row_rule_a_request_would_be_open_to_the_asker(browse, rosa, amina, leo, monkeypatch):
    passing = passed_to_farah(amina, leo, rosa)
    open_to_all = deciding.Policy("request__person_id", lambda viewer, view: access.EVERYTHING)
    monkeypatch.setitem(deciding._policies, BrokerPassing, open_to_all)
    assert browse("amina").get(reverse("broker_passing", args=[passing.pk])).status_code == 200
