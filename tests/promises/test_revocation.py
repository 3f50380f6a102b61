"""A right that has gone is gone at the next request, not at the next sign-in."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from patchwork import access
from patchwork.access import View
from patchwork.accounts.models import Account
from patchwork.demo.cast import fixed_id
from patchwork.directory.models import Area, Post
from patchwork.involvement import withdrawing
from patchwork.involvement.models import Involvement, Look
from patchwork.kit.context import set_area
from patchwork.notifications import delivering
from patchwork.notifications.models import Notice
from patchwork.people.models import Exclusion, Person, Shield
from tests.promises.rows import ABSENT, CARD, ELSEWHERE, GET, OK, SIGN_IN
from tests.promises.sweep import Standing


def ends_the_involvement(world):
    Involvement.objects.filter(pk=fixed_id("involvement", "amina", "leo")).update(ended_on=world.now.date())


def excludes_her(world):
    Exclusion.objects.create(
        area=world.marlowe, person=world.persons["leo"], account=world.posts["amina"].account, asked_at=world.now,
        acts_from=world.now,
    )  # fmt: skip


def shields_leo(world):
    Shield.objects.create(
        area=world.marlowe, person=world.persons["leo"], kind="refuge", reference="R-1", contact="The hub",
        set_at=world.now,
    )  # fmt: skip


def suspends_her_post(world):
    Post.objects.filter(pk=world.posts["amina"].pk).update(suspended_at=world.now)


def ends_her_post(world):
    Post.objects.filter(pk=world.posts["amina"].pk).update(ended_on=world.now.date())


def suspends_her_account(world):
    Account.objects.filter(pk=world.posts["amina"].account_id).update(is_active=False)


def changes_her_password(world):
    account = world.posts["amina"].account
    account.set_password("a-new-one-from-elsewhere")
    account.save()
    account.refresh_from_db()


def signs_her_out_elsewhere(world):
    Session.objects.all().delete()


def switches_the_layer_off(world):
    Area.objects.filter(pk=world.marlowe.pk).update(layers=[])


def makes_her_an_administrator(world):
    Post.objects.filter(pk=world.posts["amina"].pk).update(powers=["organisation_admin"])


CASES = [
    (ends_the_involvement, {CARD}),
    (excludes_her, {ABSENT}),
    (shields_leo, {CARD}),
    (suspends_her_post, {ABSENT, ELSEWHERE}),
    (ends_her_post, {ABSENT, ELSEWHERE}),
    (suspends_her_account, {SIGN_IN}),
    (changes_her_password, {SIGN_IN}),
    (signs_her_out_elsewhere, {SIGN_IN}),
    (switches_the_layer_off, {ABSENT}),
    (makes_her_an_administrator, {ABSENT}),
]


@pytest.mark.parametrize(("change", "answers"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_the_next_request_knows(standing: Standing, undone, change, answers):
    path = standing.path("person")
    assert standing.ask("amina", GET, path).answer == OK
    change(standing.world)
    assert standing.ask("amina", GET, path).answer in answers


# -- and so does every message that was waiting to be sent


def wait_at_her_door(standing: Standing) -> None:
    """Two messages about Leo in Amina's outbox and at her bell, not sent yet: of a newcomer, and of a nudge."""
    world = standing.world
    amina, leo = world.posts["amina"], world.persons["leo"]
    told = {
        "involvement.declared": standing.arguments["provisional"],
        "attention.raised": standing.arguments["attention_id"],
    }
    for kind, event in told.items():
        for channel in ("email", "bell"):
            Notice.objects.create(
                area=world.marlowe, kind=kind, event=event, about=leo.pk, recipient=amina.account, post=amina.pk,
                channel=channel, created_at=world.now, data={"category": "call_me"},
            )  # fmt: skip


def about_leo(standing: Standing) -> list[Notice]:
    amina = standing.world.posts["amina"]
    rows = Notice.objects.filter(recipient=amina.account, about=standing.world.persons["leo"].pk, channel="email")
    return list(rows.filter(event__in=events(standing)))


def events(standing: Standing) -> list[uuid.UUID]:
    return [standing.arguments["provisional"], standing.arguments["attention_id"]]


STAYS = {changes_her_password, signs_her_out_elsewhere}
"""These end what a browser may do; mail still reaches her, and names nobody."""


@pytest.mark.parametrize("change", [change for change, _ in CASES if change not in STAYS], ids=lambda one: one.__name__)
def test_no_queued_message_goes_out(standing: Standing, undone, change):
    """Asked again as it is sent: what Amina may no longer see is dropped, not told."""
    wait_at_her_door(standing)
    change(standing.world)
    mail.outbox = []
    delivering.deliver(standing.world.marlowe.pk)
    set_area(standing.world.marlowe.pk)
    assert [one.sent_at for one in about_leo(standing)] == [None, None]
    assert {one.problem for one in about_leo(standing)} == {"may_not"}


def test_they_go_out_while_she_may(standing: Standing, undone):
    """The test of the test."""
    wait_at_her_door(standing)
    mail.outbox = []
    delivering.deliver(standing.world.marlowe.pk)
    set_area(standing.world.marlowe.pk)
    assert all(one.sent_at for one in about_leo(standing))


@pytest.mark.parametrize("change", [ends_the_involvement, excludes_her, shields_leo], ids=lambda one: one.__name__)
def test_the_bell_stops_telling(standing: Standing, undone, change):
    wait_at_her_door(standing)
    assert "Leo" in standing.ask("amina", GET, standing.path("attentions")).response.content.decode()
    change(standing.world)
    page = standing.ask("amina", GET, standing.path("attentions")).response.content.decode()
    assert "Leo" not in page or change is shields_leo


def test_a_private_service_is_gone_for_whom_it_was_taken_back_from(standing: Standing, undone):
    """Erin's organisation may know of Farah; Farah takes that back, and the next page has nothing of her."""
    world = standing.world
    assert "Farah" in standing.ask("erin", GET, standing.path("person")).response.content.decode()
    row = Involvement.objects.get(pk=fixed_id("involvement", "farah", "leo"))
    withdrawing.withdraw_agreement(by=world.viewer("farah"), involvement=row)
    assert "Farah" not in standing.ask("erin", GET, standing.path("person")).response.content.decode()


def test_a_reason_ends_with_its_eight_hours(standing: Standing, undone):
    Look.objects.filter(post=standing.world.posts["george"]).update(until=standing.world.now)
    assert standing.ask("george", GET, standing.path("person")).answer == CARD


def test_an_unconfirmed_involvement_ends_with_its_days(standing: Standing, undone):
    Involvement.objects.filter(pk=fixed_id("involvement", "ivan", "leo")).update(provisional_until=standing.world.now)
    assert standing.ask("ivan", GET, standing.path("person")).answer == CARD


def test_an_exclusion_that_begins_tomorrow_waits(standing: Standing, undone):
    excludes_her(standing.world)
    Exclusion.objects.update(acts_from=standing.world.now + timedelta(days=1))
    assert standing.ask("amina", GET, standing.path("person")).answer == OK


def test_list_and_single_answer_cannot_disagree(standing: Standing, undone):
    """`scope`, `may` and the flags of a page are one rule, for everyone and every person."""
    shields_leo(standing.world)
    excludes_her(standing.world)
    for short in ["amina", "erin", "farah", "ivan", "george", "joy", "kit", "lena", "nia"]:
        viewer = standing.world.viewer(short)
        flagged = {one.pk: one for one in access.with_opened_views(Person.objects.all(), viewer)}
        for view in View:
            listed = set(access.scope(Person.objects.all(), viewer, view).values_list("pk", flat=True))
            for pk, person in flagged.items():
                assert (pk in listed) == access.may(viewer, view, person), (short, view)
                if view is not View.CARD:
                    assert bool(getattr(person, f"opens_{view}")) == (pk in listed), (short, view)
