"""From the request to the service that the asker does not see: the worker finds it, the broker learns no name."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from patchwork.access.viewers import viewer_in_post
from patchwork.directory.models import Post
from patchwork.kit.answers import Refused
from patchwork.oversight import broker, broker_desk
from patchwork.oversight.models import BrokerPassing, BrokerRequest
from tests.conftest import sign_in_as
from tests.oversight.brokering import WORDS, ask, looked_up, move_on
from tests.oversight.helping import told


def test_the_worker_finds_the_service_that_the_asker_does_not_see(rosa, amina, leo):
    (passing,) = looked_up(ask(amina, leo))
    assert passing.service.name == "Clearway Adult Service"
    assert told("broker.waits") == ["Rosa"]
    assert told("broker.passed") == []


def test_of_a_service_the_asker_knows_nothing_is_asked(erin, leo):
    assert looked_up(ask(erin, leo)) == []  # Farah named Erin's organisation


def test_a_service_is_not_asked_about_itself(farah, leo):
    assert looked_up(ask(farah, leo)) == []


def test_looking_twice_passes_once(amina, leo):
    request = ask(amina, leo)
    assert len(looked_up(request)) == len(looked_up(request)) == 1


def test_where_there_is_no_broker_nobody_waits_for_one(amina, leo):
    looked_up(ask(amina, leo))
    assert told("broker.passed") == ["Farah"]


def test_a_lost_job_is_made_good(world, rosa, amina, leo, clock):
    ask(amina, leo)
    clock.shift(360)
    move_on(world)
    assert BrokerPassing.objects.count() == 1


def test_the_broker_learns_no_name(world, rosa, amina, leo):
    looked_up(ask(amina, leo))
    html = sign_in_as(world.posts["rosa"]).get(reverse("broker_desk")).content.decode()
    assert "Clearway Adult Service" in html
    assert BrokerRequest.objects.get().reference in html
    for word in ("Leo", "Hartley", "Amina", "Oakfield", WORDS):
        assert word not in html, word


def test_a_broker_does_not_see_what_she_asked_in_another_post(world, rosa, amina, leo):
    looked_up(ask(amina, leo))
    Post.objects.filter(pk=rosa.post_id).update(account=world.posts["amina"].account)
    assert broker_desk.broker_lines(viewer_in_post(Post.objects.get(pk=rosa.post_id), now=rosa.now)) == []


def test_only_brokers_pass_on(kit, amina, leo):
    request = ask(amina, leo)
    with pytest.raises(Refused):
        broker.pass_on(by=kit, request_id=request.pk)


def test_without_looking_at_what_the_asker_sees_erin_would_be_answered_about_farah(erin, leo, monkeypatch):
    monkeypatch.setattr(broker.access, "scope", lambda rows, viewer, view: rows.none())
    assert len(broker._hidden_from(ask_unguarded(erin, leo), erin.now)) == 1


def ask_unguarded(by, person):
    return BrokerRequest.objects.create(
        area_id=by.area_id, person=person, post_id=by.post_id, reference="AAAA-2222", words=WORDS,
        form_token=uuid.uuid4(), asked_at=by.now, due_at=by.now,
    )  # fmt: skip
