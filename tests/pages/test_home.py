"""Home: my people and my service's, what changed since I looked, and always the same number of queries."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from patchwork.activity.noting import note
from patchwork.demo.cast import involve
from patchwork.involvement.models import Contact, Involvement, LastOpened, Showing
from patchwork.pages.home import my_people
from patchwork.people.models import Person, Shield


def row(home, name):
    return next(one for one in home.rows if one.name == name)


def seen_by(world, who, person, *, days):
    involvement = Involvement.objects.get(post=world.posts[who], person=person)
    return Contact.objects.create(
        area=world.marlowe, person=person, involvement=involvement, post=world.posts[who],
        service=world.posts[who].service, kind="child_seen", happened_at=world.now - timedelta(days=days),
        recorded_at=world.now,
    )  # fmt: skip


def test_erin_sees_leo_and_maya_with_their_teams(erin):
    home = my_people(erin)
    assert {one.name for one in home.rows} == {"Leo Hartley", "Maya Hartley"}
    assert row(home, "Leo Hartley").team == "team of 5"


def test_amina_counts_only_whom_she_may_see(amina):
    assert row(my_people(amina), "Leo Hartley").team == "team of 4"


def test_the_lead_is_named(amina):
    assert "lead: Erin Walsh" in row(my_people(amina), "Leo Hartley").facts


def test_chloe_has_nobody_yet(chloe):
    assert my_people(chloe).rows == []


def test_who_saw_him_last(world, amina, leo):
    seen_by(world, "hana", leo, days=3)
    assert row(my_people(amina), "Leo Hartley").seen == "seen 3 days ago by Hana"


IN_JULY = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)
"""A Wednesday in summer time: midnight here is eleven at night of the day before in UTC."""


def test_a_day_that_is_planned_is_that_day_in_summer_too(world, amina, leo):
    amina = replace(amina, now=IN_JULY)
    visit = seen_by(world, "hana", leo, days=0)
    visit.happened_at, visit.showing = None, Showing.DAY
    for day, words in ((15, "next: Hana, today"), (16, "next: Hana, tomorrow")):
        visit.planned_for = datetime(2026, 7, day, tzinfo=amina.zone)
        visit.save()
        with time_machine.travel(IN_JULY, tick=False), timezone.override(amina.zone):
            assert row(my_people(amina), "Leo Hartley").next == words


def test_weeks_begin_on_monday_where_the_area_is(world, amina, hana, leo):
    """On a Monday in summer time half an hour after midnight it is Sunday still in UTC."""
    monday = datetime(2026, 7, 13, 0, 30, tzinfo=amina.zone)
    note("declared", by=replace(hana, now=monday - timedelta(hours=1)), person=leo)
    note("declared", by=replace(hana, now=monday), person=leo)
    assert row(my_people(replace(amina, now=IN_JULY)), "Leo Hartley").spark == [0] * 10 + [1, 1]


def test_a_visit_by_farah_is_not_told_to_amina(world, amina, leo):
    contact = seen_by(world, "farah", leo, days=1)
    contact.is_sensitive, contact.audience = True, contact.involvement.audience
    contact.save()
    assert row(my_people(amina), "Leo Hartley").seen == ""


def test_what_changed_since_i_looked_is_marked(world, amina, hana, leo):
    note("declared", by=hana, person=leo)
    assert row(my_people(amina), "Leo Hartley").changed
    LastOpened.objects.create(area=world.marlowe, person=leo, post=world.posts["amina"], at=world.now)
    assert not row(my_people(amina.later(hours=1)), "Leo Hartley").changed


def test_newest_activity_comes_first(world, erin, hana, leo, maya):
    note("declared", by=hana.later(hours=1), person=maya)
    note("declared", by=hana.later(hours=2), person=leo)
    assert [one.name for one in my_people(erin).rows] == ["Leo Hartley", "Maya Hartley"]
    note("declared", by=hana.later(hours=3), person=maya)
    assert [one.name for one in my_people(erin).rows] == ["Maya Hartley", "Leo Hartley"]


def test_people_without_visible_activity_come_last(world, erin, hana, leo, maya):
    note("declared", by=hana, person=maya)
    assert [one.name for one in my_people(erin).rows] == ["Maya Hartley", "Leo Hartley"]


def test_people_of_my_service_are_there_without_their_team(world, leo):
    """A second teacher at Amina's school sees that the school works with Leo, and no more until she says why."""
    second = world.posts["amina"]
    second.pk, second.id = None, None
    from patchwork.accounts.models import Account

    account = Account.objects.create_user("sue@oakfield-school.example", name="Sue Bell")
    from patchwork.directory.models import Post

    post = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["oakfield"], role="headteacher",
        started_on=world.now.date(),
    )  # fmt: skip
    world.posts["sue"] = post
    leo_row = row(my_people(world.viewer("sue")), "Leo Hartley")
    assert leo_row.facts == ["through my service"]
    assert (leo_row.team, leo_row.seen, leo_row.change) == ("", "", "")


@pytest.mark.parametrize("more", [0, 40])
def test_the_number_of_queries_does_not_grow(world, amina, more, django_assert_num_queries):
    for number in range(more):
        world.persons[f"x{number}"] = Person.objects.create(
            area=world.marlowe, given_names=f"Child {number}", made_at=timezone.now(), checked_at=timezone.now()
        )
        involve(world, "amina", f"x{number}")
    with django_assert_num_queries(8):
        my_people(amina)


def test_a_manager_is_not_told_on_every_line_that_it_is_through_her_service(world, joy):
    assert all("through my service" not in one.facts for one in my_people(joy).rows)
    involve(world, "joy", "leo")
    assert "through my service" not in row(my_people(joy), "Leo Hartley").facts
    assert "through my service" in row(my_people(joy), "Maya Hartley").facts


def test_a_record_of_ones_own_that_is_shut_is_not_said_to_be_the_services(world, amina, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="witness", reference="R", contact="hub", set_at=world.now
    )
    assert row(my_people(amina), "Leo Hartley").facts == []


@pytest.mark.parametrize(
    ("who", "page", "place"),
    [
        ("kit", "/oversight/looked/", "Hub"),
        ("kit", "/shields/", "Hub"),
        ("kit", "/same-person/", "Hub"),
        ("lena", "/oversight/stands-out/", "Oversight"),
        ("lena", "/exclusions/", "Oversight"),
        ("lena", "/emergency/", "Oversight"),
        ("joy", "/my-team/limits/", "My team"),
    ],
)
def test_pages_inside_a_desk_show_where_one_is(browse, who, page, place):
    html = browse(who).get(page).content.decode()
    (current,) = {*re.findall(r'aria-current="true"[^>]*>\s*(?:<svg.*?</svg>)?\s*(?:<[^>]+>)*([^<]+)', html, re.DOTALL)}
    assert current.strip() == place


@pytest.mark.parametrize(("who", "desk"), [("kit", "/hub/"), ("lena", "/oversight/"), ("chloe", "/find/")])
def test_who_works_with_nobody_is_led_to_their_desk_or_to_finding(browse, who, desk):
    html = browse(who).get("/").content.decode()
    assert re.search(rf'class="govuk-button" href="{desk}"', html)


def test_a_person_shielded_from_me_does_not_come_through_my_service(world, erin, joy, leo):
    """Joy's service works with Leo, through Erin. Shielded for Erin alone he is not in Joy's list, not by his card."""
    assert row(my_people(joy), "Leo Hartley")
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-77", contact="The hub",
        named_posts=[erin.post_id], set_at=world.now,
    )  # fmt: skip
    assert row(my_people(erin), "Leo Hartley")
    assert "Leo Hartley" not in {one.name for one in my_people(joy).rows}
