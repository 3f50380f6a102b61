"""Asking the broker: the same button and the same answer for everyone, about everyone."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from patchwork.directory.models import Post
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.oversight import broker
from patchwork.oversight.models import BrokerRequest
from tests.oversight.brokering import WORDS, ask

VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\"s\d+_x\d+\"")


def test_asking_writes_one_request_and_one_job(amina, leo):
    before = ProcrastinateJob.objects.count()
    request = ask(amina, leo)
    assert BrokerRequest.objects.count() == 1
    assert ProcrastinateJob.objects.count() == before + 1
    job = ProcrastinateJob.objects.latest("pk")
    assert (job.task_name.split(".")[-1], job.args) == (
        "route_request", {"area": leo.area_id, "request": str(request.pk)},
    )  # fmt: skip
    assert not Notice.objects.filter(event=request.pk).exists()
    assert BrokerRequest.objects.get().words == WORDS


def sql_of_asking(client, viewer, person):
    """The statements of opening the page and pressing the button, values taken out."""
    url = reverse("ask_broker", args=[person.pk])
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
        answer = client.post(url, {"words": WORDS, "form_token": str(uuid.uuid4()), "acting_post": str(viewer.post_id)})
        page = client.get(answer.headers["Location"])
    assert (answer.status_code, page.status_code) == (303, 200)
    return [VALUES.sub("?", one["sql"]) for one in caught.captured_queries], page


@pytest.fixture
def both_worlds(world, browse, amina, leo):
    """What asking asks of the database, with Farah's hidden involvement and without it."""

    def worlds():
        client = browse("amina")
        sql_of_asking(client, amina, leo)  # what is kept after the first time is kept for both
        with_her, seen = sql_of_asking(client, amina, leo)
        Involvement.objects.filter(post=world.posts["farah"]).delete()
        without, unseen = sql_of_asking(client, amina, leo)
        return with_her, without, seen, unseen

    return worlds


def test_the_statements_are_the_same_whether_there_is_a_hidden_service_or_not(both_worlds):
    with_her, without, seen, unseen = both_worlds()
    assert len(with_her) > 20
    assert with_her == without
    masked = [
        re.sub(rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"", one.content) for one in (seen, unseen)
    ]
    assert masked[0] == masked[1]


def test_a_look_for_hidden_services_while_asking_would_be_seen(both_worlds, monkeypatch):
    """The test of the test: the request path looks, and asks once more where there is one."""
    asked = broker.due_at

    def looks(by, **more):
        for row in Involvement.objects.filter(is_sensitive=True, area_id=by.area_id):
            Post.objects.filter(pk=row.post_id).exists()
        return asked(by, **more)

    monkeypatch.setattr(broker, "due_at", looks)
    with_her, without, *_pages = both_worlds()
    assert with_her != without


def test_a_second_press_asks_once(amina, leo):
    token = uuid.uuid4()
    for _press in range(2):
        broker.ask_broker(by=amina, person=leo, words=WORDS, is_statutory=False, form_token=token)
    assert BrokerRequest.objects.count() == 1


def test_the_button_is_on_everyones_page(browse, leo, maya):
    for who, person in (("amina", leo), ("erin", maya), ("kit", maya)):
        assert (
            b"Ask whether another service should be in touch"
            in browse(who).get(reverse("person", args=[person.pk])).content
        )


def test_who_does_not_see_the_team_cannot_ask(chloe, leo):
    with pytest.raises(Refused):
        ask(chloe, leo)
