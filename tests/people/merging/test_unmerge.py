"""Taken apart again: what was added since stays with the one, and somebody says whose it is."""

import pytest

from patchwork.demo.cast import involve
from patchwork.involvement.models import Contact, Involvement
from patchwork.kit.answers import Refused
from patchwork.people.actions import Identity, correct_person, erase_person, identity_of
from patchwork.people.merging import queries
from patchwork.people.merging.actions import merge, settle_added, unmerge
from patchwork.people.merging.models import Merge, MergeStep
from patchwork.people.models import Address, Person
from tests.people.merging.helping import record


@pytest.fixture
def joined(kit, leo, leon):
    return merge(by=kit, keep=leo, gone=leon)


def noted(world, who, person):
    works = Involvement.objects.get(person=person, post=world.posts[who], ended_on__isnull=True)
    return Contact.objects.create(
        area=world.marlowe, person=person, involvement=works, post_id=works.post_id, service_id=works.service_id,
        kind="child_seen", happened_at=world.now, recorded_at=world.now, is_sensitive=works.is_sensitive,
        audience=works.audience,
    )  # fmt: skip


def words(viewer, merge):
    return [one.words for one in queries.joining(viewer, merge.pk).added]


def step(viewer, merge, number=0):
    return MergeStep.objects.get(pk=queries.joining(viewer, merge.pk).added[number].id)


def test_a_contact_noted_since_stays_and_is_asked_about(world, kit, leo, joined):
    note = noted(world, "bilal", leo)
    unmerge(by=kit, merge=joined)
    note.refresh_from_db()
    assert note.person_id == leo.pk
    assert words(kit, joined) == ["a contact of Bilal Khan on 25 November 2026"]


def test_it_goes_to_the_other_record_with_the_same_colleague(world, kit, leo, leon):
    theirs = involve(world, "bilal", "leon")
    joined = merge(by=kit, keep=leo, gone=leon)
    note = noted(world, "bilal", leo)
    unmerge(by=kit, merge=joined)
    settle_added(by=kit, step=step(kit, joined), move=True)
    note.refresh_from_db()
    assert (note.person_id, note.involvement_id) == (leon.pk, theirs.pk)
    assert words(kit, joined) == []


def test_not_where_that_colleague_does_not_work_with_the_other(world, kit, leo, joined):
    noted(world, "bilal", leo)
    unmerge(by=kit, merge=joined)
    with pytest.raises(Refused, match="does not work with"):
        settle_added(by=kit, step=step(kit, joined), move=True)


def test_who_joined_since_goes_with_their_contacts(world, kit, leo, leon, joined):
    works = involve(world, "ivan", "leo")
    note = noted(world, "ivan", leo)
    unmerge(by=kit, merge=joined)
    place = next(n for n, said in enumerate(words(kit, joined)) if said.startswith("Ivan Petrov works"))
    settle_added(by=kit, step=step(kit, joined, place), move=True)
    works.refresh_from_db()
    note.refresh_from_db()
    assert {works.person_id, note.person_id} == {leon.pk}


def test_what_is_hidden_from_kit_is_not_asked_about(world, kit, leo, joined):
    noted(world, "farah", leo)
    unmerge(by=kit, merge=joined)
    assert words(kit, joined) == []


def test_nobody_but_the_hub_decides(world, kit, lena, erin, leo, joined):
    noted(world, "bilal", leo)
    unmerge(by=kit, merge=joined)
    one = step(kit, joined)
    for by in (lena, erin):
        assert queries.joining(by, joined.pk) is None
        with pytest.raises(Refused):
            settle_added(by=by, step=one, move=True)


def test_a_correction_made_since_is_kept(world, kit, erin, leo, joined):
    correct_person(by=erin, person=leo, identity=Identity(**{**_own(leo), "given_names": "Leopold"}))
    unmerge(by=kit, merge=joined)
    leo.refresh_from_db()
    assert leo.given_names == "Leopold"


def _own(person):
    now = identity_of(person)
    return {name: getattr(now, name) for name in Identity.__dataclass_fields__}


def test_what_was_deleted_since_does_not_come_back(kit, leo, leon, joined):
    Address.objects.filter(person=leo).delete()
    unmerge(by=kit, merge=joined)
    assert not Address.objects.filter(person=leon).exists()


def test_the_last_is_undone_first(kit, george, leo, leon, joined):
    third = record(george, given_names="Leo", family_name="Hartly", born_on=leo.born_on)
    later = merge(by=kit, keep=leo, gone=third)
    with pytest.raises(Refused, match="later"):
        unmerge(by=kit, merge=joined)
    unmerge(by=kit, merge=later)
    unmerge(by=kit, merge=joined)
    assert Person.objects.filter(pk__in=[third.pk, leon.pk]).count() == 2


def test_joinings_of_others_are_undone_in_any_order(kit, george, leo, maya, leon, joined):
    mai = record(george, given_names="Mayah", family_name="Hartley", born_on=maya.born_on)
    merge(by=kit, keep=maya, gone=mai)
    unmerge(by=kit, merge=joined)
    assert Person.objects.filter(pk=leon.pk).exists()


def test_an_old_id_of_an_old_id_leads_there_too(kit, george, browse, leo, leon, joined):
    third = record(george, given_names="Leo", family_name="Hartly", born_on=leo.born_on)
    merge(by=kit, keep=third, gone=leo)
    for pk in (leo.pk, leon.pk, third.pk):
        assert browse("kit").get(f"/people/{pk}/card/").status_code == 200


def test_twice_is_refused(kit, joined):
    unmerge(by=kit, merge=joined)
    with pytest.raises(Refused, match="already"):
        unmerge(by=kit, merge=joined)


@pytest.mark.parametrize("who", ["lena", "erin", "amina", "moses", "priya"])
def test_nobody_else_takes_them_apart(world, joined, who):
    with pytest.raises(Refused):
        unmerge(by=world.viewer(who), merge=joined)


def test_joined_again_after_it_was_undone(kit, leo, leon, joined):
    unmerge(by=kit, merge=joined)
    merge(by=kit, keep=leon, gone=leo)
    assert Merge.objects.filter(undone_at__isnull=True).count() == 1


def test_erasing_the_one_erases_what_was_put_aside_too(world, kit, lena, leo, leon, joined):
    from patchwork.audit.models import AuditReference
    from patchwork.notifications.models import Notice

    ids = [leo.pk, leon.pk]
    erase_person(by=lena, person=leo)
    assert not Merge.objects.exists()
    assert not MergeStep.objects.exists()
    assert not AuditReference.objects.filter(person__in=ids).exists()
    assert not Notice.objects.filter(about__in=ids).exists()


def test_of_an_undone_joining_nothing_is_kept_twice_and_either_may_be_erased(kit, lena, leo, leon, joined):
    unmerge(by=kit, merge=joined)
    assert not MergeStep.objects.exclude(was=b"").exists()
    erase_person(by=lena, person=leon)
    assert not Merge.objects.exists()
    assert Person.objects.filter(pk=leo.pk).exists()


def test_who_looked_at_the_old_record_is_read_with_the_one(world, kit, lena, browse, leo, leon, george):
    from patchwork.oversight import record as looked

    browse("george").get(f"/people/{leon.pk}/card/")
    merge(by=kit, keep=leo, gone=leon)
    page = looked.record_page(lena, looked.Narrowing(person=leo.pk))
    assert ("George Baptiste", "opened the card") in [(line.who, line.did) for line in page.lines]


def test_of_a_pair_the_record_tells_only_who_may_see_both(world, kit, lena, leo, leon):
    from patchwork.oversight import record as looked
    from patchwork.people import same
    from patchwork.people.models import Exclusion
    from tests.people.merging.helping import question

    same.answer(by=kit, question=question(leo, leon), answer="not_same")
    said = "said whether two records are one person"
    assert said in [line.did for line in looked.record_page(lena, looked.Narrowing()).lines]
    Exclusion.objects.create(
        area=world.marlowe, person=leon, account_id=lena.account_id, asked_at=world.now, acts_from=world.now
    )
    assert said not in [line.did for line in looked.record_page(lena, looked.Narrowing()).lines]
