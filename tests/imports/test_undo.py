"""A whole list is taken back, wherever nobody has built on it since."""

import pytest
from django.urls import reverse

from patchwork.activity.models import Deed
from patchwork.imports import actions
from patchwork.imports.models import Listed, UploadRow
from patchwork.involvement.models import Contact, Involvement
from patchwork.people.jobs import check_new_record
from patchwork.people.models import Person, Shield
from tests.imports.conftest import applied, csv_of, done, row

pytestmark = pytest.mark.usefixtures("listed_kinds")
NEW = row("Tomos Vaughan", "29/02/2016", **{"Local number": "CP1"})


def undone(by, upload):
    actions.undo(by=by, upload=upload)
    return done(upload)


def snapshot():
    rows = Involvement.objects.order_by("pk").values_list(
        "pk", "person", "post", "card", "role", "started_on", "ended_on", "confirmed_at", "is_lead", "source"
    )
    return list(rows), Person.objects.count(), Listed.objects.count(), Deed.objects.count(), Contact.objects.count()


def test_everything_is_as_it_was(joy, world, kerry, leo):
    before = snapshot()
    file = csv_of(NEW, row("Kerry Hartley", f"{kerry.born_on:%d/%m/%Y}"), row("Leo Hartley", f"{leo.born_on:%d/%m/%Y}"))
    upload = applied(joy, world, file)
    assert snapshot() != before
    upload = undone(joy, upload)
    assert upload.state == "undone"
    assert upload.counts["undone"] == 3
    assert upload.counts["kept"] == 0
    assert snapshot() == before
    assert not UploadRow.objects.filter(person__isnull=False, upload=upload, did__has_key="person").exists()


def test_a_confirmation_by_list_is_taken_back(joy, world, ivan, leo):
    from patchwork.demo.cast import involve

    provisional = involve(world, "erin", "kerry", confirmed=False)
    kerry = world.persons["kerry"]
    named = row("Kerry Hartley", f"{kerry.born_on:%d/%m/%Y}", **{"Contact e-mail": "erin@marlowe-council.example"})
    upload = applied(joy, world, csv_of(named))
    provisional.refresh_from_db()
    assert provisional.confirmed_at is not None
    undone(joy, upload)
    provisional.refresh_from_db()
    assert provisional.confirmed_at is None


def test_what_somebody_has_built_on_stays_and_is_said(joy, world, browse, bilal):
    upload = applied(joy, world, csv_of(NEW))
    involvement = Involvement.objects.get(person__given_names="Tomos")
    Contact.objects.create(
        area=world.marlowe, person=involvement.person, involvement=involvement, kind="child_seen",
        service=involvement.service, happened_at=world.now, recorded_at=world.now,
    )  # fmt: skip
    check_new_record(area=world.marlowe.pk, person=str(involvement.person_id))
    upload = undone(joy, upload)
    assert upload.counts["kept"] == 1
    assert Involvement.objects.filter(pk=involvement.pk).exists()
    page = browse("joy").get(reverse("list", args=[upload.pk])).content.decode()
    assert "1 could not be" in page


def test_what_a_later_list_says_as_well_stays(joy, world):
    first = applied(joy, world, csv_of(NEW))
    applied(joy, world, csv_of(NEW, row("Ada Zephyr", "01/02/2015")))
    undone(joy, first)
    assert Person.objects.filter(given_names="Tomos").exists()
    assert Involvement.objects.filter(person__given_names="Tomos", ended_on__isnull=True).exists()


def test_a_record_that_inherited_protection_goes_like_any_other(joy, world, leo):
    """Whether it is somebody protected is nothing that undoing may tell."""
    Shield.objects.create(area=world.marlowe, person=leo, kind="refuge", reference="ABCD", contact="Hub",
                          set_at=world.now)  # fmt: skip
    upload = applied(joy, world, csv_of(row("Leo Hartley", f"{leo.born_on:%d/%m/%Y}")))
    twin = Person.objects.exclude(pk=leo.pk).get(given_names="Leo")
    check_new_record(area=world.marlowe.pk, person=str(twin.pk))
    assert Shield.objects.filter(person=twin).exists()
    upload = undone(joy, upload)
    assert upload.counts["kept"] == 0
    assert not Person.objects.filter(pk=twin.pk).exists()
    assert Person.objects.filter(pk=leo.pk).exists()


def test_the_same_file_may_come_again_after_that(joy, world):
    file = csv_of(NEW)
    undone(joy, applied(joy, world, file))
    assert applied(joy, world, file).counts["new"] == 1
