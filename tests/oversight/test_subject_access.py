"""Somebody asks what is held about them: the steps before release, and what lets the file go out."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patchwork.audit.models import AuditEvent
from patchwork.demo.cast import fixed_id
from patchwork.kit.answers import Refused
from patchwork.oversight.subject import cases, gathering, withholding, writing
from patchwork.oversight.subject.models import ItemDecision
from patchwork.people.models import Person, Relationship
from tests.oversight.asking import all_steps, opened, read_all, released, said
from tests.promises.world import ask_to_join, look, refuse


def test_kerry_asks_for_herself_and_gets_one_page(world, lena, kerry):
    file = released(world, lena, opened(lena, kerry))
    assert "<h1>What Patchwork holds about Kerry Hartley</h1>" in file
    assert "Date of birth: 5 November 1990" in file
    assert "Farah Siddiqui" in file, "her own agreement: she knows of Clearway"
    assert "<script" not in file


def test_before_the_steps_are_answered_nothing_goes_out_and_it_says_what_is_missing(lena, kerry):
    case = opened(lena, kerry)
    with pytest.raises(Refused, match=r"who they are.*whether they may ask.*serious harm.*Speak to them alone"):
        writing.release(by=lena, case=case, as_="page")
    assert case.released_at is None


@pytest.mark.parametrize("left_out", ["identity", "authority", "harm", "coercion"])
def test_each_step_alone_keeps_the_file_back(world, lena, kerry, left_out):
    case = opened(lena, kerry)
    all_steps(world, lena, case)
    assert cases.may_release(lena, case)
    case.steps.filter(kind=left_out).delete()
    assert not cases.may_release(lena, case)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("identity", "not_sure"), ("authority", "not_sure"), ("harm", "all"), ("coercion", "made"),
     ("coercion", "not_sure")],
)  # fmt: skip
def test_an_answer_that_says_no_keeps_it_back(world, lena, kerry, kind, answer):
    case = opened(lena, kerry)
    all_steps(world, lena, case)
    professional = world.posts["kit"] if kind == "harm" else None
    said(lena, case, kind, answer, "It is as I say", professional=professional)
    assert not cases.may_release(lena, case)


def test_harm_is_judged_by_somebody_who_knows_them(world, lena, kerry):
    case = opened(lena, kerry)
    for who in ("lena", "chloe"):
        with pytest.raises(Refused, match="Name a colleague who works with them"):
            said(lena, case, "harm", "none", "Nothing in it hurts", professional=world.posts[who])
    said(lena, case, "harm", "none", "Nothing in it hurts", professional=world.posts["farah"])
    assert case.steps.get(kind="harm").professional == world.posts["farah"]


def test_maya_is_fifteen_and_says_no_to_her_mother(world, lena, maya):
    case = opened(lena, maya, by="parent")
    with pytest.raises(Refused, match="old enough to be asked"):
        said(lena, case, "authority", "parental", childs_say="too_young")
    all_steps(world, lena, case, childs_say="no")
    read_all(lena, case)
    with pytest.raises(Refused, match="The child has said no"):
        writing.release(by=lena, case=case, as_="page")


def test_maya_says_yes(world, lena, maya):
    assert "Maya Hartley" in released(world, lena, opened(lena, maya, by="parent"), childs_say="yes")


def test_leo_is_nine_and_may_be_too_young_to_be_asked(world, lena, leo):
    file = released(world, lena, opened(lena, leo, by="parent"), childs_say="too_young")
    assert "Erin Walsh" in file
    assert "Farah" not in file
    assert "Clearway" not in file


def test_a_parent_who_asks_about_leo_does_not_skip_the_question(world, lena, leo):
    case = opened(lena, leo, by="parent")
    with pytest.raises(Refused, match="Ask the child"):
        said(lena, case, "authority", "parental")


def test_the_way_to_the_unborn_leads_through_its_mothers_case(world, lena, leo, kerry, unborn):
    with pytest.raises(Refused):
        opened(lena, unborn, by="parent")
    opened(lena, kerry)
    assert "Expected on" in released(world, lena, opened(lena, unborn, by="parent"))
    assert "Unborn" not in released(world, lena, opened(lena, leo, by="parent"), childs_say="too_young")


def test_the_mother_reads_of_the_child_she_expects(world, lena, kerry):
    assert "Unborn" in released(world, lena, opened(lena, kerry))


def test_a_protected_sister_is_not_told_of(world, lena, leo, maya):
    from patchwork.people.models import Shield

    Shield.objects.create(area=world.marlowe, person=maya, kind="other", reference="X", contact="Hub", set_at=world.now)
    assert "Maya" not in released(world, lena, opened(lena, leo, by="parent"), childs_say="too_young")


def test_the_month_ends_with_february(lena, clock, world):
    from dataclasses import replace
    from datetime import UTC, datetime

    assert cases.due_on(lena, date(2027, 1, 31)) == date(2027, 2, 28)
    assert cases.due_on(lena, date(2028, 1, 30)) == date(2028, 2, 29)
    assert cases.due_on(lena, date(2028, 2, 29)) == date(2028, 3, 29)
    assert cases.due_on(lena, date(2026, 12, 31)) == date(2027, 1, 31)
    assert cases.due_on(replace(lena, jurisdiction="victoria"), date(2028, 1, 15)) == date(2028, 2, 29)
    leap = replace(lena, now=datetime(2028, 2, 29, 12, tzinfo=UTC))
    case = opened(leap, world.persons["kerry"])
    assert (case.received_on, case.due_on) == (date(2028, 2, 29), date(2028, 3, 29))


def test_born_on_29_february_a_child_is_old_enough_on_1_march(lena, world, leo):
    from dataclasses import replace
    from datetime import UTC, datetime

    leo.born_on = date(2016, 2, 29)
    on = {day: replace(lena, now=datetime(2028, *day, 12, tzinfo=UTC)) for day in ((2, 28), (2, 29))}
    assert not cases.decides_themselves(leo, on[2, 28])
    assert cases.decides_themselves(leo, on[2, 29])


def test_only_the_privacy_officer_opens_a_case_and_only_one(world, lena, kit, erin, leo):
    for other in (kit, erin):
        with pytest.raises(Refused):
            opened(other, leo)
    opened(lena, leo)
    with pytest.raises(Refused, match="open already"):
        opened(lena, leo)


def test_content_is_read_only_inside_an_open_case(lena, kit, kerry):
    case = opened(lena, kerry)
    with pytest.raises(Refused):
        gathering.gather(case, by=kit)
    cases.close_case(by=lena, case=case)
    case.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        gathering.gather(case, by=lena)


def test_more_that_is_held_takes_no_more_questions(world, lena, leo):
    case = opened(lena, leo)
    _more(world, leo, "hana")
    few = _questions(case, lena)
    for name in ("george", "bilal", "farah"):
        _more(world, leo, name)
    assert _questions(case, lena) == few


def _more(world, person, name) -> None:
    """An invitation, something said, and a relative."""
    ask_to_join(world, "erin", "leo", to=name)
    refuse(world, name, "leo")
    cousin = Person.objects.create(area=world.marlowe, given_names=name, family_name="Hartley", made_at=world.now)
    Relationship.objects.create(area=world.marlowe, person=person, other=cousin, kind="other")


def _questions(case, viewer) -> int:
    with CaptureQueriesContext(connection) as asked:
        gathering.gather(case, by=viewer)
    return sum(one["sql"].startswith("SELECT") for one in asked)


def test_each_text_that_is_opened_is_in_the_record(world, lena, leo):
    look(world, "george", "leo")
    case = opened(lena, leo)
    withholding.weigh(case, by=lena)
    events = AuditEvent.objects.filter(kind="subject.text_opened")
    assert "involvement.Look.words" in set(events.values_list("purpose", flat=True))


def test_words_that_somebody_wrote_wait_until_they_were_read(world, lena, leo):
    look(world, "george", "leo", words="I will see him on Friday")
    case = opened(lena, leo)
    all_steps(world, lena, case)
    assert "on Friday" not in str(writing.preview(case, by=lena))
    with pytest.raises(Refused, match="Read the 1 text"):
        writing.release(by=lena, case=case, as_="page")
    read_all(lena, case)
    assert "on Friday" in writing.release(by=lena, case=case, as_="page").content.decode()


def test_against_a_suggestion_it_takes_words(world, lena, leo):
    case = opened(lena, leo, by="parent")
    hidden = next(one for one in withholding.weigh(case, by=lena) if "Farah" in one.item.says)
    assert hidden.is_withheld
    with pytest.raises(Refused, match="Write why"):
        withholding.decide(by=lena, case=case, said=withholding.Said(hidden.item.key, is_withheld=False))


def test_what_was_withheld_and_why_stays_with_the_privacy_officer(world, lena, leo):
    case = opened(lena, leo, by="parent")
    released(world, lena, case, childs_say="too_young")
    hers = f"involvement.Involvement:{fixed_id('involvement', 'farah', 'leo')}"
    farahs = ItemDecision.objects.get(case=case, item=hers, is_withheld=True)
    assert (farahs.reason, farahs.by_rule, farahs.decided_by_id) == ("hidden", True, lena.post_id)


def test_a_look_names_the_organisation_and_not_who_looked(world, lena, leo):
    look(world, "george", "leo", words="")
    file = released(world, lena, opened(lena, leo))
    assert "Harbour Street Surgery gave a reason to look" in file
    assert "George" not in file


def test_a_look_for_an_enquiry_is_not_told(world, lena, leo):
    look(world, "dan", "leo", is_withheld=True, words="An enquiry")
    assert "Marlowe Police" not in released(world, lena, opened(lena, leo))


def test_as_data_it_says_the_same(world, lena, kerry):
    import json

    case = opened(lena, kerry)
    made = json.loads(released(world, lena, case, form="data"))
    page = writing.release(by=lena, case=case, as_="page").content.decode()
    from django.utils.html import escape

    assert all(escape(one["says"]) in page for section in made["sections"] for one in section["items"])
    assert str(kerry.pk) not in str(made)
    assert made["last_sentence"] == str(writing.LAST_SENTENCE)


def test_the_legal_basis_does_not_tell_of_an_enquiry(world, lena, leo):
    file = released(world, lena, opened(lena, leo))
    assert "Erin Walsh" in file
    assert "enquiry into whether a child is being harmed" not in file
    assert "It is our job to keep children safe and well" in file


def test_a_visit_nobody_was_told_of_stays_untold(world, lena, leo):
    from datetime import timedelta

    from patchwork.involvement.models import Contact

    erin = world.posts["erin"]
    for days, showing in ((2, "nothing"), (3, "time")):
        Contact.objects.create(
            area=world.marlowe, person=leo, post=erin, service=erin.service, kind="child_seen", showing=showing,
            involvement_id=fixed_id("involvement", "erin", "leo"), recorded_at=world.now,
            planned_for=world.now + timedelta(days=days),
        )  # fmt: skip
    file = released(world, lena, opened(lena, leo))
    assert "Planned for 28 November 2026: See the child" in file
    assert "27 November" not in file
