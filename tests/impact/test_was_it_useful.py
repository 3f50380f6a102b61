""" "Was this useful?": asked after a number was reached, at most once in 30 days, counted by month without a kind."""

from datetime import timedelta

import pytest
from django.urls import reverse

from patchwork.impact import asking
from patchwork.impact.models import Asked, Tally


@pytest.fixture
def number(world):
    return reverse("practitioner", args=[world.posts["hana"].pk])


def answer(client, word, back="/directory/"):
    return client.post(reverse("was_it_useful"), {"answer": word, "back": back})


def is_asked(client):
    return "Was Patchwork useful" in client.get("/directory/").content.decode()


def test_it_is_asked_once_a_number_was_reached_until_answered(browse, number, django_capture_on_commit_callbacks):
    client = browse("amina")
    assert not is_asked(client)
    client.get(number)
    assert is_asked(client)
    with django_capture_on_commit_callbacks(execute=True):
        response = answer(client, "yes")
    assert (response.status_code, response["Location"]) == (303, "/directory/")
    assert not is_asked(client)
    row = Tally.objects.get(measure="was_useful")
    assert (row.bucket, row.organisation_kind, row.day.day) == ("yes", "", 1)


def test_nobody_is_asked_again_within_30_days(clock, browse, number):
    browse("amina").get(number)
    clock.shift(timedelta(days=29))
    again = browse("amina")
    again.get(number)
    assert not is_asked(again)
    clock.shift(timedelta(days=2))
    later = browse("amina")
    later.get(number)
    assert is_asked(later)


def test_an_answer_that_was_not_asked_for_is_not_counted(browse, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert answer(browse("amina"), "yes").status_code == 303
    assert not Tally.objects.exists()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", "", "\x00"])
def test_the_way_back_leads_nowhere_else(browse, back):
    assert answer(browse("amina"), "no", back)["Location"] == "/"


def test_a_wrong_answer_is_not_counted_and_the_question_stays(browse, number, django_capture_on_commit_callbacks):
    client = browse("amina")
    client.get(number)
    with django_capture_on_commit_callbacks(execute=True):
        assert answer(client, "perhaps").status_code == 303
    assert is_asked(client)
    assert not Tally.objects.filter(measure="was_useful").exists()


def test_asking_is_remembered_without_the_answer(amina, bilal):
    assert asking.due(amina)
    assert not asking.due(amina)
    assert asking.due(bilal)
    assert Asked.objects.count() == 2
