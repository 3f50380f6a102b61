"""What each relation opens, and for whom a person does not exist (design, section 5)."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.demo.cast import involve
from patchwork.involvement.models import Involvement, Look
from patchwork.people.models import Exclusion, Person, Shield

ALL = set(View)
TEAM_ONLY = {View.CARD, View.TEAM}


def opened(viewer, person):
    return {view for view in View if access.may(viewer, view, person)}


def team(viewer, person):
    rows = access.scope(Involvement.objects.filter(person=person), viewer, View.TEAM)
    return {row.post.account.name.split()[0] for row in rows.select_related("post__account")}


def look(world, short, person):
    post = world.posts[short]
    return Look.objects.create(
        area=world.marlowe, person=person, account=post.account, post=post, service=post.service,
        purpose="about_to_see", words="we are about to see him at the door", at=world.now,
        until=world.now + timedelta(hours=8),
    )  # fmt: skip


def test_a_stranger_sees_the_card_only(chloe, leo):
    assert opened(chloe, leo) == {View.CARD}


def test_a_confirmed_member_sees_all(amina, leo):
    assert opened(amina, leo) == ALL


def test_a_reason_opens_the_team_for_eight_hours(world, george, leo):
    look(world, "george", leo)
    assert opened(george, leo) == TEAM_ONLY
    assert opened(george.later(hours=8), leo) == {View.CARD}


def test_provisional_is_like_a_reason_and_ends(world, ivan, leo):
    involve(world, "ivan", "leo", confirmed=False)
    assert opened(ivan, leo) == TEAM_ONLY
    assert opened(ivan.later(days=8), leo) == {View.CARD}


def test_a_supervisor_sees_the_team_of_her_posts_people(joy, leo, kerry):
    assert opened(joy, leo) == {View.CARD, View.TEAM, View.VISITS}
    assert opened(joy, kerry) == {View.CARD}


def test_the_hub_sees_teams(kit, leo):
    assert opened(kit, leo) == {View.CARD, View.TEAM, View.VISITS}


@pytest.mark.parametrize("who", ["moses", "nia"])
def test_administrators_see_no_person_at_all(world, who, leo):
    assert opened(world.viewer(who), leo) == set()


def test_the_privacy_officer_opens_no_team(lena, leo):
    assert opened(lena, leo) == {View.CARD}


def test_another_area_sees_nothing(priya, leo):
    assert opened(priya, leo) == set()


def test_farah_is_seen_by_erins_organisation_only(world, amina, bilal, erin, farah, kit, leo):
    everyone = {"Erin", "Amina", "Bilal", "Hana"}
    assert team(erin, leo) == everyone | {"Farah"}
    assert team(farah, leo) == everyone | {"Farah"}
    for viewer in (amina, bilal, kit):
        assert team(viewer, leo) == everyone


def test_the_audience_needs_a_confirmed_involvement_too(world, ivan, leo):
    """Ivan works for the council as Erin does, but only looks."""
    look(world, "ivan", leo)
    assert "Farah" not in team(ivan, leo)


def test_police_see_the_lead_only(world, dan, leo):
    look(world, "dan", leo)
    assert team(dan, leo) == {"Erin"}


def test_an_excluded_account_finds_nothing_at_all(world, amina, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=amina.account_id, why="he is my nephew", asked_at=world.now,
        acts_from=world.now,
    )  # fmt: skip
    assert opened(amina, leo) == set()
    assert team(amina, leo) == set()


def test_a_shield_leaves_the_card_but_for_named_posts(world, amina, erin, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-17", contact="Marlowe hub", set_at=world.now,
        named_posts=[erin.post_id],
    )  # fmt: skip
    assert opened(amina, leo) == {View.CARD}
    assert opened(erin, leo) == ALL


def test_an_unchecked_record_is_its_makers_alone(world, amina, bilal):
    new = Person.objects.create(
        area=world.marlowe, given_names="New", made_at=world.now, made_by=world.posts["amina"].account
    )
    assert opened(amina, new) == {View.CARD}
    assert opened(bilal, new) == set()


def test_an_unborn_child_is_there_only_for_those_close_to_it_or_its_mother(world, farah, amina, kit, unborn):
    """Farah works with Kerry, the mother; Amina with Leo, the brother."""
    assert opened(farah, unborn) == {View.CARD}
    assert opened(amina, unborn) == set()
    assert opened(kit, unborn) == {View.CARD, View.TEAM, View.VISITS}


def test_a_suspended_post_opens_nothing(world, leo):
    world.posts["amina"].suspended_at = world.now
    assert opened(world.viewer("amina"), leo) == set()


def test_an_unfilled_slot_denies(monkeypatch, amina, leo):
    monkeypatch.setattr(access.deciding.SHIELD, "_step", None)
    assert opened(amina, leo) == set()


def test_a_switched_off_layer_does_not_exist(world, leo):
    world.marlowe.layers = []
    world.posts["amina"].area = world.marlowe
    assert opened(world.viewer("amina"), leo) == set()


def cover(world, who, away, **days):
    """`who` covers for `away` on these days from today: first, and first day back."""
    post = world.posts[away]
    today = world.now.date()
    post.cover, post.away_from = world.posts[who], today + timedelta(days=days["first"])
    post.away_until = today + timedelta(days=days["back"])
    post.save()


def test_who_is_named_as_cover_is_let_in_while_the_colleague_is_away(world, ivan, leo):
    cover(world, "ivan", "erin", first=0, back=5)
    assert opened(ivan, leo) == {View.CARD, View.TEAM, View.VISITS, View.INSIDE}


@pytest.mark.parametrize(("first", "back"), [(1, 5), (-5, 0), (-9, -3)])
def test_a_cover_is_shut_out_before_and_after(world, ivan, leo, first, back):
    cover(world, "ivan", "erin", first=first, back=back)
    assert opened(ivan, leo) == {View.CARD}


def test_nobody_covers_for_who_is_not_confirmed(world, george, leo):
    involve(world, "ivan", "leo", confirmed=False)
    cover(world, "george", "ivan", first=0, back=5)
    assert opened(george, leo) == {View.CARD}


def test_a_supervisor_who_lost_the_power_sees_the_card(world, leo):
    world.posts["joy"].powers = []
    joy = world.viewer("joy")
    assert opened(joy, leo) == {View.CARD}
    assert team(joy, leo) == set()


def test_what_is_lifted_shuts_nobody_out(world, amina, leo):
    """A hazard of its own: a lead practitioner locked out for good."""
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=amina.account_id, asked_at=world.now, acts_from=world.now,
        lifted_at=world.now,
    )  # fmt: skip
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="other", reference="M-1", contact="Marlowe hub", set_at=world.now,
        lifted_at=world.now,
    )  # fmt: skip
    assert opened(amina, leo) == ALL


def test_an_audience_opens_only_from_the_moment_of_being_confirmed(world, ivan, leo):
    """Ivan's organisation is named; his own word is not enough."""
    involve(world, "ivan", "leo", confirmed=False)
    assert "Farah" not in team(ivan, leo)
    Involvement.objects.filter(post=ivan.post_id, person=leo).update(confirmed_at=world.now)
    assert "Farah" in team(ivan, leo)
