"""Last seen, next planned: who may note them, and who sees what of them."""

from datetime import UTC, datetime, timedelta

import pytest

from patchwork.activity.models import Deed
from patchwork.demo.cast import involve
from patchwork.involvement import contacting, queries
from patchwork.involvement.models import Contact
from patchwork.kit.answers import Refused
from tests.involvement.helping import declare


def strip(person, viewer):
    return queries.contact_strip(person, viewer)


def saw(viewer, person, kind="child_seen", **more):
    return contacting.log_contact(by=viewer, person=person, kind=kind, **{"at": viewer.now, **more})


def plan(viewer, person, *, days=1, **more):
    return contacting.plan_contact(
        by=viewer, person=person, kind="child_seen", planned_for=viewer.later(days=days).now, **more
    )


def test_hana_saw_leo_and_amina_reads_it(amina, hana, leo):
    saw(hana, leo, place="home", at=hana.later(days=-3).now)
    seen = strip(leo, amina).seen
    assert (seen.when, seen.who, seen.how) == (hana.later(days=-3).now, "Hana Novak (health visitor)", "at home")


@pytest.mark.parametrize(
    ("kind", "moves"),
    [
        ("child_seen", True), ("child_seen_alone", True),
        ("adult_only", False), ("phone_or_message", False), ("no_access", False),
    ],
)  # fmt: skip
def test_only_seeing_the_child_moves_last_seen(amina, hana, leo, kind, moves):
    saw(hana, leo, kind)
    assert (strip(leo, amina).seen is not None) is moves


def test_the_newest_counts_not_the_last_noted(amina, bilal, hana, leo):
    saw(hana, leo)
    saw(bilal, leo, at=bilal.later(days=-5).now)
    assert strip(leo, amina).seen.who.startswith("Hana")


def test_where_nothing_is_recorded_it_says_since_when(amina, leo):
    """Since the first colleague she can see began: never "nobody has seen him"."""
    assert strip(leo, amina).none_since == amina.today - timedelta(days=250)


def test_a_plan_shows_its_time(amina, hana, leo):
    plan(hana, leo)
    assert strip(leo, amina).next.when == hana.later(days=1).now


def test_a_plan_that_shows_its_day_only(amina, hana, leo):
    plan(hana, leo, showing="day")
    assert strip(leo, amina).next.when == hana.today + timedelta(days=1)


def test_an_unannounced_visit_is_its_planners_alone(amina, erin, leo):
    plan(erin, leo, showing="nothing")
    assert strip(leo, amina).next is None
    assert strip(leo, erin).next.who == "you"


def test_a_plan_is_no_part_of_the_ledger(hana, leo):
    plan(hana, leo)
    assert not Deed.objects.filter(person=leo).exists()


def test_who_is_not_confirmed_sees_no_plans(hana, ivan, leo):
    declare(ivan, leo)
    plan(hana, leo)
    saw(hana, leo)
    assert strip(leo, ivan).next is None
    assert strip(leo, ivan).seen is not None


def test_a_stranger_sees_nothing(chloe, hana, leo):
    saw(hana, leo)
    assert (strip(leo, chloe).seen, strip(leo, chloe).none_since) == (None, None)


def test_farahs_contact_is_seen_by_those_who_see_farah(amina, erin, farah, leo):
    saw(farah, leo)
    plan(farah, leo)
    assert (strip(leo, amina).seen, strip(leo, amina).next) == (None, None)
    assert strip(leo, erin).seen.who.startswith("Farah")
    assert not Deed.objects.filter(person=leo, kind="contact", is_sensitive=False).exists()


def test_a_restricted_officer_sees_own_contacts_only(world, dan, hana, leo):
    involve(world, "dan", "leo")
    saw(hana, leo)
    assert strip(leo, dan).seen is None
    saw(dan, leo, at=dan.later(days=-1).now)
    assert strip(leo, dan).seen.who == "you"


def test_say_first_that_you_work_with_them(kit, leo):
    with pytest.raises(Refused, match="Say first"):
        saw(kit, leo)


@pytest.mark.parametrize("who", ["chloe", "lena", "nia", "priya"])
def test_for_these_there_is_no_such_record(world, who, leo):
    with pytest.raises(Refused, match="no such record"):
        saw(world.viewer(who), leo)


@pytest.mark.parametrize("hours", [1, -24 * 400])
def test_not_in_the_future_and_not_years_ago(hana, leo, hours):
    with pytest.raises(Refused):
        saw(hana, leo, at=hana.later(hours=hours).now)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_plan_is_for_a_time_to_come(hana, leo, days):
    with pytest.raises(Refused):
        plan(hana, leo, days=days)


def test_taken_back_is_gone(amina, hana, leo):
    contacting.cancel_contact(by=hana, contact=saw(hana, leo))
    assert strip(leo, amina).seen is None
    assert not Deed.objects.filter(person=leo, kind="contact").exists()


def test_nobody_takes_back_anothers(amina, hana, leo):
    contact = saw(hana, leo)
    with pytest.raises(Refused):
        contacting.cancel_contact(by=amina, contact=contact)


def test_many_strips_cost_as_much_as_one(amina, hana, leo, maya, kerry, django_assert_num_queries):
    saw(hana, leo)
    with django_assert_num_queries(3):
        queries.contact_strips([leo.pk, maya.pk, kerry.pk], amina)
    with django_assert_num_queries(3):
        queries.contact_strips([leo.pk, maya.pk], amina)


# -- the pages: two taps


def test_two_taps_note_it_for_now(browse, world, leo):
    hana = browse("hana")
    assert "Saw the child" in hana.get(f"/people/{leo.pk}/contact/").content.decode()
    answer = hana.post(f"/people/{leo.pk}/contact/", {"kind": "child_seen"})
    assert (answer.status_code, answer.url) == (303, f"/people/{leo.pk}/")
    assert Contact.objects.get(person=leo).happened_at == world.now


def test_it_can_be_undone_from_the_message(browse, leo):
    hana = browse("hana")
    hana.post(f"/people/{leo.pk}/contact/", {"kind": "child_seen"})
    contact = Contact.objects.get(person=leo)
    assert f"/contacts/{contact.pk}/cancel/" in hana.get(f"/people/{leo.pk}/").content.decode()
    assert hana.post(f"/contacts/{contact.pk}/cancel/").status_code == 303
    contact.refresh_from_db()
    assert contact.cancelled_at


def test_another_day_and_time(browse, leo):
    typed = {"kind": "child_seen", "day_day": "23", "day_month": "10", "day_year": "2026", "at": "2.30pm"}
    browse("hana").post(f"/people/{leo.pk}/contact/", typed)
    assert Contact.objects.get().happened_at == datetime(2026, 10, 23, 13, 30, tzinfo=UTC)  # still summer time


def test_two_taps_plan_it_for_tomorrow(browse, leo):
    hana = browse("hana")
    page = hana.get(f"/people/{leo.pk}/plan/").content.decode()
    assert 'value="2026-11-26"' in page
    assert hana.post(f"/people/{leo.pk}/plan/", {"quick": "2026-11-26"}).status_code == 303
    assert Contact.objects.get().showing == "day"


def test_a_time_that_the_clocks_leave_out_is_said_at_the_field(browse, leo):
    typed = {"day_day": "28", "day_month": "3", "day_year": "2027", "at": "1:30"}
    answer = browse("hana").post(f"/people/{leo.pk}/plan/", typed)
    assert answer.status_code == 422
    assert "clocks go forward" in answer.content.decode()


def test_the_hour_that_comes_twice_is_taken_once(browse, leo):
    typed = {"day_day": "31", "day_month": "10", "day_year": "2027", "at": "1:30"}
    assert browse("hana").post(f"/people/{leo.pk}/plan/", typed).status_code == 303


@pytest.mark.parametrize(
    "typed", [{}, {"quick": "nonsense"}, {"day_day": "30", "day_month": "2", "day_year": "2027"},
              {"quick": "2026-11-26", "at": "25:99"}, {"quick": "2026-11-26", "kind": "no_access"},
              {"quick": "0001-01-01"}, {"quick": "9999-12-31"}],
)  # fmt: skip
def test_bad_input_is_said_and_nothing_is_stored(browse, leo, typed):
    assert browse("hana").post(f"/people/{leo.pk}/plan/", typed).status_code == 422
    assert not Contact.objects.exists()


@pytest.mark.parametrize("typed", [{}, {"kind": "nonsense"}, {"kind": "child_seen", "at": "\x00"}])
def test_bad_input_on_i_saw(browse, leo, typed):
    assert browse("hana").post(f"/people/{leo.pk}/contact/", typed).status_code == 422
    assert not Contact.objects.exists()


@pytest.mark.parametrize("who", ["chloe", "lena", "moses", "nia", "priya"])
@pytest.mark.parametrize("page", ["contact", "plan"])
def test_denied_is_absent(browse, who, page, leo):
    client = browse(who)
    assert client.get(f"/people/{leo.pk}/{page}/").status_code == 404
    assert client.post(f"/people/{leo.pk}/{page}/", {"kind": "child_seen"}).status_code == 404


def test_nobody_elses_contact_exists_to_be_cancelled(browse, hana, leo):
    contact = saw(hana, leo)
    for who in ("amina", "chloe", "priya"):
        assert browse(who).post(f"/contacts/{contact.pk}/cancel/").status_code == 404
