"""Limits on looking around: counted from the audit, a page that helps, unlocked by a supervisor, never for the hub."""

import pytest
from django.urls import reverse

from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Area
from patchwork.people import quotas
from patchwork.people.quotas import Limit


def allow(world, **settings):
    Area.objects.filter(pk=world.marlowe.pk).update(**settings)


def search(client, viewer, words="Leo Hartley"):
    return client.post(reverse("find"), {"q": words, "acting_post": str(viewer.post_id)})


def test_the_third_search_of_two_is_answered_by_a_page_that_helps(world, browse, amina, clock):
    allow(world, searches_an_hour=2)
    client = browse("amina")
    assert [search(client, amina, words).status_code for words in ("Leo Hartley", "Zzyzx Qwv")] == [200, 200]
    answer = search(client, amina)
    assert answer.status_code == 429
    assert b"No record does not mean nobody" in answer.content
    assert b"01632 960900" in answer.content
    assert b"Hartley" not in answer.content
    assert AuditEvent.objects.filter(kind="limit.searches", account=amina.account_id).count() == 1


def test_after_an_hour_it_opens_again(world, browse, amina, clock):
    allow(world, searches_an_hour=1)
    client = browse("amina")
    search(client, amina)
    assert search(client, amina).status_code == 429
    clock.shift(3601)
    assert search(client, amina).status_code == 200


def test_colleagues_do_not_use_up_each_others(world, browse, amina, bilal):
    allow(world, searches_an_hour=1)
    search(browse("amina"), amina)
    assert search(browse("bilal"), bilal).status_code == 200


def look_at(client, viewer, person, words="he will be here at ten o'clock"):
    data = {"purpose": "about_to_see", "words": words, "acting_post": str(viewer.post_id)}
    return client.post(reverse("look", args=[person.pk]), data)


def test_looks_and_own_claims_count_as_unrelated_opens(world, browse, chloe, leo, maya):
    allow(world, unrelated_opens_a_day=1)
    client = browse("chloe")
    assert look_at(client, chloe, leo).status_code == 303
    answer = look_at(client, chloe, maya)
    assert answer.status_code == 429
    assert b"whom you do not work with" in answer.content


def test_the_hub_is_never_stopped(world, browse, kit, leo, maya):
    allow(world, searches_an_hour=1, unrelated_opens_a_day=1)
    client = browse("kit")
    assert [search(client, kit).status_code for _each in range(3)] == [200, 200, 200]


@pytest.mark.parametrize("limit", list(Limit))
def test_counting_takes_one_query(world, amina, django_assert_num_queries, limit):
    with django_assert_num_queries(1):
        assert not quotas.is_over(amina, limit)
