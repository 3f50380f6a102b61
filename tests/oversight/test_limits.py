"""Limits on looking around: counted from the audit, a page that helps, unlocked by a supervisor, never for the hub."""

import pytest
from django.urls import reverse

from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Area
from patchwork.kit import prepared
from patchwork.kit.answers import Refused
from patchwork.oversight import limits
from patchwork.people import quotas
from patchwork.people.quotas import Limit
from tests.oversight.helping import told


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
    assert told("limit.seen") == ["Lena"]  # but it is told


@pytest.mark.parametrize("limit", list(Limit))
def test_counting_takes_one_query(world, amina, django_assert_num_queries, limit):
    with django_assert_num_queries(1):
        assert not quotas.is_over(amina, limit)


# ── unlocking ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_joy_unlocks_erin_and_nobody_else_does(world, browse, erin, joy):
    allow(world, searches_an_hour=1)
    client = browse("erin")
    assert [search(client, erin).status_code for _each in range(2)] == [200, 429]
    assert told("limit.reached") == ["Joy"]
    assert told("limit.seen") == ["Lena"]
    assert b"Erin Walsh" in browse("joy").get(reverse("team_limits")).content
    data = {"post": str(erin.post_id), "limit": "searches"}
    for who in ("lena", "joy"):
        answer = browse(who).post(reverse("team_limits"), {**data, "acting_post": str(world.viewer(who).post_id)})
        assert answer.status_code == (404 if who == "lena" else 303), who
    assert b"Erin Walsh" not in browse("joy").get(reverse("team_limits")).content
    assert search(client, erin).status_code == 200


def test_where_nobody_supervises_the_privacy_officer_unlocks(world, browse, amina, lena):
    allow(world, searches_an_hour=1)
    [search(browse("amina"), amina) for _each in range(2)]
    (one,) = limits.stopped(lena)
    assert one.post.pk == amina.post_id
    limits.unlock(by=lena, post=one.post, limit=one.limit)
    assert not quotas.is_over(amina, Limit.SEARCHES)


def test_nobody_unlocks_themselves(world, joy):
    with pytest.raises(Refused):
        limits.unlock(by=joy, post=world.posts["joy"], limit=Limit.SEARCHES)


def test_without_the_slot_nothing_would_be_unlocked(world, browse, amina, lena, monkeypatch):
    """The test of the test."""
    allow(world, searches_an_hour=1)
    search(browse("amina"), amina)
    limits.unlock(by=lena, post=world.posts["amina"], limit=Limit.SEARCHES)
    monkeypatch.setattr(quotas.SLOTS, "unlocked", None)
    prepared.forget()
    assert quotas.is_over(amina, Limit.SEARCHES)


def test_without_counting_nobody_would_be_stopped(world, browse, amina, monkeypatch):
    """The test of the test."""
    allow(world, searches_an_hour=1)
    monkeypatch.setattr(quotas, "is_over", lambda viewer, limit: False)
    client = browse("amina")
    assert [search(client, amina).status_code for _each in range(3)] == [200, 200, 200]
