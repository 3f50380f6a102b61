"""What is kept of a list, for how long, and who is told when lists stop coming."""

from datetime import timedelta

import pytest
from django.urls import reverse

from patchwork.directory.models import Partnership
from patchwork.imports import keeping
from patchwork.imports.models import Feed, Listed, Upload, UploadRow
from patchwork.notifications.models import Notice
from patchwork.people.actions import erase_person
from patchwork.people.models import Person
from tests.imports.conftest import applied, csv_of, row, to_preview

pytestmark = pytest.mark.usefixtures("listed_kinds")
NEW = row("Tomos Vaughan", "29/02/2016")


def test_rows_go_after_the_areas_time_and_the_numbers_stay(joy, world, browse):
    upload = applied(joy, world, csv_of(NEW))
    later = world.now + timedelta(days=world.marlowe.list_rows_kept_days + 1)
    assert keeping.forget_old(world.marlowe, now=later) == 1
    upload = Upload.objects.get(pk=upload.pk)
    assert not UploadRow.objects.exists()
    assert (upload.headings, upload.mapping) == ("", "")
    assert upload.counts["new"] == 1
    assert Listed.objects.exists()
    page = browse("joy").get(reverse("list", args=[upload.pk])).content.decode()
    assert "no longer kept" in page
    assert "Tomos" not in page


def test_a_list_nobody_went_on_with_goes_after_three_days(joy, world):
    upload = to_preview(joy, world, csv_of(NEW))
    assert keeping.forget_old(world.marlowe, now=world.now + timedelta(days=2)) == 0
    assert keeping.forget_old(world.marlowe, now=world.now + timedelta(days=4)) == 1
    assert Upload.objects.get(pk=upload.pk).state == "dropped"
    assert not UploadRow.objects.exists()


def test_whoever_is_erased_is_erased_from_lists_too(joy, world, lena):
    applied(joy, world, csv_of(NEW))
    person = Person.objects.get(given_names="Tomos")
    assert UploadRow.objects.filter(person=person).exists()
    erase_person(by=lena, person=person)
    assert not UploadRow.objects.exists()
    assert not Listed.objects.exists()


def test_an_organisation_is_as_fresh_as_its_stalest_list(joy, world):
    headings = ("Name", "DOB", "Family told on", "Current as of", "Coverage area")
    file = csv_of(["Tomos Vaughan", "29/02/2016", "2026-11-01", "2026-11-20", "Marlowe North"], headings=headings)
    applied(joy, world, file)
    place = Partnership.objects.get(organisation=world.organisations["council"], area=world.marlowe)
    assert str(place.data_as_of.date()) == "2026-11-20"
    assert "Marlowe North" in place.coverage


def test_a_stale_list_is_told_to_the_administrator_once_and_without_a_name(world, browse):
    feed = Feed.objects.create(
        area=world.marlowe, organisation=world.organisations["oakfield"], service=world.services["oakfield"],
        role="class_teacher", every_days=2, as_of=world.now - timedelta(days=5), arrived_at=world.now,
    )  # fmt: skip
    assert keeping.warn_of_stale(world.marlowe, now=world.now) == 1
    assert keeping.warn_of_stale(world.marlowe, now=world.now) == 0
    told = Notice.objects.filter(event=feed.pk)
    assert {one.post for one in told} == {world.posts["moses"].pk}
    assert told.count() == 2
    moses = browse("moses")
    assert "has not come for twice as long" in moses.get(reverse("attentions")).content.decode()
    page = moses.get(reverse("organisation_lists", args=[feed.organisation_id])).content.decode()
    assert "overdue" in page


def test_one_in_time_is_told_to_nobody(world):
    Feed.objects.create(
        area=world.marlowe, organisation=world.organisations["oakfield"], service=world.services["oakfield"],
        role="class_teacher", every_days=2, as_of=world.now - timedelta(days=3),
    )  # fmt: skip
    assert keeping.warn_of_stale(world.marlowe, now=world.now) == 0
