"""What stands out, each explained by its events; the question on the morning after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patchwork.accounts.models import Account
from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import involve
from patchwork.directory.models import Area, Post
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.oversight import detectors, jobs, watching
from patchwork.oversight.models import DetectorHit, WasItYou
from patchwork.people.models import Address, Person, Shield
from tests.oversight.helping import back, did, told

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def hits(world):
    """What is found in Tuesday: (detector, who, about whom)."""
    start, end = detectors.day_of(world.marlowe, TUESDAY.date())
    watching.look_through(world.marlowe, start=start, end=end, now=world.now)
    rows = DetectorHit.objects.select_related("account", "person").order_by("detector", "account__name", "person")
    return [(row.detector, row.account.name.split()[0], row.person.given_names if row.person else "") for row in rows]


def rename(world, who, name):
    Account.objects.filter(pk=world.posts[who].account_id).update(name=name)


def test_an_ordinary_day_stands_out_nowhere(world):
    for hour in range(3):
        did(world, "amina", "shown:person", "leo", at=TUESDAY + timedelta(hours=hour))
        did(world, "erin", "shown:find", "maya", at=TUESDAY + timedelta(hours=hour))
    did(world, "joy", "shown:person", "leo", at=TUESDAY)  # supervises Erin
    assert hits(world) == []
    assert told("hit.found") == []


def test_the_same_surname(world):
    rename(world, "chloe", "Chloe HARTLEY")
    did(world, "chloe", "shown:find", "maya", at=TUESDAY)
    assert hits(world) == [("same_name", "Chloe", "Maya")]


def test_the_same_address(world, maya):
    namesake = Person.objects.create(
        area=world.marlowe, given_names="Chloe", family_name="Martin", made_at=world.now, checked_at=world.now
    )
    for person, code in ((namesake, "ZM1 4AB"), (maya, "zm14ab")):
        Address.objects.create(area=world.marlowe, person=person, postcode=code)
    did(world, "chloe", "shown:find", "maya", at=TUESDAY)
    assert hits(world) == [("same_home", "Chloe", "Maya")]


def test_a_colleagues_child(world):
    rename(world, "dan", "Kerry Hartley")
    Post.objects.filter(pk=world.posts["dan"].pk).update(service=world.services["homes"])
    did(world, "chloe", "shown:card", "maya", at=TUESDAY)
    assert hits(world) == [("colleagues_child", "Chloe", "Maya")]


def test_of_a_shielded_mother_nothing_is_told(world, kerry):
    Shield.objects.create(area=world.marlowe, person=kerry, kind="refuge", reference="S", contact="C", set_at=world.now)
    rename(world, "dan", "Kerry Hartley")
    Post.objects.filter(pk=world.posts["dan"].pk).update(service=world.services["homes"])
    did(world, "chloe", "shown:card", "maya", at=TUESDAY)
    assert hits(world) == []


def test_several_people_one_does_not_work_with(world):
    for person in ("leo", "maya", "kerry"):
        did(world, "chloe", "involvement.looked", person, at=TUESDAY)
    assert hits(world) == [("unrelated", "Chloe", "")]


def test_of_the_hub_that_is_the_work(world):
    for person in ("leo", "maya", "kerry"):
        did(world, "kit", "shown:person", person, at=TUESDAY + timedelta(hours=12))
    assert hits(world) == []


def test_again_and_again(world):
    for day in (4, 2, 0):
        did(world, "chloe", "shown:card", "maya", at=TUESDAY - timedelta(days=day))
    assert hits(world) == [("repeated", "Chloe", "Maya")]
    assert len(DetectorHit.objects.get().events) == 3


def test_many_searches_in_an_hour(world):
    Area.objects.filter(pk=world.marlowe.pk).update(searches_an_hour=5)
    world.marlowe.refresh_from_db()
    for minute in (0, 10, 20, 30, 70):
        did(world, "amina", "people.searched", at=TUESDAY + timedelta(minutes=minute))
    assert hits(world) == []
    did(world, "amina", "people.searched", at=TUESDAY + timedelta(minutes=40))
    assert hits(world) == [("searches", "Amina", "")]


def test_after_it_ended(world):
    row = Involvement.objects.get(post=world.posts["bilal"], person=world.persons["leo"])
    row.ended_on = (TUESDAY - timedelta(days=20)).date()
    row.save()
    did(world, "bilal", "shown:card", "leo", at=TUESDAY)
    assert hits(world) == [("after_end", "Bilal", "Leo")]


@pytest.mark.parametrize(("hour", "late"), [(11, False), (18, False), (22, True), (3, True)])
def test_out_of_hours(world, hour, late):
    Post.objects.filter(pk=world.posts["chloe"].pk).update(works_from="09:00", works_until="17:30")
    did(world, "chloe", "involvement.looked", "maya", at=TUESDAY.replace(hour=hour))
    assert hits(world) == ([("hours", "Chloe", "")] if late else [])


def test_said_so_and_opened_at_once(world):
    involve(world, "ivan", "leo", confirmed=False)
    did(world, "ivan", "involvement.declared", "leo", at=TUESDAY)
    did(world, "ivan", "shown:person", "leo", at=TUESDAY + timedelta(minutes=1))
    assert hits(world) == [("claimed", "Ivan", "Leo")]
    events = AuditEvent.objects.filter(pk__in=DetectorHit.objects.get().events).values_list("kind", flat=True)
    assert sorted(events) == ["involvement.declared", "shown:person"]


def test_a_day_without_a_detector_finds_nothing(world, monkeypatch):
    """The test of the tests: each of these findings comes from its detector."""
    rename(world, "chloe", "Chloe Hartley")
    did(world, "chloe", "shown:find", "maya", at=TUESDAY)
    monkeypatch.setattr(detectors, "DETECTORS", [one for one in detectors.DETECTORS if one is not detectors.same_name])
    assert hits(world) == []


def test_looking_twice_finds_once_and_tells_once(world):
    rename(world, "chloe", "Chloe Hartley")
    did(world, "chloe", "shown:find", "maya", at=TUESDAY)
    assert hits(world) == hits(world)
    assert told("hit.found") == ["Lena"]


def test_every_detector_says_what_it_means():
    assert {one.__name__ for one in detectors.DETECTORS} <= set(detectors.EXPLAINED) | {
        "many_searches", "out_of_hours",
    }  # fmt: skip


# ── on the page ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_lena_reads_the_events_and_closes_it(world, browse, lena):
    rename(world, "chloe", "Chloe Hartley")
    did(world, "chloe", "shown:find", "maya", at=TUESDAY)
    hits(world)
    page = browse("lena").get(reverse("hits")).content.decode()
    for words in ("Same surname", "Chloe Hartley", "Maya Hartley", "searched"):
        assert words in page, words
    hit = DetectorHit.objects.get()
    sent = {"words": "Her aunt; told to ask for an exclusion", "acting_post": str(lena.post_id)}
    assert browse("lena").post(reverse("close_hit", args=[hit.pk]), sent).status_code == 303
    assert "Same surname" not in browse("lena").get(reverse("hits")).content.decode()
    with pytest.raises(Refused):
        watching.close_hit(by=world.viewer("kit"), hit=hit, words="nothing")


def test_what_a_sensitive_service_did_is_not_on_the_hubs_page(world, kit, lena):
    rename(world, "farah", "Farah Hartley")
    did(world, "farah", "shown:find", "maya", at=TUESDAY)
    assert hits(world) == [("same_name", "Farah", "Maya")]
    assert watching.hit_lines(kit)[0] == []
    assert len(watching.hit_lines(lena)[0]) == 1


def test_on_demand(world, browse, lena, clock):
    rename(world, "chloe", "Chloe Hartley")
    did(world, "chloe", "shown:find", "maya", at=world.now - timedelta(minutes=5))
    assert watching.look_now(by=lena) == 1
    with pytest.raises(Refused):
        watching.look_now(by=world.viewer("kit"))


# ── the morning after ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(world):
    """Chloe looked at two people on Tuesday, and is asked on Wednesday."""
    for person in ("leo", "maya"):
        did(world, "chloe", "involvement.looked", person, at=TUESDAY)
    did(world, "amina", "shown:person", "leo", at=TUESDAY)
    watching.ask_around(world.marlowe, day=TUESDAY.date(), now=world.now)
    return WasItYou.objects.get()


def test_chloe_is_asked_and_amina_is_not(asked, world):
    assert (asked.account_id, asked.persons) == (world.posts["chloe"].account_id, 2)
    assert told("was_it_you") == ["Chloe"]


def test_the_question_names_nobody(asked, browse):
    html = browse("chloe").get(reverse("was_it_you", args=[asked.pk])).content.decode()
    assert "2 people you do not work with" in html
    assert "Hartley" not in html
    assert browse("amina").get(reverse("was_it_you", args=[asked.pk])).status_code == 404


@pytest.mark.parametrize(("said", "told_to"), [("yes", []), ("no", ["Lena"])])
def test_a_no_goes_to_the_privacy_officer_at_once(asked, browse, chloe, said, told_to):
    sent = {"was_me": said, "acting_post": str(chloe.post_id)}
    assert browse("chloe").post(reverse("was_it_you", args=[asked.pk]), sent).status_code == 303
    assert told("was_not_me") == told_to
    assert (b"it was not me" in browse("lena").get(reverse("hits")).content) is (said == "no")


def test_it_is_answered_once(asked, chloe):
    watching.answer(by=chloe, note=asked, was_me=False)
    with pytest.raises(Refused, match="already"):
        watching.answer(by=chloe, note=asked, was_me=True)


def test_every_area_is_gone_through_in_its_own_morning(world, clock):
    did(world, "chloe", "involvement.looked", "leo", at=TUESDAY)
    for moment, asked in ((datetime(2026, 11, 25, 5, 7, tzinfo=UTC), 0), (datetime(2026, 11, 25, 6, 7, tzinfo=UTC), 1)):
        clock.move_to(moment)
        jobs.go_through_yesterday(timestamp=0)
        back(world)
        assert WasItYou.objects.count() == asked


def test_the_day_the_clocks_change_is_a_whole_day(world):
    start, end = detectors.day_of(world.marlowe, datetime(2026, 10, 25, tzinfo=UTC).date())
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)


def test_more_hits_ask_no_more_often(world, lena):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            watching.hit_lines(lena)
        return len(caught.captured_queries)

    rename(world, "chloe", "Chloe Hartley")
    did(world, "chloe", "shown:find", "maya", at=TUESDAY)
    hits(world)
    few = queries()
    for who in ("dan", "ivan", "george"):
        rename(world, who, f"{who.title()} Hartley")
        did(world, who, "shown:find", "maya", "kerry", at=TUESDAY)
    assert len(hits(world)) >= 7
    assert queries() <= few


def test_more_people_at_work_ask_no_more_often_at_night(world):
    def queries():
        start, end = detectors.day_of(world.marlowe, TUESDAY.date())
        with CaptureQueriesContext(connection) as caught:
            detectors.days(world.marlowe, start=start, end=end)
        return len(caught.captured_queries)

    did(world, "chloe", "involvement.looked", "maya", at=TUESDAY)
    few = queries()
    for who in ("dan", "ivan", "george", "amina", "erin"):
        did(world, who, "shown:person", "maya", "leo", at=TUESDAY)
    assert queries() == few


# -- what does not stand out tells nothing either


@pytest.fixture
def ivan_supervises_farah(world):
    """From elsewhere: his own service is none that is kept private."""
    Post.objects.filter(pk=world.posts["farah"].pk).update(supervisor=world.posts["ivan"])
    Post.objects.filter(pk=world.posts["ivan"].pk).update(powers=["supervisor"])
    rename(world, "ivan", "Ivan Hartley")
    did(world, "ivan", "shown:card", "leo", at=TUESDAY)
    did(world, "ivan", "shown:person", "leo", at=TUESDAY.replace(hour=23))


def read_by(viewer):
    return [(line.title, line.who, len(line.lines)) for line in watching.hit_lines(viewer)[0]]


def test_the_hub_reads_the_same_whether_the_private_work_he_supervises_is_there_or_not(
    world, kit, lena, ivan_supervises_farah
):
    with transaction.atomic():
        found, by_hub, by_privacy = hits(world), read_by(kit), read_by(lena)
        transaction.set_rollback(True)
    Involvement.objects.filter(post=world.posts["farah"]).delete()
    assert found == hits(world)
    assert by_hub == read_by(kit) != []
    assert by_privacy == read_by(lena)


def test_he_himself_is_not_asked_about_whom_his_colleague_works_with(world, ivan_supervises_farah):
    assert watching.ask_around(world.marlowe, day=TUESDAY.date(), now=world.now) == []
    Involvement.objects.filter(post=world.posts["farah"]).delete()
    assert [note.persons for note in watching.ask_around(world.marlowe, day=TUESDAY.date(), now=world.now)] == [1]


def test_what_somebody_did_for_a_private_service_is_a_day_of_its_own(world, kit, lena):
    """Farah has a second post with the youth service: the hub reads of that one only."""
    second = world.posts["ivan"]
    Post.objects.filter(pk=second.pk).update(account=world.posts["farah"].account)
    rename(world, "farah", "Farah Price")
    Person.objects.filter(pk=world.persons["maya"].pk).update(family_name="Price")
    did(world, "farah", "shown:card", "maya", at=TUESDAY)
    did(world, "ivan", "shown:card", "maya", at=TUESDAY + timedelta(hours=1))
    hits(world)
    assert read_by(kit) == [("Same surname", "Farah Price", 1)]
    assert sorted(read_by(lena)) == [("Same surname", "Farah Price", 1)] * 2
