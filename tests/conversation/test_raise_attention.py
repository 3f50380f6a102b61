"""Raising attention: whom it reaches, who sees it, and that a double press raises one."""

import uuid

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.activity.models import Deed
from patchwork.audit.models import AuditEvent
from patchwork.conversation import actions, queries
from patchwork.conversation.models import Attention
from patchwork.demo.cast import involve
from patchwork.involvement.models import Involvement, Look
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.people.models import Exclusion


def nudge(by, person, *members, category="call_me", token=None):
    """To the whole team, or to these posts."""
    return actions.raise_attention(
        by=by, person=person, category=category, form_token=token or uuid.uuid4(),
        to_whole_team=not members, members=[post.pk for post in members],
    )  # fmt: skip


def told(attention):
    return {nudged.post.account.name.split()[0] for nudged in attention.recipients.select_related("post__account")}


def sees(attention, *viewers):
    return [access.may(viewer, View.TEAM, attention) for viewer in viewers]


def test_amina_nudges_the_whole_team(amina, bilal, erin, hana, leo):
    attention = nudge(amina, leo)
    assert told(attention) == {"Bilal", "Erin", "Hana"}
    assert sees(attention, amina, bilal, erin, hana) == [True] * 4


def test_farah_whom_amina_cannot_see_is_not_nudged_by_her(amina, farah, leo):
    assert "Farah" not in told(nudge(amina, leo))
    assert [row.post.account.name for row in queries.reachable(leo, amina)] == [
        "Erin Walsh", "Bilal Khan", "Hana Novak"
    ]  # fmt: skip


def test_chosen_members_only_see_it(world, amina, bilal, erin, hana, leo):
    attention = nudge(amina, leo, world.posts["hana"])
    assert told(attention) == {"Hana"}
    assert sees(attention, amina, hana, bilal, erin) == [True, True, False, False]


def test_what_a_sensitive_post_raises_stays_in_its_audience(amina, bilal, erin, farah, kit, leo):
    """Only the council was named when Farah's involvement was recorded, so of Leo's team only Erin is in reach."""
    attention = nudge(farah, leo)
    assert told(attention) == {"Erin"}
    assert sees(attention, farah, erin) == [True, True]
    assert sees(attention, amina, bilal, kit) == [False] * 3
    assert [access.may(viewer, View.TEAM, Deed.objects.get()) for viewer in (erin, amina)] == [True, False]


def test_a_sensitive_post_that_only_looks_reaches_nobody(world, farah, maya):
    _look(world, "farah", maya)
    assert queries.reachable(maya, farah) == []
    with pytest.raises(Refused, match="nobody here"):
        nudge(farah, maya, world.posts["erin"])


def test_whoever_is_nudged_once_loses_it_with_the_audience(world, erin, farah, leo):
    attention = nudge(farah, leo)
    Involvement.objects.filter(person=leo, post=world.posts["erin"]).update(ended_on=world.now.date())
    assert sees(attention, erin) == [False]


def test_a_provisional_member_nudges_chosen_ones_but_not_everybody(world, ivan, leo):
    involve(world, "ivan", "leo", confirmed=False)
    with pytest.raises(Refused, match="Only confirmed members"):
        nudge(ivan, leo)
    assert told(nudge(ivan, leo, world.posts["erin"])) == {"Erin"}


def test_whoever_looks_for_a_reason_may_ask_for_a_call(world, george, leo):
    _look(world, "george", leo)
    assert told(nudge(george, leo, world.posts["erin"])) == {"Erin"}


def test_police_reach_the_lead_they_see_and_she_may_nudge_them(world, dan, erin, leo):
    involve(world, "dan", "leo")
    with pytest.raises(Refused, match="everybody at once"):
        nudge(dan, leo)
    assert told(nudge(dan, leo, world.posts["erin"])) == {"Erin"}
    assert "Dan" in told(attention := nudge(erin, leo))
    assert sees(attention, dan) == [True]


def test_a_stranger_cannot(chloe, leo):
    with pytest.raises(Refused, match="no such record"):
        nudge(chloe, leo)


def test_colleagues_who_are_excluded_or_gone_are_not_nudged(world, amina, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account=world.posts["bilal"].account, asked_at=world.now, acts_from=world.now
    )
    world.posts["hana"].ended_on = world.now.date()
    world.posts["hana"].save()
    assert told(nudge(amina, leo)) == {"Erin"}


def test_someone_outside_the_team_cannot_be_chosen(world, amina, leo):
    with pytest.raises(Refused, match="has left the team"):
        nudge(amina, leo, world.posts["george"])


def test_nobody_chosen_is_refused(world, amina, leo):
    with pytest.raises(Refused, match="at least one"):
        actions.raise_attention(by=amina, person=leo, category="call_me", form_token=uuid.uuid4(), to_whole_team=False)


def test_an_unknown_category_is_refused(amina, leo):
    with pytest.raises(Refused, match="what it is about"):
        nudge(amina, leo, category="risk")


def test_a_double_press_raises_one(amina, leo):
    token = uuid.uuid4()
    assert nudge(amina, leo, token=token) == nudge(amina, leo, token=token)
    assert Attention.objects.count() == 1
    assert Deed.objects.count() == 1
    assert Notice.objects.filter(channel="email").count() == 3


def test_another_persons_token_is_refused_and_tells_nothing(amina, bilal, leo):
    token = uuid.uuid4()
    nudge(amina, leo, token=token)
    with pytest.raises(Refused, match="sent already"):
        nudge(bilal, leo, token=token)


def test_it_leaves_deed_audit_and_one_notice_for_each_recipient_and_channel(amina, leo):
    attention = nudge(amina, leo, category="meeting")
    assert Deed.objects.values_list("kind", "detail", "audience").get() == ("attention", "meeting", None)
    assert AuditEvent.objects.filter(kind="attention.raised").count() == 1
    notices = Notice.objects.filter(event=attention.pk)
    assert notices.filter(channel="bell").count() == notices.filter(channel="email").count() == 3
    assert set(notices.values_list("about", flat=True)) == {leo.pk}


def test_the_ledger_line_of_a_chosen_nudge_is_for_the_chosen(world, amina, bilal, hana, leo):
    nudge(amina, leo, world.posts["hana"])
    deed = Deed.objects.get()
    assert [access.may(viewer, View.TEAM, deed) for viewer in (amina, hana, bilal)] == [True, True, False]


def test_someone_with_two_posts_in_the_team_is_nudged_once(world, amina, leo):
    from patchwork.directory.models import Post

    hana = world.posts["hana"]
    world.posts["hana2"] = Post.objects.create(
        area=world.marlowe, account=hana.account, service=world.services["school-nursing"], role="school_nurse",
        started_on=world.now.date(),
    )  # fmt: skip
    involve(world, "hana2", "leo")
    assert len([row for row in queries.reachable(leo, amina) if row.post.account_id == hana.account_id]) == 1


def _look(world, short, person):
    post = world.posts[short]
    return Look.objects.create(
        area=world.marlowe, person=person, account=post.account, post=post, service=post.service,
        purpose="about_to_see", words="we are about to see him", at=world.now, until=world.now.replace(hour=18),
    )  # fmt: skip
