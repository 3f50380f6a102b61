"""A prepared query answers as the one built anew, whoever asks; what changes its values on the way is not kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from patchwork import access
from patchwork.access import View
from patchwork.involvement.models import Involvement
from patchwork.kit import prepared as module
from patchwork.kit.prepared import prepared
from patchwork.people.models import Person


@prepared
def team(person_id, viewer, view=View.TEAM):
    rows = Involvement.objects.current(viewer.now, viewer.today).filter(person_id=person_id)
    return access.scope(rows, viewer, view).select_related("post__account").order_by("pk")


@prepared
def persons(ids, viewer):
    counted = access.scope(Person.objects.filter(pk__any_of=ids), viewer, View.CARD).annotate(n=Count("involvements"))
    return counted.values_list("given_names", "n").order_by("given_names")


@prepared
def named(names):
    return Person.objects.filter(given_names__any_of=names).order_by("pk")


def built(function, *args):
    return list(function.__wrapped__(*args))


def test_everybody_gets_their_own_rows(world, leo, maya):
    for short in world.posts:
        if short != "priya":
            viewer = world.viewer(short)
            for person in (leo, maya):
                assert team(person.pk, viewer) == built(team, person.pk, viewer)
    names = [row.post.account.name for row in team(leo.pk, world.viewer("amina"))]
    assert sorted(names) == ["Amina Yusuf", "Bilal Khan", "Erin Walsh", "Hana Novak"]


def test_related_rows_come_along(world, leo, amina):
    rows = team(leo.pk, amina)
    with CaptureQueriesContext(connection) as queries:
        assert all(row.post.account.name for row in rows)
    assert len(queries) == 0


def test_a_list_of_any_length(world, amina, leo, maya, kerry):
    for ids in ([leo.pk], [leo.pk, maya.pk], [leo.pk, maya.pk, kerry.pk], [kerry.pk] * 40):
        assert persons(ids, amina) == built(persons, ids, amina)
    assert persons([], amina) == []
    assert persons([leo.pk] * 300, amina) == built(persons, [leo.pk], amina)


def test_a_list_of_words(world, leo, maya):
    for names in (["Leo"], ["Leo", "Maya", "Nobody"], []):
        assert named(names) == built(named, names)
    assert len(named(["Leo", "Maya"])) == 2


def test_a_list_spelled_out_is_not_kept(world, amina, leo, maya):
    @prepared
    def spelled_out(ids):
        return Person.objects.filter(pk__in=ids).order_by("pk")

    assert len(spelled_out([leo.pk, maya.pk])) == 2
    assert module._prepare(spelled_out.__wrapped__, module._Taken([[leo.pk]], {})) is None


def test_time_passes(world, leo, amina):
    later = amina.later(days=2)
    assert team(leo.pk, later) == built(team, leo.pk, later)
    Involvement.objects.filter(post_id=world.posts["bilal"].pk).update(ended_on=later.today)
    assert len(team(leo.pk, amina)) == 4
    assert len(team(leo.pk, later)) == 3


def test_it_is_one_counted_query(world, leo, amina):
    team(leo.pk, amina)
    with CaptureQueriesContext(connection) as queries:
        team(leo.pk, amina)
    assert len(queries) == 1


def test_the_database_keeps_the_statement(world, leo, amina):
    for _time in range(2):
        team(leo.pk, amina)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%involvement_involvement%'")
        assert cursor.fetchone()[0] >= 1


def test_no_plan_is_kept_where_a_pooler_could_not_carry_it(world, leo, amina, settings):
    settings.PATCHWORK_PREPARED_STATEMENTS = False
    assert team(leo.pk, amina) == built(team, leo.pk, amina)


def test_a_changed_value_is_noticed_and_nothing_is_kept(world, leo, amina):
    @prepared
    def yesterday(viewer):
        return Person.objects.filter(made_at__lte=viewer.now - timedelta(days=1)).order_by("pk")

    assert yesterday(amina) == built(yesterday, amina)
    assert module._prepare(yesterday.__wrapped__, module._Taken([amina], {})) is None


def test_a_look_at_a_value_is_caught_in_tests(world, leo, amina, erin):
    @prepared
    def unfair(viewer):
        mine = Q(sex="male") if viewer.post_id == amina.post_id else Q()
        return Person.objects.filter(mine, area_id=viewer.area_id)

    with pytest.raises(AssertionError, match="depends on a value"):
        unfair(amina)


def test_a_planted_rule_meets_no_statement_and_leaves_none():
    @prepared
    def of(name):
        return Person.objects.filter(given_names=name)

    kept = module._everything_kept[-1]
    kept["true"] = true = object()
    with module.apart():
        assert kept == {}
        kept["planted"] = object()
    assert kept == {"true": true}
    module._everything_kept.pop()


def test_a_view_through_anothers_eyes_is_kept_with_both(world, leo, kerry, amina, bilal, dan, erin):
    """The limit of a preview is a viewer within a viewer; its values have places of their own."""
    from dataclasses import replace

    for limit in (dan, erin, bilal, amina):
        for person in (leo, kerry):
            through = replace(amina, limit=limit)
            assert team(person.pk, through) == built(team, person.pk, through)
    shapes = {module._Taken([replace(amina, limit=one)], {}).shape for one in (bilal, erin, dan)}
    assert len(shapes) == 3
    assert module._Taken([replace(amina, limit=amina)], {}).values == 2 * module._Taken([amina], {}).values
