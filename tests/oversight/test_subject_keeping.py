"""What follows a request: put right, held, restricted, erased."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection

from patchwork import access
from patchwork.access import View
from patchwork.accounts.proving import Proof
from patchwork.agreements.models import Agreement
from patchwork.audit.models import AuditEvent, AuditReference
from patchwork.audit.verifying import verify
from patchwork.conversation.actions import raise_attention
from patchwork.directory import proposals
from patchwork.directory.actions import end_post
from patchwork.involvement import actions as involvements
from patchwork.involvement import contacting
from patchwork.involvement.models import Involvement
from patchwork.involvement.passing_on import hand_over
from patchwork.involvement.withdrawing import withdraw_agreement
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.oversight.subject import keeping
from patchwork.oversight.subject.models import KeepingDeed, SubjectAccessCase
from patchwork.people import actions
from patchwork.people import keeping as nightly
from patchwork.people.models import Person, Relationship
from tests.involvement.helping import declare
from tests.oversight.asking import opened, proof, released


def nobody_works_with(person: Person, *, since: date) -> None:
    """Everybody left, and the clean-up has noted it."""
    Involvement.objects.filter(person=person).update(started_on=since - timedelta(days=9), ended_on=since)
    Person.objects.filter(pk=person.pk).update(last_needed_on=since)
    person.refresh_from_db()


def left_long_ago(lena, person: Person) -> None:
    nobody_works_with(person, since=lena.today.replace(year=lena.today.year - 7))


def test_something_is_wrong_and_what_became_of_it_is_kept(lena, kerry):
    case = opened(lena, kerry)
    row = keeping.ask_correction(by=lena, case=case, words="My name is Kerrie with ie")
    keeping.answer_correction(by=lena, correction=row, outcome="corrected", words="Erin has put it right")
    row.refresh_from_db()
    assert (row.outcome, row.outcome_words) == ("corrected", "Erin has put it right")
    with pytest.raises(Refused, match="answered already"):
        keeping.answer_correction(by=lena, correction=row, outcome="refused", words="Or maybe not at all")


# ── hold ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hold_stops_every_deletion(world, lena, kerry):
    left_long_ago(lena, kerry)
    case = opened(lena, kerry)
    keeping.keep(by=lena, case=case, kind="hold", words="A public inquiry has been announced")
    with pytest.raises(Refused, match="held"):
        keeping.ask_to_erase(by=lena, case=case, ground="error", typed="Kerry Hartley", proof=proof(lena))
    nightly.clean_up(world.marlowe, now=lena.now)
    set_area(world.marlowe.pk)
    assert Person.objects.filter(pk=kerry.pk).exists()


def test_a_hold_that_ended_stops_nothing(lena, kerry):
    case = opened(lena, kerry)
    keeping.keep(by=lena, case=case, kind="hold", words="A public inquiry has been announced")
    keeping.keep(by=lena, case=case, kind="unhold", words="The inquiry is over now")
    kerry.refresh_from_db()
    assert kerry.held_at is None
    assert list(KeepingDeed.objects.order_by("pk").values_list("kind", flat=True).distinct()) != []


def test_it_is_said_why_and_done_once(lena, kerry):
    case = opened(lena, kerry)
    with pytest.raises(Refused, match="few more words"):
        keeping.keep(by=lena, case=case, kind="hold", words="because")
    keeping.keep(by=lena, case=case, kind="hold", words="A public inquiry has been announced")
    with pytest.raises(Refused, match="so already"):
        keeping.keep(by=lena, case=case, kind="hold", words="A public inquiry has been announced")


# ── erase ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def chain(world):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return verify(world.marlowe.pk)


def test_erased_the_person_is_gone_and_the_chain_is_whole(world, lena, kerry, leo):
    left_long_ago(lena, kerry)
    case = opened(lena, kerry)
    released(world, lena, case)
    events = AuditEvent.objects.count()
    asked = keeping.ask_to_erase(by=lena, case=case, ground="over", typed="Kerry  Hartley", proof=proof(lena))
    proposals.decide(by=world.viewer("moses"), proposal=asked, agree=True)
    assert not Person.objects.filter(pk=kerry.pk).exists()
    assert not AuditReference.objects.filter(person=kerry.pk).exists()
    assert not Relationship.objects.filter(person=kerry.pk).exists()
    assert Person.objects.filter(pk=leo.pk).exists()
    assert AuditEvent.objects.filter(kind="subject.erased").count() == 1
    assert AuditEvent.objects.count() > events
    verdict = chain(world)
    assert verdict.faults == []
    assert verdict.links >= events


def test_the_dry_run_shows_what_goes_and_changes_nothing(lena, kerry):
    left_long_ago(lena, kerry)
    run = keeping.dry_run(kerry, by=lena)
    assert dict(run.goes)["Who works, or has worked, with the person"] == 1
    assert [code for code, _words in run.grounds] == ["over", "error"]
    assert any("random number" in str(words) for words in run.stays)
    assert Person.objects.filter(pk=kerry.pk).exists()


def test_while_somebody_works_with_them_nothing_is_erased(lena, leo):
    case = opened(lena, leo)
    assert keeping.dry_run(leo, by=lena).grounds == []
    with pytest.raises(Refused, match="works with the person now"):
        keeping.ask_to_erase(by=lena, case=case, ground="error", typed="Leo Hartley", proof=proof(lena))


def test_before_its_time_only_as_a_mistake(lena, moses, kerry):
    nobody_works_with(kerry, since=lena.today - timedelta(days=30))
    case = opened(lena, kerry)
    with pytest.raises(Refused, match="26 October 2032"):
        keeping.ask_to_erase(by=lena, case=case, ground="over", typed="Kerry Hartley", proof=proof(lena))
    asked = keeping.ask_to_erase(by=lena, case=case, ground="error", typed="Kerry Hartley", proof=proof(lena))
    proposals.decide(by=moses, proposal=asked, agree=True)
    assert not Person.objects.filter(pk=kerry.pk).exists()


@pytest.fixture
def asked_to_erase(lena, kerry):
    """Kerry's time is over, and Lena asks."""
    left_long_ago(lena, kerry)
    return keeping.ask_to_erase(
        by=lena, case=opened(lena, kerry), ground="over", typed="Kerry Hartley", proof=proof(lena)
    )  # fmt: skip


def test_nothing_goes_before_a_second_person_agrees(asked_to_erase, lena, moses, kerry):
    with pytest.raises(Refused, match="somebody else"):
        proposals.decide(by=lena, proposal=asked_to_erase, agree=True)
    assert Person.objects.filter(pk=kerry.pk).exists()
    proposals.decide(by=moses, proposal=asked_to_erase, agree=False)
    assert Person.objects.filter(pk=kerry.pk).exists()


def test_the_second_person_reads_a_reference_and_no_name(asked_to_erase, lena, browse):
    case = SubjectAccessCase.objects.get()
    page = browse("moses").get(f"/proposals/{asked_to_erase.pk}/").content.decode()
    assert case.reference in page
    assert "Kerry" not in page
    assert "Hartley" not in page
    waits = browse("lena").get(f"/subject-access/{case.pk}/erase/").content.decode()
    assert case.reference in waits
    assert 'name="typed"' not in waits


def test_what_changed_meanwhile_is_asked_again(world, asked_to_erase, lena, moses, kerry):
    keeping.keep(by=lena, case=SubjectAccessCase.objects.get(), kind="hold", words="A court wants to see it first")
    with pytest.raises(Refused, match="held"):
        proposals.decide(by=moses, proposal=asked_to_erase, agree=True)
    assert Person.objects.filter(pk=kerry.pk).exists()


def test_administrators_do_not_ask_for_it(asked_to_erase, nia, moses):
    for who in (nia, moses):
        with pytest.raises(Refused):
            proposals.propose(by=who, kind=keeping.ERASE, about=asked_to_erase.about, change={"ground": "over"})


def test_who_left_on_29_february_is_kept_until_1_march(lena, kerry):
    nobody_works_with(kerry, since=date(2024, 2, 29))
    assert keeping.kept_until(kerry, lena) == date(2030, 3, 1)


def test_the_name_is_typed_and_the_second_factor_is_fresh(lena, kerry):
    left_long_ago(lena, kerry)
    case = opened(lena, kerry)
    with pytest.raises(Refused, match="Type the name"):
        keeping.ask_to_erase(by=lena, case=case, ground="over", typed="Kerry", proof=proof(lena))
    old = Proof(lena.in_account, lena.now - timedelta(minutes=5))
    with pytest.raises(Refused, match="second factor"):
        keeping.ask_to_erase(by=lena, case=case, ground="over", typed="Kerry Hartley", proof=old)
    assert Person.objects.filter(pk=kerry.pk).exists()


# ── restrict ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def restricted(lena, leo):
    """Leo's record is restricted."""
    keeping.keep(by=lena, case=opened(lena, leo), kind="restrict", words="His father disputes what is held")
    leo.refresh_from_db()
    return leo


def test_restricted_nobody_new_finds_it(restricted, chloe, george, amina, erin, kit, lena):
    assert not access.may(chloe, View.CARD, restricted)
    assert not access.may(george, View.CARD, restricted)
    for who in (amina, erin, kit, lena):
        assert access.may(who, View.CARD, restricted)


def test_restricted_the_team_reads_and_changes_nothing(restricted, amina):
    assert access.may(amina, View.TEAM, restricted)
    assert not access.may(amina, View.ACT, restricted)
    with pytest.raises(Refused, match="restricted"):
        contacting.log_contact(by=amina, person=restricted, kind="child_seen", at=amina.now)
    with pytest.raises(Refused, match="restricted"):
        actions.correct_person(by=amina, person=restricted, identity=actions.identity_of(restricted))


def test_restricted_nobody_ends_confirms_or_nudges(world, restricted, amina, bilal, erin):
    mine = Involvement.objects.get(post=world.posts["amina"], person=restricted)
    for refused in (
        lambda: involvements.end_involvement(by=amina, involvement=mine, reason="other", on=amina.today),
        lambda: involvements.say_still_working(by=amina, involvement=mine),
        lambda: hand_over(by=amina, involvement=mine, to=None),
        lambda: nudge(amina, restricted, bilal),
        lambda: declare(world.viewer("ivan"), restricted),
    ):
        with pytest.raises(Refused, match=r"restricted|no such record"):
            refused()
    assert not Agreement.objects.filter(person=restricted, recorded_at=world.now).exists()
    assert nudge(erin, restricted, bilal)  # she protects him


def nudge(by, person, whom):
    return raise_attention(
        by=by, person=person, category="call_me", form_token=uuid.uuid4(), to_whole_team=False, members=[whom.post_id]
    )


def test_restricted_what_kerry_takes_back_still_holds(world, restricted, farah):
    row = Involvement.objects.get(post=world.posts["farah"], person=restricted)
    withdraw_agreement(by=farah, involvement=row)
    row.refresh_from_db()
    assert row.audience is not None
    assert row.audience.organisations == []


def test_restricted_who_leaves_for_good_leaves_it_to_the_school(world, restricted, moses):
    end_post(by=moses, post=world.posts["amina"])
    assert Involvement.objects.filter(person=restricted, service=world.services["oakfield"], post=None).exists()


def test_restricted_the_pages_say_what_to_do(world, restricted, browse):
    page = browse("amina").get(f"/people/{restricted.pk}/attention/").content.decode()
    assert "Ask the privacy officer" in page
    assert "<form method" not in page.split("<main", 1)[1]
    assert (
        f"/people/{restricted.pk}/attention/" not in browse("amina").get(f"/people/{restricted.pk}/").content.decode()
    )


def test_restricted_a_child_can_still_be_protected(restricted, erin, kit):
    assert access.may(erin, View.ACT, restricted)
    assert contacting.log_contact(by=erin, person=restricted, kind="child_seen", at=erin.now)
    assert access.may(kit, View.TEAM, restricted)


def test_the_restriction_ends(restricted, lena, chloe):
    case = SubjectAccessCase.objects.get(person=restricted)
    keeping.keep(by=lena, case=case, kind="unrestrict", words="The dispute is settled")
    assert access.may(chloe, View.CARD, restricted)


def test_restricted_it_is_not_in_the_answers_of_a_search(restricted, browse):
    found = browse("chloe").post("/find/", {"q": "Leo Hartley"}).content.decode()
    assert str(restricted.pk) not in found
    assert str(restricted.pk) in browse("amina").post("/find/", {"q": "Leo Hartley"}).content.decode()
