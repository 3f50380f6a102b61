"""Ending, and taking an ending back."""

from datetime import timedelta

import pytest

from patchwork.activity.models import Deed
from patchwork.involvement import contacting
from patchwork.involvement.actions import ask_me_later, end_involvement, say_still_working, undo_end
from patchwork.involvement.models import Contact, Involvement
from patchwork.involvement.queries import still_working_prompts
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from tests.involvement.helping import around, of


def end(viewer, row, reason="finished", **more):
    return end_involvement(by=viewer, involvement=row, reason=reason, **{"on": viewer.today, **more})


def test_bilal_leaves_and_is_gone_from_the_team(world, amina, bilal, leo):
    end(bilal, of(world, "bilal", "leo"))
    assert "Bilal" not in around(leo, amina)
    assert around(leo, bilal) == []


def test_the_team_is_told_at_the_bell_only(world, bilal, leo):
    end(bilal, of(world, "bilal", "leo"))
    told = Notice.objects.filter(kind="involvement.ended")
    assert {notice.channel for notice in told} == {"bell"}
    assert {notice.recipient.name.split()[0] for notice in told} >= {"Erin", "Amina", "Hana"}


@pytest.mark.parametrize(("days", "words"), [(1, "today or a day before"), (-400, "before it began")])
def test_not_tomorrow_and_not_before_it_began(world, bilal, days, words):
    with pytest.raises(Refused, match=words):
        end(bilal, of(world, "bilal", "leo"), on=bilal.today + timedelta(days=days))


@pytest.mark.parametrize("reason", ["", "nonsense", "handed_over", "moved"])
def test_only_reasons_that_just_end(world, bilal, reason):
    with pytest.raises(Refused, match="why"):
        end(bilal, of(world, "bilal", "leo"), reason=reason)


def test_a_colleague_ends_nothing_for_him(world, amina):
    with pytest.raises(Refused, match="themselves"):
        end(amina, of(world, "bilal", "leo"))


def test_her_supervisor_does(world, joy):
    assert end(joy, of(world, "erin", "leo"), reason="changed_job").ended_on


def test_ending_twice_is_refused(world, bilal):
    row = of(world, "bilal", "leo")
    end(bilal, row)
    with pytest.raises(Refused):
        end(bilal, row)


def test_his_plans_end_with_it_and_come_back_with_it(world, bilal, leo):
    plan = contacting.plan_contact(by=bilal, person=leo, kind="child_seen", planned_for=bilal.later(days=2).now)
    row = end(bilal, of(world, "bilal", "leo"))
    assert Contact.objects.get(pk=plan.pk).cancelled_at
    undo_end(by=bilal, involvement=row)
    assert Contact.objects.get(pk=plan.pk).cancelled_at is None


def test_an_ending_is_taken_back_within_seconds(world, amina, bilal, leo):
    row = end(bilal, of(world, "bilal", "leo"))
    undo_end(by=bilal.later(seconds=9), involvement=row)
    assert "Bilal" in around(leo, amina)


def test_an_hour_later_it_is_too_late(world, bilal):
    row = end(bilal, of(world, "bilal", "leo"))
    with pytest.raises(Refused, match="no longer"):
        undo_end(by=bilal.later(hours=1), involvement=row)


def test_nobody_else_takes_it_back(world, amina, bilal):
    row = end(bilal, of(world, "bilal", "leo"))
    with pytest.raises(Refused):
        undo_end(by=amina, involvement=row)


def test_the_last_ending_starts_the_time_the_record_is_kept(world, farah, kerry):
    end(farah, of(world, "farah", "kerry"))
    kerry.refresh_from_db()
    assert kerry.last_needed_on == farah.today


def test_others_who_stay_keep_the_record(world, bilal, leo):
    end(bilal, of(world, "bilal", "leo"))
    leo.refresh_from_db()
    assert leo.last_needed_on is None


def test_farahs_ending_is_told_to_nobody_in_the_team(world, farah, leo):
    end(farah, of(world, "farah", "leo"))
    told = Notice.objects.filter(kind="involvement.ended")
    assert {notice.recipient.name.split()[0] for notice in told} == {"Kit", "Lena"}
    assert not Deed.objects.filter(person=leo, kind="ended", is_sensitive=False).exists()


# -- still working with them?


@pytest.fixture
def long_ago(world):
    row = of(world, "amina", "leo")
    row.still_confirmed_on = world.now.date() - timedelta(days=90)
    row.save()
    return row


def test_after_ninety_days_she_is_asked(amina, long_ago):
    assert [prompt.name for prompt in still_working_prompts(amina)] == ["Leo Hartley"]


def test_yes_is_remembered(amina, long_ago):
    say_still_working(by=amina, involvement=long_ago)
    assert still_working_prompts(amina) == []


def test_not_now_asks_again_in_a_week(amina, long_ago):
    ask_me_later(by=amina, involvement=long_ago)
    assert still_working_prompts(amina) == []
    assert len(still_working_prompts(amina.later(days=7))) == 1


def test_nobody_is_asked_about_another(bilal, long_ago):
    assert still_working_prompts(bilal) == []


# -- the pages


def test_the_page_ends_it_and_offers_to_undo(browse, world, leo):
    bilal, row = browse("bilal"), of(world, "bilal", "leo")
    today = world.now.date()
    answer = bilal.post(
        f"/involvements/{row.pk}/end/",
        {"reason": "finished", "on_day": today.day, "on_month": today.month, "on_year": today.year},
    )
    assert (answer.status_code, answer.url) == (303, "/")
    answer = bilal.post(f"/involvements/{row.pk}/undo-end/")
    assert (answer.status_code, answer.url) == (303, f"/people/{leo.pk}/")
    assert Involvement.objects.get(pk=row.pk).ended_on is None


def test_no_reason_is_said_at_the_field(browse, world):
    answer = browse("bilal").post(f"/involvements/{of(world, 'bilal', 'leo').pk}/end/", {})
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


@pytest.mark.parametrize(("said", "to"), [("yes", "/"), ("later", "/"), ("no", "end/")])
def test_the_three_answers(browse, long_ago, said, to):
    answer = browse("amina").post(f"/involvements/{long_ago.pk}/still/", {"answer": said})
    assert answer.status_code == 303
    assert answer.url.endswith(to)


@pytest.mark.parametrize("who", ["chloe", "george", "lena", "moses", "nia", "priya"])
@pytest.mark.parametrize("page", ["end", "still", "hand-over", "lead"])
def test_denied_is_absent(browse, world, who, page):
    client, url = browse(who), f"/involvements/{of(world, 'bilal', 'leo').pk}/{page}/"
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
