"""Use is counted without names: what adds to which figure, and that nothing else is kept."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from patchwork.conversation import actions as conversation
from patchwork.demo.cast import involve
from patchwork.impact.measures import time_bucket
from patchwork.impact.models import Asked, Tally
from patchwork.involvement.models import Involvement
from tests.conversation.test_raise_attention import nudge


@pytest.fixture
def counted(django_capture_on_commit_callbacks):
    """`with counted():` runs what waits for the commit at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def tally(measure):
    rows = Tally.objects.filter(measure=measure).order_by("bucket", "organisation_kind")
    return [(row.organisation_kind, row.bucket, row.count) for row in rows]


def test_a_call_is_counted_by_kind_of_organisation(browse, counted):
    for who, times in (("amina", 2), ("hana", 1)):
        client = browse(who)
        for _ in range(times):
            with counted():
                assert client.post(reverse("count", args=["call"])).status_code == 204
    assert tally("calls_started") == [("nhs_trust", "", 1), ("school", "", 2)]


def test_a_sensitive_service_is_counted_without_its_kind(browse, counted):
    with counted():
        browse("farah").post(reverse("count", args=["mail"]))
    assert tally("mails_started") == [("", "", 1)]


def test_only_known_words_are_counted_and_only_by_post(browse):
    client = browse("amina")
    assert client.post(reverse("count", args=["was_useful"])).status_code == 404
    assert client.get(reverse("count", args=["call"])).status_code == 405
    assert not Tally.objects.exists()


def test_counting_needs_sign_in_and_the_pages_token(browse, world):
    assert "/sign-in/" in Client().post(reverse("count", args=["call"]))["Location"]
    strict = browse("amina")
    strict.handler.enforce_csrf_checks = True
    assert strict.post(reverse("count", args=["call"])).status_code == 403


def test_the_time_from_sign_in_to_a_number_once_a_sign_in(browse, clock, counted, world):
    client = browse("amina")
    url = reverse("practitioner", args=[world.posts["hana"].pk])
    clock.shift(timedelta(seconds=12))
    for _ in range(2):
        with counted():
            assert client.get(url).status_code == 200
    assert tally("time_to_number") == [("school", "under_20s", 1)]


def test_a_page_that_is_not_there_shows_no_number(browse, counted, world):
    with counted():
        browse("amina").get(reverse("practitioner", args=[world.posts["priya"].pk]))
    assert tally("time_to_number") == []


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0, "under_20s"), (19.9, "under_20s"), (20, "under_1m"), (60, "under_5m"), (299, "under_5m"), (300, "over_5m")],
)
def test_buckets(seconds, bucket):
    assert time_bucket(seconds) == bucket


def test_a_first_confirmed_involvement_connects_its_organisation_with_the_others(world, counted, leo):
    """Around Leo: the council, the school and the health trust. Clearway is hidden, and no figure tells of it."""
    with counted():
        involve(world, "george", "leo")  # the surgery's first
    assert tally("connections_made") == [("gp_practice", "", 3)]


def test_a_hidden_involvement_moves_no_figure(world, counted, maya):
    with counted():
        involve(world, "farah", "maya", is_sensitive=True, ground="own_agreement")
    assert tally("connections_made") == []


def test_no_new_connection_where_the_organisation_was_there_already(world, counted):
    with counted():
        involve(world, "ivan", "leo")  # of the council, as Erin
    assert tally("connections_made") == []


def test_a_provisional_one_connects_once_it_is_confirmed(world, counted):
    with counted():
        row = involve(world, "george", "leo", confirmed=False)
    assert tally("connections_made") == []
    row.confirmed_at = world.now
    with counted():
        row.save(update_fields=["confirmed_at", "confirmed_by"])
    assert tally("connections_made") == [("gp_practice", "", 3)]
    with counted():
        Involvement.objects.get(pk=row.pk).save(update_fields=["still_confirmed_on"])
    assert tally("connections_made") == [("gp_practice", "", 3)]


def test_attentions_raised_and_seen_within_a_day(amina, bilal, hana, counted, leo):
    with counted():
        attention = nudge(amina, leo)
        conversation.acknowledge(by=hana.later(hours=2), attention=attention)
        conversation.acknowledge(by=bilal.later(hours=25), attention=attention)
    assert tally("attentions_raised") == [("school", "", 1)]
    assert sorted(tally("attentions_seen")) == [("", "later", 1), ("", "within_day", 1)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_counted(clock):
    from django.db import transaction

    from patchwork.demo.cast import build_cast
    from patchwork.kit.context import in_area
    from tests.conftest import NOW

    cast = build_cast(now=NOW)
    with in_area(cast.marlowe.pk):
        nudge(cast.viewer("amina"), cast.persons["leo"])
        transaction.set_rollback(True)
    with in_area(cast.marlowe.pk):
        assert tally("attentions_raised") == []
        nudge(cast.viewer("amina"), cast.persons["leo"])
    with in_area(cast.marlowe.pk):
        assert tally("attentions_raised") == [("school", "", 1)]


def test_a_tally_has_no_place_for_a_name():
    fields = {field.name for field in Tally._meta.get_fields()}
    assert fields == {"id", "area", "day", "measure", "organisation_kind", "bucket", "count"}
    assert {field.name for field in Asked._meta.get_fields()} == {"id", "area", "account", "asked_on"}


@pytest.mark.parametrize("name", ["person", "practitioner"])
def test_every_number_and_address_on_a_page_tells_that_it_was_used(browse, world, leo, name):
    about = {"person": leo.pk, "practitioner": world.posts["hana"].pk}[name]
    html = browse("amina").get(reverse(name, args=[about])).content.decode()
    links = re.findall(r'<a [^>]*href="(tel|mailto):[^>]*>', html.partition("<main")[2].partition("</main>")[0])
    told = re.findall(r'data-count="/count/(call|mail)/"', html)
    assert links
    assert told == [{"tel": "call", "mailto": "mail"}[kind] for kind in links]
