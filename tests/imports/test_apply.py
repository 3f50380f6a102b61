"""A list is applied: new people, people who are here, and what changes between two lists."""

import pytest

from patchwork.imports import actions
from patchwork.imports.models import Listed, Upload, UploadRow
from patchwork.involvement.models import Involvement
from patchwork.people.models import Person
from tests.imports.conftest import applied, csv_of, done, row, to_preview, verdicts

pytestmark = pytest.mark.usefixtures("listed_kinds")
NEW = row("Tomos Vaughan", "29/02/2016", **{"Contact e-mail": "erin@marlowe-council.example", "Local number": "CP1"})
ERINS = {"Contact e-mail": "erin@marlowe-council.example"}


def born(leo):
    return f"{leo.born_on:%d/%m/%Y}"


def test_the_preview_says_what_would_happen_and_nothing_has(joy, world, leo):
    before = Involvement.objects.count()
    upload = to_preview(joy, world, csv_of(NEW, row("Leo Hartley", born(leo), **ERINS)))
    assert verdicts(upload) == {2: "new", 3: "same"}
    assert Involvement.objects.count() == before
    assert not Person.objects.filter(given_names="Tomos").exists()


def test_a_new_person_is_added_with_the_worker_whom_the_list_names(joy, world):
    upload = applied(joy, world, csv_of(NEW))
    person = Person.objects.get(given_names="Tomos")
    assert person.checked_at is None
    assert person.made_by_id == joy.account_id
    involvement = Involvement.objects.get(person=person)
    assert involvement.post == world.posts["erin"]
    assert (involvement.source, involvement.confirmed_at, involvement.is_lead) == ("feed", world.now, True)
    assert str(Listed.objects.get(person=person).told_on) == "2026-11-01"
    assert upload.counts["new"] == 1


def test_somebody_who_is_here_gets_the_service_beside_the_others(joy, world, kerry):
    applied(joy, world, csv_of(row("Kerry Hartley", born(kerry))))
    involvement = Involvement.objects.get(person=kerry, service=world.services["protection"])
    assert involvement.post is None
    assert involvement.source == "feed"
    assert Person.objects.filter(family_name="Hartley", given_names="Kerry").count() == 1


def test_the_same_file_again_changes_nothing(joy, world):
    data = csv_of(NEW)
    applied(joy, world, data)
    before = Involvement.objects.count(), Person.objects.count(), Upload.objects.count()
    again = actions.receive(by=joy, service=world.services["protection"], data=data)
    assert not again.is_new
    assert (Involvement.objects.count(), Person.objects.count(), Upload.objects.count()) == before


def test_the_next_list_knows_its_rows_by_the_systems_own_number(joy, world):
    applied(joy, world, csv_of(NEW))
    renamed = row("Tomos Vaughan-Price", "29/02/2016", **{**ERINS, "Local number": "CP1", "Postcode": "ZM1 4AB"})
    upload = to_preview(joy, world, csv_of(renamed))
    assert verdicts(upload) == {2: "same"}
    actions.apply(by=joy, upload=upload)
    done(upload)
    assert Person.objects.filter(given_names="Tomos").count() == 1


def test_another_worker_takes_over(joy, world):
    applied(joy, world, csv_of(NEW))
    upload = to_preview(joy, world, csv_of(row("Tomos Vaughan", "29/02/2016", **{"Local number": "CP1"})))
    assert verdicts(upload) == {2: "changed"}
    actions.apply(by=joy, upload=upload)
    done(upload)
    standing = Involvement.objects.get(person__given_names="Tomos", ended_on__isnull=True)
    assert standing.post is None
    assert standing.is_lead


def test_nobody_without_the_date_the_family_was_told(joy, world):
    upload = to_preview(joy, world, csv_of(row("Tomos Vaughan", "29/02/2016", **{"Family told on": ""})))
    assert verdicts(upload) == {2: "problem"}
    assert UploadRow.objects.get(upload=upload).problems == ["not_told:told_on"]


def test_the_date_may_be_said_once_for_the_whole_list(joy, world):
    data = csv_of(row("Tomos Vaughan", "29/02/2016", **{"Family told on": ""}))
    applied(joy, world, data, told_on=world.now.date())
    assert Listed.objects.get().told_on == world.now.date()
