"""Break-glass: at three in the morning, for a family of five; beats shields, never an exclusion, never prints."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from patchwork import access
from patchwork.access import View
from patchwork.accounts.models import Account
from patchwork.accounts.proving import GOOD_FOR, Proof
from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.demo.cast import fixed_id
from patchwork.directory.models import Post
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.kit.context import set_area
from patchwork.notifications import delivering
from patchwork.notifications.models import Notice
from patchwork.people import emergency, queries
from patchwork.people.jobs import tell_of_emergency
from patchwork.people.models import (
    Address,
    BreakGlass,
    Exclusion,
    FamilyMember,
    Person,
    Shield,
)

WORDS = "Found alone on Harbour Street, nobody at home"


@pytest.fixture
def mel(world):
    """On the ambulance desk of the health trust at night: break-glass, and nothing else."""
    account = Account.objects.create_user("mel@marlowe-health.example", None, name="Mel Ford", is_demo=True)
    post = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["school-nursing"], role="school_nurse",
        powers=["break_glass"], started_on=world.now.date() - timedelta(days=10), email=account.email,
    )  # fmt: skip
    world.posts["mel"] = post
    return world.viewer("mel")


@pytest.fixture
def family(world, leo, maya, kerry):
    """Five at one address: Kerry, Leo, Maya, a grandfather, and the child Kerry expects. An aunt lives elsewhere."""
    hartleys = FamilyMember.objects.filter(person=leo).first().family
    made = {}
    for name in ("Arthur", "Tess"):
        made[name] = Person.objects.create(
            area=world.marlowe, given_names=name, family_name="Hartley", made_at=world.now, checked_at=world.now
        )
        FamilyMember.objects.create(area=world.marlowe, family=hartleys, person=made[name])
    for one in (leo, maya, kerry, made["Arthur"]):
        Address.objects.create(area=world.marlowe, person=one, lines="7 Mill Row", postcode="ZM1 4AB")
    Address.objects.create(area=world.marlowe, person=made["Tess"], lines="2 Far Lane", postcode="ZM9 9ZZ")
    return made


def proof(by, *, at=None):
    return Proof(by.account_id, at or by.now)


def break_glass(by, person, **more):
    said = {"purpose": "danger", "words": WORDS, "proof": proof(by), **more}
    return emergency.open_in_emergency(by=by, person=person, **said)


def shut(world, person, *, named=(), kind="witness"):
    return Shield.objects.create(
        area=world.marlowe, person=person, kind=kind, reference="K4MD-77QX", contact="Marlowe hub", set_at=world.now,
        named_posts=[world.posts[one].pk for one in named],
    )  # fmt: skip


def kinds(code):
    return Notice.objects.filter(kind=code, channel="bell")


# ── what it opens ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_mel_sees_who_works_with_leo_for_an_hour(mel, leo):
    assert not access.may(mel, View.TEAM, leo)
    break_glass(mel, leo)
    assert access.may(mel, View.TEAM, leo)
    assert access.may(mel, View.VISITS, leo)
    assert access.may(mel.later(minutes=59), View.TEAM, leo)
    assert not access.may(mel.later(minutes=60), View.TEAM, leo)


@pytest.mark.parametrize("view", [View.ACT, View.INSIDE])
def test_it_opens_no_deeds_and_no_conversation(mel, leo, view):
    break_glass(mel, leo)
    assert not access.may(mel, view, leo)


def test_it_beats_a_shield(world, mel, leo):
    shut(world, leo, named=["erin"])
    assert queries.card_of(queries.person_or_404(leo.pk, viewer=mel), viewer=mel).shielded
    break_glass(mel, leo)
    assert access.may(mel, View.TEAM, leo)
    assert not access.may(world.viewer("amina"), View.TEAM, leo), "open to Mel, to nobody else"


def test_it_never_beats_an_exclusion(world, mel, kit, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=mel.account_id, asked_at=world.now, acts_from=world.now
    )
    with pytest.raises(Refused):
        break_glass(mel, leo)
    assert not access.may(mel, View.CARD, leo)


def test_an_exclusion_that_comes_later_shuts_it_at_the_next_request(world, mel, leo):
    break_glass(mel, leo)
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=mel.account_id, asked_at=world.now, acts_from=world.now
    )
    assert not access.may(mel, View.TEAM, leo)


def test_taking_the_power_away_shuts_it_at_the_next_request(mel, leo):
    break_glass(mel, leo)
    assert not access.may(replace(mel, powers=frozenset()), View.TEAM, leo)


@pytest.mark.parametrize("who", ["amina", "erin", "chloe", "lena", "moses", "nia", "priya"])
def test_nobody_else_may(world, leo, who):
    with pytest.raises(Refused):
        break_glass(world.viewer(who), leo)


def test_the_hub_sees_sensitive_rows_only_under_it(world, kit, leo, mel):
    def farah_is_there(viewer):
        rows = access.scope(Involvement.objects.filter(person=leo), viewer, View.TEAM)
        return rows.filter(post=world.posts["farah"]).exists()

    assert not farah_is_there(kit)
    glass = break_glass(kit, leo)
    assert farah_is_there(kit)
    emergency.leave(by=kit, glass=glass)
    assert not farah_is_there(kit)
    break_glass(mel, leo)
    assert not farah_is_there(mel), "others than the hub see no sensitive row"


# ── a family of five at three in the morning ──────────────────────────────────────────────────────────────────────


def test_a_family_of_five_each_shown_in_turn(world, clock, family, leo, maya, kerry, unborn, mel):
    night = replace(mel, now=world.now.replace(hour=3))
    clock.move_to(night.now)
    for one in (leo, maya, kerry):
        shut(world, one, named=["erin"])
    glass = break_glass(night, leo)
    covered = {row.person_id for row in glass.covers.all()}
    assert covered == {leo.pk, maya.pk, kerry.pk, family["Arthur"].pk, unborn.pk}, "the aunt lives elsewhere"
    assert not access.may(night, View.TEAM, maya), "not before it is her turn"
    for one in (kerry, maya, family["Arthur"], unborn):
        emergency.show_next(by=night, glass=glass, person=one)
        assert access.may(night, View.TEAM, one)
    assert len(emergency.covered(glass, night)) == 5
    for one in (leo, maya, kerry, family["Arthur"], unborn):
        assert events_about(one) == 1, "each leaves an audit row of their own"
    emergency.leave(by=night, glass=glass)
    assert not any(access.may(night, View.TEAM, one) for one in (leo, maya, kerry, family["Arthur"]))


def events_about(person):
    reference = AuditReference.objects.get(person=person.pk).reference
    events = AuditSubject.objects.filter(subject=reference).values("event_id")
    return AuditEvent.objects.filter(pk__in=events, kind__in=["emergency.opened", "emergency.shown"]).count()


def test_somebody_who_does_not_live_there_is_not_shown(family, mel, leo):
    glass = break_glass(mel, leo)
    with pytest.raises(Refused):
        emergency.show_next(by=mel, glass=glass, person=family["Tess"])


def test_a_relative_who_does_not_exist_for_them_is_not_covered(world, family, mel, leo, kerry):
    Exclusion.objects.create(
        area=world.marlowe, person=kerry, account_id=mel.account_id, asked_at=world.now, acts_from=world.now
    )
    glass = break_glass(mel, leo)
    assert kerry.pk not in {row.person_id for row in glass.covers.all()}


def test_a_family_in_a_refuge_lives_together_though_no_address_is_kept(world, mel, leo, kerry, maya):
    for one in (leo, kerry):
        shut(world, one, kind="refuge")
    glass = break_glass(mel, leo)
    assert kerry.pk in {row.person_id for row in glass.covers.all()}
    assert maya.pk not in {row.person_id for row in glass.covers.all()}


def test_nothing_is_shown_once_it_is_over(family, mel, leo, maya):
    glass = break_glass(mel, leo)
    with pytest.raises(Refused):
        emergency.show_next(by=mel.later(minutes=61), glass=glass, person=maya)


def test_the_database_keeps_none_for_longer_than_an_hour(mel, leo):
    glass = break_glass(mel, leo)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=glass.pk).update(until=glass.at + timedelta(minutes=61))


# ── the second factor ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_factor_given_earlier_is_not_enough(mel, leo):
    with pytest.raises(Refused, match="second factor"):
        break_glass(mel, leo, proof=proof(mel, at=mel.now - GOOD_FOR - timedelta(seconds=1)))


def test_nor_is_somebody_elses(mel, kit, leo):
    with pytest.raises(Refused, match="second factor"):
        break_glass(mel, leo, proof=proof(kit))


# ── from the fourth in a day ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three(mel, leo, maya, kerry, world):
    """Mel has opened three already, an hour ago and more."""
    for hours, person in ((3, leo), (2, maya), (1, kerry)):
        earlier = replace(mel, now=mel.now - timedelta(hours=hours))
        emergency.leave(by=earlier, glass=break_glass(earlier, person))


def test_the_fourth_waits_for_a_colleague(three, mel, leo, kit):
    glass = break_glass(mel, leo)
    assert glass.needs_colleague
    assert not access.may(mel, View.TEAM, leo)
    assert [notice.recipient_id for notice in kinds("emergency.asks").filter(event=glass.pk)] == [kit.account_id]


def test_it_opens_when_the_colleague_agrees_by_their_second_factor(three, mel, leo, kit):
    glass = break_glass(mel, leo)
    minute = kit.later(minutes=1)
    with pytest.raises(Refused, match="second factor"):
        emergency.answer(by=minute, glass=glass, agree=True, proof=proof(mel))
    emergency.answer(by=minute, glass=glass, agree=True, proof=proof(minute))
    emergency.begin_if_due(emergency.mine(mel.later(minutes=1), leo), by=mel.later(minutes=1))
    assert access.may(mel.later(minutes=1), View.TEAM, leo)
    assert access.may(mel.later(minutes=60), View.TEAM, leo)
    assert not access.may(mel.later(minutes=61), View.TEAM, leo)
    assert kinds("emergency.opened").filter(event=glass.pk).exists()


def test_the_page_that_waits_goes_on_by_itself_and_leaves_no_trace(three, mel, leo, kit, browse, world):
    glass = break_glass(mel, leo)
    client = browse("mel")
    page = client.get(f"/people/{leo.pk}/emergency/").content.decode()
    asks = f"/emergency/{glass.pk}/waiting/"
    assert f'hx-get="{asks}"' in page
    assert "Look again" in page  # without the script
    before = AuditEvent.objects.count()
    assert client.get(asks, headers={"HX-Request": "true"}).status_code == 204
    assert AuditEvent.objects.count() == before
    emergency.answer(by=kit, glass=glass, agree=True, proof=proof(kit))
    on = client.get(asks, headers={"HX-Request": "true"})
    assert (on.status_code, on.headers["HX-Redirect"]) == (200, f"/people/{leo.pk}/emergency/")
    assert client.get(asks).headers["Location"] == f"/people/{leo.pk}/emergency/"
    assert browse("kit").get(asks).status_code == 404


def test_it_stays_shut_when_the_colleague_says_no(three, mel, leo, kit, lena):
    glass = break_glass(mel, leo)
    emergency.answer(by=kit, glass=glass, agree=False, proof=proof(kit))
    assert emergency.mine(mel.later(minutes=6), leo) is None
    assert not access.may(mel.later(minutes=6), View.TEAM, leo)
    assert kinds("emergency.declined").filter(event=glass.pk).count() == 1


def test_unanswered_it_opens_after_five_minutes_and_the_privacy_officers_hear_at_once(
    three, mel, leo, lena, clock, world
):
    glass = break_glass(mel, leo)
    early, late = mel.later(minutes=4), mel.later(minutes=5)
    emergency.begin_if_due(glass, by=early)
    assert not access.may(early, View.TEAM, leo)
    clock.shift(timedelta(minutes=5))
    tell_of_emergency(area=world.marlowe.pk, glass=str(glass.pk))
    tell_of_emergency(area=world.marlowe.pk, glass=str(glass.pk))
    assert [one.recipient_id for one in kinds("emergency.unanswered")] == [lena.account_id]
    glass.refresh_from_db()
    emergency.begin_if_due(glass, by=late)
    assert access.may(late, View.TEAM, leo)


def test_nobody_agrees_to_their_own(three, mel, leo):
    glass = break_glass(mel, leo)
    with pytest.raises(Refused):
        emergency.answer(by=mel, glass=glass, agree=True, proof=proof(mel))


@pytest.mark.parametrize("who", ["amina", "lena", "joy"])
def test_only_who_has_the_power_agrees(three, mel, leo, world, who):
    glass, by = break_glass(mel, leo), world.viewer(who)
    with pytest.raises(Refused):
        emergency.answer(by=by, glass=glass, agree=True, proof=proof(by))


def test_a_day_later_it_opens_at_once_again(three, mel, leo):
    tomorrow = mel.later(hours=25)
    assert not break_glass(tomorrow, leo).needs_colleague


# ── telling and reviewing ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_privacy_officers_of_both_organisations_are_told(world, mel, leo, lena):
    """Mel is of the health trust, Erin, who leads, of the council: Lena; the trust's own officer is Omar."""
    account = Account.objects.create_user("omar@marlowe-health.example", None, name="Omar Aziz", is_demo=True)
    Post.objects.create(
        area=world.marlowe, account=account, service=world.services["school-nursing"], role="administrator",
        powers=["privacy"], started_on=world.now.date(), email=account.email,
    )  # fmt: skip
    break_glass(mel, leo)
    assert {one.recipient_id for one in kinds("emergency.opened")} == {lena.account_id, account.pk}


def test_the_mail_says_nothing_about_anybody(world, mel, leo, mailoutbox):
    break_glass(mel, leo)
    delivering.deliver(world.marlowe.pk)
    (mail,) = mailoutbox
    for word in ("Leo", "Hartley", "Mel", "Harbour", "danger"):
        assert word not in mail.subject + mail.body


def test_lena_reviews_within_two_working_days_in_sealed_words(mel, lena, leo):
    glass = break_glass(mel, leo)
    assert (glass.review_by - mel.today).days == 2  # Wednesday to Friday
    assert list(emergency.to_review(lena)) == [glass]
    done = emergency.review(by=lena, glass=glass, outcome="needed", words="Spoke to Mel and to the ward")
    done.refresh_from_db()
    assert (done.outcome, done.review_words) == ("needed", "Spoke to Mel and to the ward")
    with pytest.raises(Refused, match="already"):
        emergency.review(by=lena, glass=glass, outcome="wrong", words="Once more")


def test_words_are_sealed_at_rest(mel, leo):
    from django.db import connection

    break_glass(mel, leo)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM people_breakglass")
        assert b"Harbour" not in bytes(cursor.fetchone()[0])


def test_nobody_reviews_their_own(world, mel, lena, leo):
    glass = break_glass(mel, leo)
    BreakGlass.objects.filter(pk=glass.pk).update(account_id=lena.account_id)
    assert not emergency.to_review(lena).exists()


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_kit_walks_through_it(browse, world, leo, maya, family):
    shut(world, leo, named=["erin"])
    client, path = browse("kit"), f"/people/{leo.pk}/emergency/"
    assert "Only when somebody" in client.get(path).content.decode()
    sent = {"purpose": "danger", "words": WORDS, "is_me": "on", "acting_post": str(world.posts["kit"].pk)}
    refused = client.post(path, {**sent, "is_me": ""})
    assert refused.status_code == 422
    assert client.post(path, sent).status_code == 303
    shown = client.get(path).content.decode()
    assert "60 minutes left" in shown
    assert "Open Maya" in shown
    glass = BreakGlass.objects.get()
    acting = {"acting_post": str(world.posts["kit"].pk)}
    assert client.post(f"/emergency/{glass.pk}/show/{maya.pk}/", acting).status_code == 303
    assert "minutes left" in client.get(f"/people/{maya.pk}/").content.decode(), "the clock stands on every page"
    assert client.post(f"/emergency/{glass.pk}/leave/", acting).status_code == 303
    assert "minutes left" not in client.get("/").content.decode()
    assert client.get(f"/people/{leo.pk}/").headers["Location"].endswith("/card/")


def test_signing_out_is_leaving(browse, world, kit, leo):
    break_glass(kit, leo)
    browse("kit").post("/sign-in/out/")
    set_area(world.marlowe.pk)
    assert BreakGlass.objects.get().ended_at == world.now


def test_printing_is_refused_while_it_is_open(browse, world, mel, leo):
    """Even to somebody who could print as a member of the team."""
    from patchwork.demo.cast import involve
    from tests.conftest import sign_in_as

    involve(world, "mel", "leo", id=fixed_id("involvement", "mel", "leo"))
    client = sign_in_as(world.posts["mel"])
    assert client.get(f"/people/{leo.pk}/print/").status_code == 200
    break_glass(mel, leo)
    assert client.get(f"/people/{leo.pk}/print/").status_code == 404


def test_the_colleague_is_not_told_of_whom(three, browse, mel, leo, kit):
    glass = break_glass(mel, leo)
    shown = browse("kit").get(f"/emergency/{glass.pk}/answer/").content.decode()
    assert "Mel Ford" in shown
    assert "Leo" not in shown
    assert "Hartley" not in shown


def test_whoever_may_not_gets_what_nobody_gets(browse, leo):
    client = browse("amina")
    assert client.get(f"/people/{leo.pk}/emergency/").status_code == 404
    assert client.get("/emergency/").status_code == 404
