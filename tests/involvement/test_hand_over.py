"""Handing over, the lead, and a child who has moved."""

from datetime import timedelta

import pytest

from patchwork.accounts.models import Account
from patchwork.directory.models import Post
from patchwork.involvement import contacting, passing_on
from patchwork.involvement.models import HandOver, Involvement, MovedHere
from patchwork.kit.answers import Refused
from patchwork.kit.context import briefly_in
from patchwork.notifications.models import Notice
from patchwork.people.models import Exclusion
from tests.involvement.helping import around, declare, of


@pytest.fixture
def bea(world):
    """Bea works beside Erin."""
    account = Account.objects.create_user("bea@marlowe-council.example", None, name="Bea Lind")
    world.posts["bea"] = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["protection"],
        role="child_protection_social_worker", started_on=world.now.date() - timedelta(days=30),
        supervisor=world.posts["joy"],
    )  # fmt: skip
    return world.viewer("bea")


def test_erin_hands_over_to_bea_lead_and_plans_included(world, amina, erin, bea, leo):
    plan = contacting.plan_contact(by=erin, person=leo, kind="child_seen", planned_for=erin.later(days=2).now)
    taken = passing_on.hand_over(by=erin, involvement=of(world, "erin", "leo"), to=world.posts["bea"])
    assert (taken.is_lead, taken.is_statutory, taken.is_provisional) == (True, True, False)
    assert around(leo, amina)[0] == "Bea"
    assert "Erin" not in around(leo, amina)
    plan.refresh_from_db()
    assert (plan.post_id, plan.cancelled_at) == (bea.post_id, None)


def test_bea_is_told_by_mail_and_the_team_at_the_bell(world, erin, bea):
    passing_on.hand_over(by=erin, involvement=of(world, "erin", "leo"), to=world.posts["bea"])
    assert Notice.objects.filter(kind="involvement.handed_over", post=bea.post_id).count() == 2
    assert not Notice.objects.filter(kind="involvement.ended", post=bea.post_id).exists()


def test_to_the_service_as_a_whole(world, amina, erin, leo):
    taken = passing_on.hand_over(by=erin, involvement=of(world, "erin", "leo"), to=None)
    assert (taken.post_id, taken.is_lead) == (None, True)
    assert around(leo, amina)[0] == "Child"


def test_a_colleague_who_is_there_already_takes_the_lead(world, erin, bea, leo):
    declare(bea, leo)
    taken = passing_on.hand_over(by=erin, involvement=of(world, "erin", "leo"), to=world.posts["bea"])
    assert (taken.is_lead, taken.is_provisional) == (True, False)
    assert Involvement.objects.filter(post=world.posts["bea"], person=leo).count() == 1


def test_not_to_another_organisation(world, erin):
    with pytest.raises(Refused, match="your own organisation"):
        passing_on.hand_over(by=erin, involvement=of(world, "erin", "leo"), to=world.posts["amina"])


def test_not_to_someone_for_whom_the_person_does_not_exist(world, erin, bea, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=bea.account_id, asked_at=world.now, acts_from=world.now
    )
    with pytest.raises(Refused, match="cannot take over"):
        passing_on.hand_over(by=erin, involvement=of(world, "erin", "leo"), to=world.posts["bea"])


def test_what_is_not_confirmed_cannot_be_passed_on(world, ivan, leo):
    with pytest.raises(Refused, match="once you are confirmed"):
        passing_on.hand_over(by=ivan, involvement=declare(ivan, leo), to=None)


def test_twice_is_refused(world, erin, bea):
    row = of(world, "erin", "leo")
    passing_on.hand_over(by=erin, involvement=row, to=world.posts["bea"])
    with pytest.raises(Refused):
        passing_on.hand_over(by=erin, involvement=row, to=world.posts["bea"])


def test_farahs_service_takes_over_and_stays_private(world, amina, erin, farah, leo):
    taken = passing_on.hand_over(by=farah, involvement=of(world, "farah", "leo"), to=None)
    assert (taken.is_sensitive, taken.ground) == (True, "own_agreement")
    assert "Clearway" in around(leo, erin)
    assert "Clearway" not in around(leo, amina)
    assert not Notice.objects.filter(kind="involvement.ended", post=world.posts["amina"].pk).exists()


# -- the lead


def test_erin_hands_on_the_lead(world, amina, erin, leo):
    passing_on.make_lead(by=erin, involvement=of(world, "amina", "leo"))
    assert around(leo, amina)[0] == "Amina"
    assert Notice.objects.filter(kind="involvement.lead", post=amina.post_id, channel="bell").count() == 1


def test_amina_does_not_take_it(world, amina):
    with pytest.raises(Refused, match="Only the lead"):
        passing_on.make_lead(by=amina, involvement=of(world, "amina", "leo"))


def test_erins_supervisor_may(world, joy):
    assert passing_on.make_lead(by=joy, involvement=of(world, "hana", "leo")).is_lead


def test_farah_never_leads(world, erin):
    with pytest.raises(Refused, match="whom everybody can see"):
        passing_on.make_lead(by=erin, involvement=of(world, "farah", "leo"))


# -- moved away


@pytest.fixture
def wattle_hub(world):
    with briefly_in(world.wattle_bay.pk):
        account = Account.objects.create_user("una@wattle-bay-health.example", None, name="Una Reid", is_demo=True)
        world.posts["una"] = Post.objects.create(
            area=world.wattle_bay, account=account, service=world.services["wattle"], powers=["hub"],
            role="maternal_child_health_nurse", started_on=world.now.date() - timedelta(days=30),
        )  # fmt: skip
    return world.viewer("una")


def test_the_record_closes_and_the_other_hub_is_asked_to_call(world, amina, erin, wattle_hub, leo):
    passed = passing_on.record_move(by=erin, person=leo, to_area="wattle-bay")
    leo.refresh_from_db()
    assert (leo.moved_to_area, leo.last_needed_on) == ("Wattle Bay", erin.today)
    assert around(leo, amina) == []
    with briefly_in(world.wattle_bay.pk):
        word = MovedHere.objects.get()
        assert (word.reference, word.from_area) == (passed.reference, "Marlowe")
        assert "01632 960900" in word.contact
        assert Notice.objects.get(kind="involvement.moved_here", channel="bell").post == wattle_hub.post_id


def test_the_word_names_nobody(world, erin, wattle_hub, leo):
    passing_on.record_move(by=erin, person=leo, to_area="wattle-bay")
    with briefly_in(world.wattle_bay.pk):
        stored = str(MovedHere.objects.values().get()) + str(list(Notice.objects.values()))
    assert "Leo" not in stored
    assert str(leo.pk) not in stored


def test_the_team_is_told_hidden_members_too(world, erin, leo):
    passing_on.record_move(by=erin, person=leo, to_area="Elsewhere")
    told = Notice.objects.filter(kind="involvement.moved", channel="bell")
    assert {one.recipient.name.split()[0] for one in told} == {"Amina", "Bilal", "Hana", "Farah"}


def test_somewhere_else_nobody_is_told(world, erin, leo):
    assert passing_on.record_move(by=erin, person=leo, to_area="Northshire").told_hub_at is None


def test_a_member_who_does_not_lead_asks_the_lead(world, amina, leo):
    with pytest.raises(Refused, match="lead practitioner or the hub"):
        passing_on.record_move(by=amina, person=leo, to_area="wattle-bay")


def test_the_hub_may_and_twice_is_refused(world, erin, kit, leo):
    passing_on.record_move(by=kit, person=leo, to_area="Northshire")
    with pytest.raises(Refused):
        passing_on.record_move(by=kit, person=leo, to_area="Northshire")
    assert HandOver.objects.filter(person=leo).count() == 1


def test_who_comes_back_is_opened_again(world, erin, amina, leo):
    passing_on.record_move(by=erin, person=leo, to_area="Northshire")
    declare(amina, leo)
    leo.refresh_from_db()
    assert (leo.moved_to_area, leo.last_needed_on) == ("", None)


# -- the pages


def test_the_hand_over_page(browse, world, bea, leo):
    url = f"/involvements/{of(world, 'erin', 'leo').pk}/hand-over/"
    erin = browse("erin")
    assert "Bea Lind" in erin.get(url).content.decode()
    answer = erin.post(url, {"to": str(world.posts["bea"].pk)})
    assert (answer.status_code, answer.url) == (303, "/")


def test_nobody_chosen_is_said_at_the_field(browse, world):
    answer = browse("erin").post(f"/involvements/{of(world, 'erin', 'leo').pk}/hand-over/", {"to": ""})
    assert answer.status_code == 422


def test_the_moved_page_says_whom_to_call(browse, world, leo):
    erin = browse("erin")
    answer = erin.post(f"/people/{leo.pk}/moved/", {"to": "wattle-bay"}, follow=True)
    assert "03 5550 1000" in answer.content.decode()


def test_another_area_needs_a_name(browse, leo):
    assert browse("erin").post(f"/people/{leo.pk}/moved/", {"to": "elsewhere"}).status_code == 422


def test_the_hubs_list(browse, world, erin, wattle_hub, leo):
    passing_on.record_move(by=erin, person=leo, to_area="wattle-bay")
    with briefly_in(world.wattle_bay.pk):
        una = browse("una")
        word = MovedHere.objects.get()
    assert word.reference in una.get("/moved-here/").content.decode()
    assert una.post("/moved-here/", {"called": str(word.pk)}).status_code == 303
    assert word.reference not in una.get("/moved-here/").content.decode()


@pytest.mark.parametrize("who", ["amina", "lena", "moses", "nia", "priya"])
def test_the_list_is_the_hubs(browse, who):
    assert browse(who).get("/moved-here/").status_code == 404
