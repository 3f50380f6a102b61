"""Joining tells nobody of a hidden service, and loses no protection."""

from datetime import timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.access.models import Audience
from patchwork.demo.cast import involve
from patchwork.involvement.models import Contact, Involvement
from patchwork.notifications import delivering
from patchwork.notifications.models import Notice
from patchwork.people import shielding
from patchwork.people.merging.actions import merge, unmerge
from patchwork.people.models import Address, Exclusion, Shield
from tests.people.merging.helping import stored


@pytest.fixture
def farahs(world, leon):
    """Farah works with Leon. Erin's organisation was named, and there nobody works with Leon."""
    audience = Audience.objects.create(area=world.marlowe, organisations=[world.organisations["council"].pk])
    Involvement.objects.filter(person=world.persons["leo"], post=world.posts["farah"]).delete()
    return involve(world, "farah", "leon", is_sensitive=True, ground="own_agreement", audience=audience)


def sees(viewer, row):
    return access.scope(type(row).objects.filter(pk=row.pk), viewer, View.TEAM).exists()


def exclude(world, person, who, **more):
    fields = {"asked_at": world.now, "acts_from": world.now - timedelta(days=1), **more}
    return Exclusion.objects.create(area=world.marlowe, person=person, account_id=world.posts[who].account_id, **fields)


def test_erin_does_not_learn_of_it_by_a_joining(kit, erin, leo, leon, farahs):
    """She is confirmed with Leo and her organisation is named; with Leon she had nothing to do."""
    merge(by=kit, keep=leo, gone=leon)
    assert not sees(erin, farahs)


def test_nor_if_the_other_record_goes_on(kit, erin, leo, leon, farahs):
    merge(by=kit, keep=leon, gone=leo)
    assert not sees(erin, farahs)


def test_nor_of_what_farah_noted(world, kit, erin, leo, leon, farahs):
    note = Contact.objects.create(
        area=world.marlowe, person=leon, involvement=farahs, post_id=farahs.post_id, service_id=farahs.service_id,
        kind="child_seen", happened_at=world.now, recorded_at=world.now, is_sensitive=True, audience=farahs.audience,
    )  # fmt: skip
    merge(by=kit, keep=leo, gone=leon)
    assert not sees(erin, note)


def test_who_knew_of_it_knows_of_it_still(world, kit, erin, farah, leo, leon, farahs):
    involve(world, "erin", "leon")
    merge(by=kit, keep=leo, gone=leon)
    assert sees(erin, farahs)
    assert sees(farah, farahs)


def test_farah_with_both_is_seen_by_those_who_saw_either(world, kit, erin, joy, leo, leon, farahs):
    audience = Audience.objects.create(area=world.marlowe, organisations=[world.organisations["council"].pk])
    own = involve(
        world, "farah", "leo", is_sensitive=True, ground="own_agreement", audience=audience, id=farahs.audience_id
    )
    involve(world, "joy", "leon")
    merge(by=kit, keep=leo, gone=leon)
    (one,) = Involvement.objects.filter(person=leo, post=world.posts["farah"], ended_on__isnull=True)
    assert one == own
    assert sees(erin, one), "of Leo she knew"
    assert sees(joy, one), "of Leon she knew"


def test_a_private_one_hides_the_open_one_of_the_same_post(world, kit, amina, leo, leon, farahs):
    involve(world, "farah", "leo", id=farahs.audience_id)
    merge(by=kit, keep=leo, gone=leon)
    (one,) = Involvement.objects.filter(person=leo, post=world.posts["farah"], ended_on__isnull=True)
    assert one.is_sensitive
    assert not sees(amina, one)


def test_farah_is_told_of_her_own_and_erin_of_hers_in_the_same_words(world, kit, leo, leon, farahs, mailoutbox):
    merge(by=kit, keep=leo, gone=leon)
    delivering.deliver(world.marlowe.pk)
    mails = {one.to[0]: (one.subject, one.body) for one in mailoutbox}
    assert mails["farah@clearway.example"][0] == mails["erin@marlowe-council.example"][0]
    assert "Leo" not in "".join(body for _subject, body in mails.values())


# ── protection is never lost ──────────────────────────────────────────────────────────────────────────────────────


def shut(by, person, kind="other"):
    return shielding.set_shield(by=by, person=person, kind=kind, office="hub", why="They fled from home in June")


@pytest.mark.parametrize("keeps", ["protected", "open"])
def test_a_shield_goes_with_the_one(world, lena, kit, amina, leo, leon, keeps):
    shut(lena, leon)
    keep, gone = (leon, leo) if keeps == "protected" else (leo, leon)
    merge(by=lena, keep=keep, gone=gone, first=world.posts["kit"])
    assert shielding.live(keep) is not None
    assert not access.may(amina, View.TEAM, keep)


def test_of_two_shields_the_refuges_stays_and_only_who_is_on_both_lists(world, lena, kit, leo, leon):
    refuge = shut(lena, leon, kind="refuge")
    other = shut(lena, leo)
    both, one = world.posts["erin"].pk, world.posts["amina"].pk
    Shield.objects.filter(pk=refuge.pk).update(named_posts=[both])
    Shield.objects.filter(pk=other.pk).update(named_posts=[both, one])
    merge(by=lena, keep=leo, gone=leon, first=world.posts["kit"])
    (live,) = Shield.objects.filter(person=leo, lifted_at__isnull=True)
    assert live == refuge
    assert live.named_posts == [both]


@pytest.mark.parametrize("keeps", ["refuge", "home"])
def test_of_a_refuge_no_address_is_open_to_anybody(world, lena, kit, leo, leon, keeps):
    home = Address.objects.create(area=world.marlowe, person=leo, lines="4 Tithe Lane", postcode="ZM1 3LE")
    shut(lena, leon, kind="refuge")
    keep, gone = (leon, leo) if keeps == "refuge" else (leo, leon)
    joined = merge(by=lena, keep=keep, gone=gone, first=world.posts["kit"])
    assert not Address.objects.exists()
    unmerge(by=kit, merge=joined)
    assert Address.objects.get() == home, "it was no refuge's"


def test_an_exclusion_goes_with_the_one(world, kit, amina, leo, leon):
    exclude(world, leon, "amina")
    merge(by=kit, keep=leo, gone=leon)
    assert not access.may(amina, View.CARD, leo)


def test_of_two_exclusions_the_one_that_acts_stays(world, kit, amina, leo, leon):
    exclude(world, leo, "amina", acts_from=None)
    exclude(world, leon, "amina")
    merge(by=kit, keep=leo, gone=leon)
    assert not access.may(amina, View.CARD, leo)


def test_who_is_shut_out_is_not_told(world, kit, leo, leon, mailoutbox):
    exclude(world, leon, "amina")
    merge(by=kit, keep=leo, gone=leon)
    delivering.deliver(world.marlowe.pk)
    assert "amina@oakfield-school.example" not in {to for mail in mailoutbox for to in mail.to}


def test_the_privacy_officer_hears_if_nobody_is_left_to_lead(world, kit, leo, leon):
    exclude(world, leon, "erin")
    merge(by=kit, keep=leo, gone=leon)
    told = Notice.objects.filter(kind="exclusion.left_alone", channel="email")
    assert [notice.post for notice in told] == [world.posts["lena"].pk]


def test_what_protects_them_since_protects_both_when_they_are_two_again(world, kit, lena, amina, leo, leon):
    joined = merge(by=kit, keep=leo, gone=leon)
    later = kit.later(days=3)
    shut(lena.later(days=2), leo)
    exclude(world, leo, "hana")
    unmerge(by=later, merge=joined)
    for person in (leo, leon):
        assert shielding.live(person) is not None
        assert not access.may(world.viewer("hana"), View.CARD, person)


def test_a_hold_since_holds_both(world, kit, leo, leon):
    joined = merge(by=kit, keep=leo, gone=leon)
    type(leo).objects.filter(pk=leo.pk).update(held_at=world.now + timedelta(days=1))
    unmerge(by=kit.later(days=2), merge=joined)
    leon.refresh_from_db()
    assert leon.held_at is not None


def test_it_comes_back_as_it_was(world, kit, leo, leon, farahs):
    before = stored()
    unmerge(by=kit, merge=merge(by=kit, keep=leo, gone=leon))
    assert stored() == before
