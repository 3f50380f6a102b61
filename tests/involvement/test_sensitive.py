"""A service that is kept private: whom its audience names, and the agreement taken back. Farah records it."""

import json
import uuid

import pytest

from patchwork import access
from patchwork.access import EVERYTHING, View, rows
from patchwork.activity.models import Deed
from patchwork.agreements.actions import Word
from patchwork.agreements.models import Agreement
from patchwork.agreements.queries import said_around
from patchwork.conversation.actions import acknowledge, raise_attention
from patchwork.conversation.models import Attention
from patchwork.conversation.queries import sent_by
from patchwork.demo.cast import involve
from patchwork.directory.models import Service
from patchwork.involvement import audiences, contacting, queries, withdrawing
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import kind_of
from tests.involvement.helping import around, declare, of


@pytest.fixture
def council(world):
    return world.organisations["council"].pk


@pytest.fixture
def wardens(world):
    """A housing team inside the council: of a kind the area restricts, in an organisation that may be named."""
    return Service.objects.create(
        area=world.marlowe, organisation=world.organisations["council"], name="Council Homes", kind="housing"
    )


@pytest.fixture
def chloe_of_the_council(world, wardens, chloe):
    """Chloe works in that team now, and is confirmed with Maya."""
    post = world.posts["chloe"]
    post.service = wardens
    post.save(update_fields=["service"])
    involve(world, "chloe", "maya")
    return world.viewer("chloe")


# -- whom it names


def test_naming_the_council_does_not_name_its_housing(farah, chloe_of_the_council, erin, maya, council):
    declare(farah, maya, ground="significant_harm", organisations=(council,))
    assert "Farah" in around(maya, erin)
    assert "Farah" not in around(maya, chloe_of_the_council)


def test_housing_is_named_by_itself_and_brings_nobody_else_in(farah, chloe_of_the_council, wardens, erin, maya):
    declare(farah, maya, ground="significant_harm", services=(wardens.pk,))
    assert "Farah" in around(maya, chloe_of_the_council)
    assert "Farah" not in around(maya, erin)


def test_what_was_said_to_farah_is_not_read_by_the_councils_housing(farah, chloe_of_the_council, erin, maya, council):
    declare(farah, maya, ground="own_agreement", organisations=(council,), words=(Word("yes", by_person_id=maya.pk),))
    assert [line.said for line in said_around(maya, erin)] == ["yes"]
    assert said_around(maya, chloe_of_the_council) == []


def test_naming_the_police_names_the_police(world, farah, dan, maya):
    involve(world, "dan", "maya")
    declare(farah, maya, ground="significant_harm", organisations=(world.organisations["police"].pk,))
    assert "Farah" in around(maya, dan)


def test_the_form_ticks_nobody_and_asks_for_police_and_housing_apart(browse, world, maya, wardens):
    form = browse("farah").get(f"/people/{maya.pk}/join/").context["form"]
    assert not form["organisations"].value()
    assert not form["services"].value()
    organisations = {name for _pk, name in form.fields["organisations"].choices}
    assert "Marlowe Council" in organisations
    assert not organisations & {"Marlowe Police", "Marlowe Homes"}
    services = {name for _pk, name in form.fields["services"].choices}
    assert {"Neighbourhood Policing North, Marlowe Police", "Council Homes, Marlowe Council"} <= services


def test_only_who_takes_part_here_can_be_named(farah, maya):
    with pytest.raises(Refused, match="take part"):
        declare(farah, maya, ground="significant_harm", organisations=(uuid.uuid4(),))
    with pytest.raises(Refused, match="from the list"):
        declare(farah, maya, ground="significant_harm", services=(uuid.uuid4(),))


def test_any_other_ground_is_refused_with_the_reason(browse, maya):
    farah = browse("farah")
    answer = farah.post(f"/people/{maya.pk}/join/", {"ground": "because_i_want_to"})
    assert answer.status_code == 422
    assert "There are no others" in answer.content.decode()


@pytest.mark.parametrize("missing", ["receives", "helps", "not_worse"])
def test_a_duty_to_share_takes_all_three_answers(farah, maya, missing):
    answers = {"receives": "The council", "helps": "Her safety plan", "not_worse": "She knows"} | {missing: " "}
    with pytest.raises(Refused, match="three"):
        declare(farah, maya, ground="duty_to_share", basis="ca1989-47", ground_answers=json.dumps(answers))


# -- taken back


@pytest.fixture
def agreed(farah, maya, council):
    """Maya has agreed that the council knows."""
    words = (Word("yes", by_person_id=maya.pk),)
    row = declare(farah, maya, ground="own_agreement", organisations=(council,), words=words)
    row.confirmed_at = farah.now
    row.save(update_fields=["confirmed_at"])
    return row


def test_what_maya_takes_back_is_gone_with_the_next_request(browse, agreed, erin, maya):
    erin_browses, page = browse("erin"), f"/people/{maya.pk}/"
    assert "Farah" in erin_browses.get(page).content.decode()
    answer = browse("farah").post(f"/involvements/{agreed.pk}/agreement/", {"whom": "everybody"})
    assert answer.status_code == 303
    assert "Farah" not in erin_browses.get(page).content.decode()
    assert Agreement.objects.get(person=maya, said="yes").withdrawn_at is not None


def test_contacts_nudges_and_lines_close_with_it(world, farah, erin, agreed, maya):
    contacting.log_contact(by=farah, person=maya, kind="child_seen", at=farah.now)
    nudge = raise_attention(
        by=farah, person=maya, category="call_me", form_token=uuid.uuid4(), to_whole_team=False,
        members=[world.posts["erin"].pk],
    )  # fmt: skip
    mine = Deed.objects.filter(person=maya, post=world.posts["farah"])
    assert queries.contact_strip(maya, erin).seen
    assert access.scope(mine, erin, View.TEAM).exists()
    withdrawing.withdraw_agreement(by=farah, involvement=agreed)
    assert queries.contact_strip(maya, erin).seen is None
    assert not access.scope(mine, erin, View.TEAM).exists()
    assert not access.scope(Attention.objects.filter(pk=nudge.pk), erin, View.TEAM).exists()
    assert queries.contact_strip(maya, farah).seen


def test_who_was_nudged_and_has_seen_it_is_not_told_after_that(world, farah, erin, agreed, maya):
    nudge = raise_attention(
        by=erin, person=maya, category="call_me", form_token=uuid.uuid4(), to_whole_team=False,
        members=[world.posts["farah"].pk],
    )  # fmt: skip
    acknowledge(by=farah, attention=nudge)
    assert [one.post.account.name for one in sent_by(erin)[0].seen] == ["Farah Siddiqui"]
    withdrawing.withdraw_agreement(by=farah, involvement=agreed)
    assert sent_by(erin)[0].seen == []


def test_a_notice_that_waits_is_not_told_any_more(world, farah, agreed, maya):
    nudge = raise_attention(
        by=farah, person=maya, category="call_me", form_token=uuid.uuid4(), to_whole_team=False,
        members=[world.posts["erin"].pk],
    )  # fmt: skip
    notice = Notice.objects.filter(event=nudge.pk, post=world.posts["erin"].pk).first()
    assert kind_of(notice.kind).may_still(notice)
    withdrawing.withdraw_agreement(by=farah, involvement=agreed)
    assert not kind_of(notice.kind).may_still(notice)


def test_one_organisation_may_be_taken_out_and_the_other_stays(world, farah, erin, bilal, maya, council):
    involve(world, "bilal", "maya")
    nhs = world.organisations["nhs"].pk
    words = (Word("yes", by_person_id=maya.pk),)
    row = declare(farah, maya, ground="own_agreement", organisations=(council, nhs), words=words)
    withdrawing.withdraw_agreement(by=farah, involvement=row, organisation=council)
    assert "Farah" not in around(maya, erin)
    assert "Farah" in around(maya, bilal)
    assert Agreement.objects.get(person=maya, said="yes").withdrawn_at is None


def test_an_organisation_that_is_not_named_cannot_be_taken_out(world, farah, agreed):
    with pytest.raises(Refused, match="may not know anyway"):
        withdrawing.withdraw_agreement(by=farah, involvement=agreed, organisation=world.organisations["nhs"].pk)


def test_what_stands_on_another_ground_stays_and_says_so(browse, farah, erin, maya, council):
    row = declare(farah, maya, ground="significant_harm", organisations=(council,))
    farah_browses, page = browse("farah"), f"/involvements/{row.pk}/agreement/"
    assert "does not rest on their agreement" in farah_browses.get(page).content.decode()
    assert farah_browses.post(page).status_code == 303
    assert "Farah" in around(maya, erin)
    assert Agreement.objects.get(person=maya, said="no").audience_id == row.audience_id
    assert Notice.objects.filter(kind="agreement.objection").exists()


@pytest.mark.parametrize("who", ["erin", "amina", "kit", "lena", "joy"])
def test_nobody_else_takes_it_back(browse, agreed, who):
    assert browse(who).get(f"/involvements/{agreed.pk}/agreement/").status_code == 404


def test_of_an_ordinary_record_there_is_nothing_to_take_back(browse, world):
    assert browse("amina").get(f"/involvements/{of(world, 'amina', 'leo').pk}/agreement/").status_code == 404


def test_maya_may_say_so_to_the_privacy_officer(browse, world, agreed, erin, maya):
    answer = browse("lena").post(f"/people/{maya.pk}/objection/", {"whom": "everybody"})
    assert answer.status_code == 303
    assert "Farah" not in around(maya, erin)
    assert {one.post for one in Notice.objects.filter(kind="agreement.withdrawn")} == {world.posts["farah"].pk}


def test_the_privacy_officer_is_not_told_whether_there_was_anything(browse, world, agreed, maya, leo):
    lena = browse("lena")
    there = lena.post(f"/people/{maya.pk}/objection/", {"whom": "everybody"}, follow=True)
    involve(world, "amina", "kerry")
    not_there = lena.post(f"/people/{world.persons['kerry'].pk}/objection/", {"whom": "everybody"}, follow=True)
    flash = "What rested on their agreement is closed now"
    assert flash in there.content.decode()
    assert flash in not_there.content.decode()


def test_the_team_does_not_read_of_that_objection(browse, amina, world, leo):
    browse("lena").post(f"/people/{leo.pk}/objection/", {"whom": "everybody"})
    assert [line.said for line in said_around(leo, amina)] == []


@pytest.mark.parametrize("who", ["farah", "amina", "kit", "moses"])
def test_only_the_privacy_officer_notes_objections(browse, who, leo):
    assert browse(who).get(f"/people/{leo.pk}/objection/").status_code == 404


def test_the_names_that_can_be_taken_out_are_those_that_may_know(agreed):
    assert list(audiences.named_by(agreed).values()) == ["Marlowe Council"]


# -- the bugs planted: each guard above goes red


def test_planted_an_organisations_name_that_stands_for_its_housing(
    farah, chloe_of_the_council, maya, council, monkeypatch
):
    named = rows.named
    monkeypatch.setattr(rows, "named", lambda viewer, privately=False: named(viewer))
    declare(farah, maya, ground="significant_harm", organisations=(council,))
    assert "Farah" in around(maya, chloe_of_the_council)


def test_planted_a_withdrawal_that_only_marks_the_words(farah, erin, agreed, maya, monkeypatch):
    monkeypatch.setattr(audiences, "narrow", lambda row, organisation: None)
    withdrawing.withdraw_agreement(by=farah, involvement=agreed)
    assert "Farah" in around(maya, erin)


def test_planted_a_preview_that_tells_where_others_are_hidden(browse, council, farah, agreed, maya, monkeypatch):
    monkeypatch.setattr(rows, "_held_by", lambda viewer: EVERYTHING)
    contacting.log_contact(by=farah, person=maya, kind="child_seen", at=farah.now)
    seen = browse("erin").get(f"/people/{maya.pk}/as/?kind=named-{council}").context["seen"]
    assert seen.strip.seen is not None
