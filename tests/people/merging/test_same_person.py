"""One person or two? Who is asked, what an answer does, and how it is taken back."""

from datetime import timedelta

import pytest

from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.people import matching, reviewing, same, same_pairs, shielding
from patchwork.people.merging.actions import merge
from patchwork.people.merging.models import Merge
from patchwork.people.models import Exclusion, Person, SamePersonQuestion
from tests.people.merging.helping import question, record


def pair(viewer):
    return reviewing.queue(viewer).pair


def there(person):
    return Person.objects.filter(pk=person.pk).exists()


def test_kit_says_the_same_and_they_are_one(kit, asked, leo, leon):
    outcome = same.answer(by=kit, question=asked, answer="same")
    assert outcome.merge.kept_id == leo.pk
    assert not there(leon)
    assert pair(kit) is None


def test_kit_says_which_record_goes_on(kit, asked, leo, leon):
    same.answer(by=kit, question=asked, answer="same", keeps="other")
    assert there(leon)
    assert not there(leo)


def test_not_the_same_stays_when_they_look_alike_again(world, kit, asked, leo, leon):
    same.answer(by=kit, question=asked, answer="not_same")
    matching.ask(leon, leo, "identifier", now=world.now)
    assert pair(kit) is None
    assert SamePersonQuestion.objects.count() == 1
    with pytest.raises(Refused, match="already"):
        same.answer(by=kit, question=asked, answer="same")


@pytest.mark.parametrize("keeps", ["leo", "third"])
def test_it_stays_when_one_of_them_is_joined_with_a_third(world, kit, george, asked, leo, leon, keeps):
    third = record(george, given_names="Leo", family_name="Hartly", born_on=leo.born_on)
    same.answer(by=kit, question=asked, answer="not_same")
    question(third, leon)
    keep, gone = (leo, third) if keeps == "leo" else (third, leo)
    merge(by=kit, keep=keep, gone=gone)
    (row,) = SamePersonQuestion.objects.all()
    assert {row.person_id, row.other_id} == {keep.pk, leon.pk}
    assert row.answer == "not_same"


def test_cannot_tell_comes_last_and_may_be_answered_later(kit, asked, twins):
    same.answer(by=kit, question=asked, answer="leave")
    queue = reviewing.queue(kit)
    assert queue.pair.id == twins.pk
    assert queue.left == 1
    assert reviewing.queue(kit, kind="later").pair.id == asked.pk


def test_an_answer_is_taken_back_at_any_time(kit, asked):
    same.answer(by=kit, question=asked, answer="not_same")
    same.take_back(by=kit.later(days=400), question=asked)
    assert pair(kit).id == asked.pk


# ── two people where a veto speaks against it ─────────────────────────────────────────────────────────────────────


def test_twins_wait_for_a_second_person(world, kit, lena, twins, leo, twin):
    outcome = same.answer(by=kit, question=twins, answer="same")
    assert outcome.waits
    assert there(twin)
    told = Notice.objects.filter(kind="same_person.second", channel="email")
    assert {notice.post for notice in told} == {world.posts["lena"].pk}
    assert set(told.values_list("about", flat=True)) == {None}, "no name, no person"


def test_kit_is_not_the_second_person(kit, twins, twin):
    same.answer(by=kit, question=twins, answer="same")
    with pytest.raises(Refused, match="somebody else"):
        same.answer(by=kit, question=twins, answer="same")
    assert there(twin)


def test_nor_in_another_post(world, kit, lou, twins, twin):
    same.answer(by=kit, question=twins, answer="same")
    world.posts["lou"].account_id, world.posts["lou"].role = kit.account_id, "administrator"
    world.posts["lou"].save()
    with pytest.raises(Refused, match="somebody else"):
        same.answer(by=world.viewer("lou"), question=twins, answer="same")


@pytest.mark.parametrize("who", ["lena", "lou"])
def test_the_privacy_officer_or_another_of_the_hub_is(world, kit, lou, twins, twin, who):
    same.answer(by=kit, question=twins, answer="same")
    second = world.viewer(who)
    assert pair(second).said_by == "Kit Morgan"
    same.answer(by=second, question=twins, answer="same")
    assert not there(twin)
    joined = Merge.objects.get()
    assert (joined.by_id, joined.second_id) == (world.posts["kit"].pk, world.posts[who].pk)


def test_the_second_person_says_no_and_that_stands(kit, lena, twins, twin):
    same.answer(by=kit, question=twins, answer="same")
    same.answer(by=lena, question=twins, answer="not_same")
    twins.refresh_from_db()
    assert twins.answer == "not_same"
    assert there(twin)


def test_the_deed_itself_asks_for_two(kit, leo, twin):
    with pytest.raises(Refused, match="Two people"):
        merge(by=kit, keep=leo, gone=twin)


def test_of_a_restricted_record_one_is_the_privacy_officer(world, kit, lena, lou, asked, leo, leon):
    Person.objects.filter(pk=leon.pk).update(restricted_at=world.now)
    assert same.answer(by=kit, question=asked, answer="same").waits
    with pytest.raises(Refused, match="privacy officer"):
        same.answer(by=lou, question=asked, answer="same")
    same.answer(by=lena, question=asked, answer="same")
    assert not there(leon)


# ── entitled eyes only ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["amina", "erin", "lena", "chloe", "moses", "joy"])
def test_nobody_else_is_asked(world, asked, who):
    by = world.viewer(who)
    assert pair(by) is None
    with pytest.raises(Refused):
        same.answer(by=by, question=asked, answer="same")


def test_a_pair_with_somebody_who_does_not_exist_for_them_is_no_pair(kit, world, asked, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=kit.account_id, asked_at=world.now, acts_from=world.now
    )
    assert pair(kit) is None
    assert reviewing.count(kit) == 0
    with pytest.raises(Refused, match="no such record"):
        same.answer(by=kit, question=asked, answer="not_same")


def test_of_a_protected_pair_kit_sees_cards_and_not_why(kit, lena, asked, leon):
    shielding.set_shield(by=lena, person=leon, kind="refuge", office="hub", why="They fled from home in June")
    shown = pair(kit)
    assert shown.because == "they look alike"
    assert shown.lines == []
    assert shown.vetoes == []
    assert shown.other.shielded or shown.one.shielded


def test_a_protected_pair_waits_for_two_whatever_speaks_against_it(kit, lena, asked, leon):
    shielding.set_shield(by=lena, person=leon, kind="other", office="hub", why="They fled from home in June")
    assert same.answer(by=kit, question=asked, answer="same").waits


def test_the_privacy_officer_reads_what_fits_and_not_what_it_says(kit, lena, twins):
    same.answer(by=kit, question=twins, answer="same")
    shown = pair(lena)
    assert {line.one for line in shown.lines} == {""}
    assert "different" in [line.verdict_words for line in shown.lines]
    assert shown.vetoes


# ── what was decided ──────────────────────────────────────────────────────────────────────────────────────────────


def test_kit_finds_every_decision_again(kit, asked, twins):
    same.answer(by=kit, question=asked, answer="same")
    same.answer(by=kit.later(minutes=1), question=twins, answer="not_same")
    assert [one.words for one in same_pairs.decisions(kit)] == ["Not the same person", "Two records were joined"]


def test_taken_apart_as_two_people_is_not_asked_again(kit, asked, leo, leon):
    joined = same.answer(by=kit, question=asked, answer="same").merge
    same.part(by=kit, merge=joined, not_the_same=True)
    assert there(leon)
    assert pair(kit) is None
    assert SamePersonQuestion.objects.get().answer == "not_same"


def test_undone_at_once_it_is_asked_again(kit, asked, leon):
    joined = same.answer(by=kit, question=asked, answer="same").merge
    same.part(by=kit, merge=joined, not_the_same=False)
    assert pair(kit).id == asked.pk


def test_of_an_old_decision_the_pair_is_as_it_was(kit, asked, leo, leon):
    joined = same.answer(by=kit, question=asked, answer="same").merge
    same.part(by=kit.later(days=300), merge=joined, not_the_same=False)
    assert SamePersonQuestion.objects.get().raised_at - leo.made_at == timedelta(0)
