"""The bell counts what it lists, forgets what one may no longer see, and needs one query when nothing is new."""

import uuid

import pytest

from patchwork.conversation import queries as bell_page
from patchwork.notifications import marking, queries
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, tell
from patchwork.people.models import Exclusion


@pytest.fixture
def tell_amina(world, kind):
    def told(about=None):
        post = world.posts["amina"]
        to = [Recipient(post.account_id, post.pk)]
        tell("test.thing", area_id=world.marlowe.pk, event=uuid.uuid4(), to=to, now=world.now, about=about)

    return told


def lines(viewer):
    return [line.words for line in bell_page.lines_for(viewer)]


def test_it_names_the_person_as_far_as_one_may_see(amina, leo, tell_amina):
    tell_amina(about=leo.pk)
    assert lines(amina) == ["Something about Leo Hartley"]
    assert queries.waiting_count(amina) == 1


def test_what_is_about_nobody_stays(amina, tell_amina):
    tell_amina()
    assert lines(amina) == ["Something about somebody"]


def test_a_person_whose_team_one_may_not_see_is_not_there(amina, kerry, tell_amina):
    tell_amina(about=kerry.pk)
    assert lines(amina) == []
    assert queries.waiting_count(amina) == 0


def test_exclusion_takes_it_away_from_list_and_count_alike(world, amina, leo, tell_amina):
    tell_amina(about=leo.pk)
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=amina.account_id, asked_at=world.now, acts_from=world.now
    )
    assert lines(amina) == []
    assert queries.waiting_count(amina) == 0


def test_it_is_of_the_account_told_only(amina, bilal, leo, tell_amina):
    tell_amina(about=leo.pk)
    assert queries.waiting_count(bilal) == 0
    assert marking.mark_read(bilal, notice=Notice.objects.get(channel="bell").public_id) == 0


def test_reading_one_and_all(amina, leo, tell_amina):
    for _ in range(3):
        tell_amina(about=leo.pk)
    first = bell_page.lines_for(amina)[0]
    assert marking.mark_read(amina, notice=first.id) == 1
    assert len(lines(amina)) == 2
    assert marking.mark_all_read(amina) == 2
    assert queries.waiting_count(amina) == 0


def test_a_kind_that_no_app_knows_any_more_is_passed_over(monkeypatch, amina, leo, tell_amina):
    from patchwork.notifications import telling

    tell_amina(about=leo.pk)
    monkeypatch.delitem(telling._kinds, "test.thing")
    assert lines(amina) == []
    assert queries.waiting_count(amina) == 0


def test_without_the_rule_nothing_about_a_person_shows(monkeypatch, amina, leo, tell_amina):
    tell_amina(about=leo.pk)
    monkeypatch.setattr(queries, "_about_rule", None)
    assert lines(amina) == []


def test_one_query_when_nothing_is_new_two_when_something_is(amina, leo, tell_amina, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.waiting_count(amina)
    tell_amina(about=leo.pk)
    with django_assert_num_queries(2):
        queries.waiting_count(amina)
