"""A reason to look: George, the GP, does not work with Leo, whose team Erin leads."""

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.activity.models import Deed
from patchwork.activity.words import deed_words
from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import involve
from patchwork.involvement import looks
from patchwork.involvement.models import Look
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import kind_of
from patchwork.people.models import Exclusion, Shield

WORDS = "his mother is on the phone"


def give(viewer, person, purpose="who_to_call", words=WORDS):
    return looks.give_reason(by=viewer, person=person, purpose=purpose, words=words)


def deeds_seen(viewer, person):
    rows = access.scope(Deed.objects.filter(person=person, kind="looked"), viewer, View.TEAM)
    return [
        deed_words(deed, about=person.short_name)
        for deed in rows.select_related("post__account", "service__organisation")
    ]


def test_a_reason_opens_the_team_for_eight_hours(george, leo):
    give(george, leo)
    assert access.may(george, View.TEAM, leo)
    assert not access.may(george, View.VISITS, leo)
    assert not access.may(george.later(hours=8), View.TEAM, leo)


def test_the_words_are_sealed(superuser, george, leo, django_db_setup):
    look = give(george, leo)
    raw = Look.objects.raw("SELECT id, words::text AS sealed FROM involvement_look")[0].sealed
    assert WORDS.encode().hex() not in raw
    assert Look.objects.get(pk=look.pk).words == WORDS


def test_the_team_sees_which_organisation_looked_and_why(george, amina, leo):
    give(george, leo)
    assert deeds_seen(amina, leo) == [
        "someone from Harbour Street Surgery looked: “I am worried and need to know whom to call”"
    ]


def test_the_lead_practitioner_is_told(world, george, leo):
    look = give(george, leo)
    (notice,) = Notice.objects.filter(event=look.pk)
    assert (notice.kind, notice.post, notice.about) == ("involvement.looked", world.posts["erin"].pk, leo.pk)
    assert looks._bell(notice, "Leo Hartley") == (
        "Someone from Harbour Street Surgery looked at Leo Hartley: “I am worried and need to know whom to call”"
    )
    assert kind_of("involvement.looked").may_still(notice)
    assert WORDS not in str(notice.data)


def test_it_is_audited_with_its_purpose(george, leo):
    give(george, leo)
    event = AuditEvent.objects.get(kind="involvement.looked")
    assert (event.purpose, event.post) == ("who_to_call", george.post_id)


@pytest.mark.parametrize("words", ["", "because", "   short  ", "123456789"])
def test_ten_characters_of_ones_own(george, leo, words):
    with pytest.raises(Refused, match="at least 10"):
        give(george, leo, words=words)


@pytest.mark.parametrize("purpose", ["", "curious", "police_investigation"])
def test_the_purpose_is_one_of_ones_own_kind(george, leo, purpose):
    with pytest.raises(Refused, match="Choose"):
        give(george, leo, purpose=purpose)


def test_a_second_press_finds_the_first_look(george, leo):
    assert give(george, leo) == give(george, leo, words="from another tab")
    assert Look.objects.count() == Deed.objects.filter(kind="looked").count() == Notice.objects.count() == 1


def test_after_eight_hours_it_takes_a_new_reason(george, leo):
    assert give(george, leo) != give(george.later(hours=8, seconds=1), leo)


# ── what the team is not told ─────────────────────────────────────────────────────────────────────────────────────


def test_a_police_investigation_is_withheld_from_the_team(world, dan, amina, erin, leo):
    look = give(dan, leo, purpose="police_investigation")
    assert deeds_seen(amina, leo) == deeds_seen(erin, leo) == []
    assert look not in access.scope(Look.objects.all(), erin, View.TEAM)
    assert not Notice.objects.filter(about=leo.pk).exists()


def test_what_a_sensitive_service_does_reaches_its_supervisor_only(world, farah, amina, erin, kit, maya):
    farah_post, joy = world.posts["farah"], world.posts["joy"]
    farah_post.supervisor = joy
    farah_post.save()
    look = give(farah, maya)
    for viewer in (amina, erin, kit):
        assert deeds_seen(viewer, maya) == []
    (notice,) = Notice.objects.filter(event=look.pk)
    assert (notice.kind, notice.post) == ("involvement.looked_own", joy.pk)
    assert kind_of("involvement.looked_own").may_still(notice)


def test_a_restricted_kind_sees_the_lead_only(dan, leo):
    from patchwork.involvement.models import Involvement

    give(dan, leo)
    rows = access.scope(Involvement.objects.filter(person=leo), dan, View.TEAM)
    assert [row.post.account.name for row in rows] == ["Erin Walsh"]


# ── through my service ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ben(world):
    """Another class teacher at Amina's school."""
    from patchwork.accounts.models import Account
    from patchwork.directory.models import Post

    account = Account.objects.create_user("ben@oakfield-school.example", None, name="Ben Ode", is_demo=True)
    post = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["oakfield"], role="class_teacher",
        started_on=world.now.date(),
    )  # fmt: skip
    world.posts["ben"] = post
    return world.viewer("ben")


@pytest.mark.parametrize("as_", ["on_duty", "covering"])
def test_one_tap_for_a_colleagues_child(ben, amina, leo, as_):
    look = looks.look_through_service(by=ben, person=leo, as_=as_)
    assert look.as_service
    assert access.may(ben, View.TEAM, leo)
    assert not access.may(ben, View.INSIDE, leo)
    assert len(deeds_seen(amina, leo)) == 1
    assert not Notice.objects.exists()


def test_no_tap_where_nobody_of_my_service_is_involved(ben, george, maya, leo):
    assert not looks.offer(ben, maya).through_service
    assert not looks.offer(george, leo).through_service
    with pytest.raises(Refused):
        looks.look_through_service(by=ben, person=maya, as_="on_duty")


def test_no_tap_once_the_colleague_has_left(world, ben, leo):
    from patchwork.involvement.models import Involvement

    Involvement.objects.filter(post=world.posts["amina"]).update(ended_on=world.now.date())
    assert not looks.offer(ben, leo).through_service


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def url(person):
    return f"/people/{person.pk}/look/"


def test_the_page_gives_a_reason_and_leads_to_the_person(browse, leo):
    george = browse("george")
    assert "worried and need to know whom to call" in george.get(url(leo)).content.decode()
    answer = george.post(url(leo), {"purpose": "who_to_call", "words": WORDS})
    assert answer.status_code == 303
    assert Look.objects.get().purpose == "who_to_call"
    assert george.post(url(leo), {"purpose": "who_to_call", "words": WORDS}).status_code == 303
    assert Look.objects.count() == 1


def test_mistakes_are_named_and_what_was_typed_stays(browse, leo):
    answer = browse("george").post(url(leo), {"purpose": "who_to_call", "words": "too few"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.content.decode()
    assert "too few" in answer.content.decode()
    assert not Look.objects.exists()


@pytest.mark.parametrize("words", ["\x00" * 20, "x" * 5000, "\ufffd" * 12 + "\x00"])
def test_odd_words_are_refused_kindly(browse, leo, words):
    assert browse("george").post(url(leo), {"purpose": "who_to_call", "words": words}).status_code == 422


def test_opened_as_another_post_it_is_refused(world, browse, leo):
    sent = {"purpose": "who_to_call", "words": WORDS, "acting_post": str(world.posts["amina"].pk)}
    assert browse("george").post(url(leo), sent).status_code == 422
    assert not Look.objects.exists()


def test_whoever_may_go_straight_in_is_led_there(browse, leo):
    assert browse("amina").get(url(leo)).status_code == 303


@pytest.mark.parametrize("who", ["moses", "nia", "lena", "priya"])
def test_for_some_there_is_no_such_page(browse, leo, who):
    client = browse(who)
    assert client.get(url(leo)).status_code == 404
    assert client.post(url(leo), {"purpose": "who_to_call", "words": WORDS}).status_code == 404


def test_neither_the_excluded_nor_anyone_under_a_shield_gets_in_by_a_reason(world, browse, george, chloe, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=george.account_id, asked_at=world.now, acts_from=world.now
    )
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="refuge", reference="M-2", contact="hub", set_at=world.now
    )
    for who in ("george", "chloe"):
        assert browse(who).post(url(leo), {"purpose": "who_to_call", "words": WORDS}).status_code == 404
    assert not Look.objects.exists()


def test_the_tap_by_page(world, browse, ben, leo):
    answer = browse("ben").post(url(leo), {"as_": "covering"})
    assert answer.status_code == 303
    assert Look.objects.get().purpose == "covering"
    assert browse("george").post(url(leo), {"as_": "covering"}).status_code == 422


def test_involved_elsewhere_changes_nothing(world, ivan, leo, maya):
    involve(world, "ivan", "maya")
    give(ivan, leo)
    assert access.may(ivan, View.TEAM, leo)
