"""Exclusion: "he is my nephew". Who may ask, when it acts, what it ends, and the check that suggests one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.access.viewers import viewer_in_post
from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import fixed_id, involve
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.notifications import delivering
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Recipient, tell
from patchwork.people import excluding
from patchwork.people.actions import Identity, add_person
from patchwork.people.excluding import Known
from patchwork.people.jobs import check_new_record, match_stated_relative
from patchwork.people.models import Exclusion, FamilyMember, Person, StatedRelative
from patchwork.people.queries import NotHere, person_or_404


def shut(by, person, whom, **more):
    return excluding.exclude(by=by, person=person, account=whom.account_id, tie="relative", **more)


def there(viewer, person):
    return access.may(viewer, View.CARD, person)


# ── who asks, and when it acts ────────────────────────────────────────────────────────────────────────────────────


def test_for_oneself_it_acts_at_once_and_on_every_view(bilal, leo):
    shut(bilal, leo, bilal)
    assert not any(access.may(bilal, view, leo) for view in View)
    assert not access.scope(Involvement.objects.filter(person=leo), bilal, View.TEAM).exists()


@pytest.mark.parametrize(("who", "right"), [("joy", "manager"), ("lena", "privacy"), ("kit", "hub")])
def test_asked_by_these_it_acts_at_once(world, maya, erin, who, right):
    involve(world, "amina", "maya", is_lead=False)
    Involvement.objects.filter(person=maya, post=world.posts["erin"]).update(is_lead=False, is_statutory=False)
    row = shut(world.viewer(who), maya, erin)
    assert row.source == right
    assert not there(erin, maya)


def test_asked_by_anyone_else_it_waits_one_working_day_at_most(amina, bilal, leo):
    row = shut(amina, leo, bilal)
    assert there(bilal.later(hours=23), leo)
    assert not there(bilal.later(hours=24), leo)
    assert row.source == "colleague"


def test_a_friday_is_followed_by_monday(amina, bilal, leo):
    friday = replace(amina, now=datetime(2026, 11, 27, 16, 0, tzinfo=UTC))
    row = shut(friday, leo, bilal)
    assert row.acts_from == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("who", ["chloe", "priya", "moses", "nia"])
def test_who_does_not_see_the_team_asks_for_nobody_else(world, leo, bilal, who):
    with pytest.raises(Refused):
        shut(world.viewer(who), leo, bilal)


def test_until_then_each_open_is_reported_to_the_privacy_officer(amina, bilal, leo, lena):
    shut(amina, leo, bilal)
    for _twice in range(2):
        person_or_404(leo.pk, viewer=bilal)
    person_or_404(leo.pk, viewer=amina)
    reports = Notice.objects.filter(kind="exclusion.opened", channel="bell")
    assert [one.recipient_id for one in reports] == [lena.account_id] * 2


def test_when_it_acts_nothing_is_opened_to_report(amina, bilal, leo):
    shut(amina, leo, bilal)
    with pytest.raises(NotHere):
        person_or_404(leo.pk, viewer=bilal.later(hours=25))
    assert not Notice.objects.filter(kind="exclusion.opened").exists()


def test_a_suggestion_is_not_reported_on(bilal, leo):
    excluding.suggest(bilal.account_id, leo, "relative", now=bilal.now)
    person_or_404(leo.pk, viewer=bilal)
    assert not Notice.objects.filter(kind="exclusion.opened").exists()


def test_what_was_only_suggested_acts_once_somebody_asks(amina, bilal, leo):
    excluding.suggest(bilal.account_id, leo, "relative", now=bilal.now)
    row = shut(amina, leo, bilal)
    assert row.source == "colleague"
    assert there(bilal.later(hours=23), leo)
    assert not there(bilal.later(hours=24), leo)


def test_asking_again_by_somebody_who_may_makes_it_act(amina, lena, bilal, leo):
    first = shut(amina, leo, bilal)
    assert shut(lena, leo, bilal) == first
    assert not there(bilal, leo)


# ── not without a cover ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_lead_waits_for_a_named_cover(erin, leo):
    row = shut(erin, leo, erin)
    assert row.needs_cover
    assert row.acts_from is None
    assert there(erin.later(days=30), leo)


def test_with_a_cover_the_lead_is_handed_over_and_it_acts(world, erin, joy, leo):
    row = shut(erin, leo, erin, cover=world.posts["joy"])
    assert not row.needs_cover
    assert not there(erin, leo)
    lead = Involvement.objects.get(person=leo, is_lead=True, ended_on__isnull=True)
    assert lead.post == world.posts["joy"]
    assert access.may(joy, View.INSIDE, leo)
    assert Notice.objects.filter(kind="exclusion.cover", recipient_id=joy.account_id).exists()


def test_a_cover_of_another_organisation_cannot_take_over(world, erin, leo):
    with pytest.raises(Refused, match="another one"):
        shut(erin, leo, erin, cover=world.posts["bilal"])


def test_the_privacy_officer_names_one(world, lena, erin, leo):
    row = shut(erin, leo, erin)
    with pytest.raises(Refused, match="Name a colleague"):
        excluding.review(by=lena, exclusion=row, keep=True, words="She is his aunt")
    excluding.review(by=lena, exclusion=row, keep=True, words="She is his aunt", cover=world.posts["joy"])
    assert not there(erin, leo)


def test_who_is_not_needed_needs_no_cover(bilal, leo):
    assert not shut(bilal, leo, bilal).needs_cover


# ── what it ends ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_queued_messages_are_dropped(world, bilal, leo, mailoutbox):
    to = [Recipient(bilal.account_id, bilal.post_id)]
    tell("exclusion.cover", area_id=world.marlowe.pk, event=leo.pk, about=leo.pk, now=world.now, to=to)
    queued = Notice.objects.get(recipient_id=bilal.account_id, channel="email")
    shut(bilal, leo, bilal)
    delivering.deliver(world.marlowe.pk)
    queued.refresh_from_db()
    assert queued.dropped_at == world.now
    assert not [mail for mail in mailoutbox if mail.to == ["bilal@marlowe-health.example"]]


def test_on_every_post_of_the_account(world, bilal, leo):
    other = world.posts["hana"]
    other.account = world.posts["bilal"].account
    other.save()
    shut(bilal, leo, bilal)
    assert not there(viewer_in_post(other, now=world.now), leo)


def test_it_leaves_the_others_as_they_were(amina, bilal, leo):
    shut(bilal, leo, bilal)
    assert access.may(amina, View.INSIDE, leo)


# ── reviewing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lena_lifts_it_and_he_is_there_again(lena, bilal, leo):
    row = shut(bilal, leo, bilal)
    excluding.review(by=lena, exclusion=row, keep=False, words="It was another boy of that name")
    assert there(bilal, leo)
    row.refresh_from_db()
    assert row.review_words == "It was another boy of that name"


@pytest.mark.parametrize("who", ["bilal", "amina", "kit", "joy", "moses", "nia"])
def test_nobody_else_decides(world, bilal, leo, who):
    row = shut(bilal, leo, bilal)
    with pytest.raises(Refused):
        excluding.review(by=world.viewer(who), exclusion=row, keep=False)
    assert excluding.on_desk(world.viewer(who)) == []


def test_the_privacy_officer_does_not_see_those_about_herself(lena, amina, leo):
    shut(amina, leo, lena)
    assert excluding.on_desk(lena) == []
    with pytest.raises(Refused):
        excluding.review(by=lena, exclusion=Exclusion.objects.get(), keep=False)


# ── said beforehand, by name and birthday ─────────────────────────────────────────────────────────────────────────

NEPHEW = Known("Leo", "Hartley", "2017-03-14")
NOBODY = Known("Zeno", "Quillfeather", "2017-03-14")


def state(by, known, tie="relative"):
    return excluding.state_relative(by=by, known=known, tie=tie)


def jobs():
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name__endswith="match_stated_relative")


@pytest.mark.parametrize("known", [NEPHEW, NOBODY])
def test_whether_he_is_here_is_looked_up_later_and_never_said(george, world, leo, known):
    before = AuditEvent.objects.count()
    row = state(george, known)
    (job,) = jobs()
    assert job.scheduled_at == george.now + timedelta(minutes=5)
    assert set(job.args) == {"area", "stated"}, "no name in a job"
    assert AuditEvent.objects.count() == before + 1
    assert not Exclusion.objects.exists()
    match_stated_relative(area=world.marlowe.pk, stated=str(row.pk))
    assert there(george, leo) is (known is NOBODY)
    assert excluding.stated(george) == [(row, known)], "what one sees of it is the same"


@pytest.mark.parametrize("known", [NEPHEW, NOBODY])
def test_the_page_says_the_same(browse, world, leo, known):
    client, day = browse("george"), date.fromisoformat(known.born_on)
    sent = {
        "given_names": known.given_names, "family_name": known.family_name, "born_day": day.day,
        "born_month": day.month, "born_year": day.year, "tie": "relative",
        "acting_post": str(world.posts["george"].pk),
    }  # fmt: skip
    answer = client.post("/my-card/private/", sent, follow=True)
    assert "If this person is on Patchwork, or comes to be" in answer.content.decode()


def test_a_record_that_is_made_later_is_shut_too(george, amina, world):
    state(george, NOBODY)
    later = Identity(given_names="Zeno", family_name="Quillfeather", born_on=date(2017, 3, 14))
    person = add_person(by=amina, identity=later)
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    assert not there(george, Person.objects.get(pk=person.pk))
    assert there(amina, person)


def test_the_words_are_sealed(george):
    from django.db import connection

    state(george, NEPHEW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT who FROM people_statedrelative")
        assert b"Hartley" not in bytes(cursor.fetchone()[0])


def test_taken_back_only_by_who_said_it(george, amina):
    row = state(george, NOBODY)
    with pytest.raises(Refused):
        excluding.take_back(by=amina, row=row)
    excluding.take_back(by=george, row=row)
    assert not StatedRelative.objects.exists()


# ── the automatic check ───────────────────────────────────────────────────────────────────────────────────────────


def check(world):
    return excluding.check_area(world.marlowe.pk, now=world.now, today=world.now.date())


def test_a_practitioner_of_the_same_surname_is_suggested_quietly_and_shut_out_of_nothing(world, bilal, leo, lena):
    account = world.posts["bilal"].account
    account.name = "Bilal Hartley"
    account.save()
    assert check(world) == 1
    (row,) = excluding.on_desk(lena)
    assert (row.account_id, row.person_id, row.source, row.acts_from) == (bilal.account_id, leo.pk, "check", None)
    assert there(bilal, leo)
    assert not Notice.objects.filter(kind__startswith="exclusion").exists()


def test_a_suggestion_that_was_put_aside_does_not_come_back(world, lena):
    account = world.posts["bilal"].account
    account.name = "Bilal Hartley"
    account.save()
    check(world)
    (row,) = excluding.on_desk(lena)
    excluding.review(by=lena, exclusion=row, keep=False, words="No relation, he says")
    assert check(world) == 0


def test_the_brother_of_a_stated_nephew_is_suggested(world, george, leo, maya, lena):
    shut(george, leo, george)
    check(world)
    suggested = {row.person_id for row in excluding.on_desk(lena) if row.source == "check"}
    family = FamilyMember.objects.filter(person=leo).first().family
    assert suggested == set(family.members.exclude(person=leo).values_list("person_id", flat=True)) & suggested
    assert maya.pk in suggested


def test_a_near_match_of_what_was_stated_is_suggested(world, george, leo, lena):
    row = state(george, Known("Leonard", "Hartley", "2017-01-01"))
    match_stated_relative(area=world.marlowe.pk, stated=str(row.pk))
    assert there(george, leo)


def test_most_surnames_suggest_nobody(world):
    assert check(world) == 0


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_the_card_it_is_two_presses_and_the_card_is_gone(browse, world, leo):
    client = browse("chloe")
    assert "I know this person privately" in client.get(f"/people/{leo.pk}/card/").content.decode()
    sent = {"whom": "me", "tie": "relative", "acting_post": str(world.posts["chloe"].pk)}
    done = client.post(f"/people/{leo.pk}/exclusion/", sent, follow=True)
    assert "does not exist for you" in done.content.decode()
    assert client.get(f"/people/{leo.pk}/card/").status_code == 404


def test_for_a_colleague_one_writes_their_address_and_a_refuge_worker_has_none(browse, world, leo):
    client = browse("amina")
    sent = {"whom": "colleague", "colleague": "bilal@marlowe-health.example", "tie": "conflict",
            "acting_post": str(world.posts["amina"].pk)}  # fmt: skip
    assert client.post(f"/people/{leo.pk}/exclusion/", sent).status_code == 303
    type(world.services["clearway"]).objects.filter(pk=world.services["clearway"].pk).update(
        duty_line_only=True, is_sensitive=True
    )
    hidden, nobody = (
        client.post(f"/people/{leo.pk}/exclusion/", {**sent, "colleague": address})
        for address in ("farah@clearway.example", "nobody@clearway.example")
    )
    assert hidden.status_code == nobody.status_code == 422
    assert fixed_id("post", "farah").hex not in hidden.content.decode()
