"""A new record: its maker's alone until it was compared with all others, in the same way for everyone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from patchwork.people.actions import Identity, add_person, correct_person, identity_of
from patchwork.people.jobs import check_new_record
from patchwork.people.models import Exclusion, Identifier, Person, SamePersonQuestion, Shield

TWIN = Identity(given_names="Leo", family_name="Hartley", born_on=date(2017, 3, 14))
NEW = Identity(given_names="Tomos", family_name="Vaughan", born_on=date(2016, 2, 29))


def jobs(superuser=None):
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name__endswith="check_new_record")


@pytest.mark.parametrize("identity", [TWIN, NEW])
def test_the_check_comes_at_the_same_time_whatever_it_will_find(george, world, leo, identity):
    person = add_person(by=george, identity=identity)
    (job,) = jobs()
    assert job.scheduled_at == george.now + timedelta(minutes=5)
    assert job.args == {"area": world.marlowe.pk, "person": str(person.pk)}


def test_after_the_check_colleagues_find_it(george, world):
    person = add_person(by=george, identity=NEW)
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    person.refresh_from_db()
    assert person.checked_at == world.now
    assert not SamePersonQuestion.objects.exists()


def test_two_records_of_one_person_raise_a_question_once(george, world, leo):
    person = add_person(by=george, identity=TWIN)
    for _again in range(2):
        Person.objects.filter(pk=person.pk).update(checked_at=None)
        check_new_record(area=world.marlowe.pk, person=str(person.pk))
    question = SamePersonQuestion.objects.get()
    assert {question.person_id, question.other_id} == {person.pk, leo.pk}
    assert question.because == "name_and_birth"


def test_an_equal_number_is_never_refused_and_raises_a_question(george, amina, world, leo):
    Identifier.objects.create(area=world.marlowe, person=leo, system="nhs", value="9990000018")
    from patchwork.people.indexing import refresh_keys

    refresh_keys(leo)
    person = add_person(by=george, identity=Identity(given_names="Quite", family_name="Other",
                                                     identifiers=(("nhs", "9990000018"),)))  # fmt: skip
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    assert SamePersonQuestion.objects.get().because == "identifier"


def test_a_number_added_later_raises_the_question_too(world, george, amina, leo, maya):
    add_person(
        by=george, identity=Identity(given_names="Quite", family_name="Other", identifiers=(("local", "LCS 7"),))
    )
    stored = identity_of(leo)
    numbered = replace(stored, identifiers=(("local", "LCS 7"),))
    correct_person(by=amina, person=leo, identity=numbered, as_of=stored.fingerprint)
    assert SamePersonQuestion.objects.get().because == "identifier"


def test_a_twin_of_a_shielded_child_is_shielded_likewise(world, george, erin, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-17", contact="Marlowe hub", set_at=world.now,
        named_posts=[erin.post_id],
    )  # fmt: skip
    person = add_person(by=george, identity=TWIN)
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    shield = Shield.objects.get(person=person)
    assert (shield.reference, shield.named_posts) == ("M-17", [erin.post_id])
    assert SamePersonQuestion.objects.exists()


def test_a_twin_of_a_child_that_is_hidden_from_someone_is_hidden_from_them(world, george, amina, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=george.account_id, why="his uncle", asked_at=world.now,
        acts_from=world.now,
    )  # fmt: skip
    person = add_person(by=amina, identity=TWIN)
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    exclusion = Exclusion.objects.get(person=person)
    assert (exclusion.account_id, exclusion.why) == (george.account_id, "his uncle")


def test_brothers_and_sisters_are_not_one_person(world, george, leo, maya):
    twin = Identity(given_names="Maya", family_name="Hartley", born_on=date(2017, 3, 14))
    person = add_person(by=george, identity=twin)
    check_new_record(area=world.marlowe.pk, person=str(person.pk))
    assert not SamePersonQuestion.objects.filter(person=leo).exists()
    assert not SamePersonQuestion.objects.filter(other=leo).exists()


def test_a_record_that_is_gone_is_no_trouble(world):
    check_new_record(area=world.marlowe.pk, person="6f1d0c5e-0000-4000-8000-000000000000")
