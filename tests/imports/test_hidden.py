"""Whoever sends a list and may not see somebody gets what they would get if nobody were here."""

import re

import pytest
from django.urls import reverse

from patchwork.imports import actions
from patchwork.imports.models import Feed, Listed, Upload, UploadRow
from patchwork.involvement.models import Involvement
from patchwork.people.jobs import check_new_record
from patchwork.people.models import Exclusion, Person, SamePersonQuestion, Shield
from tests.imports.conftest import applied, csv_of, row, to_preview

pytestmark = pytest.mark.usefixtures("listed_kinds")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def shield(world, person, now):
    Shield.objects.create(area=world.marlowe, person=person, kind="refuge", reference="ABCD", contact="Hub", set_at=now)


def exclude(world, person, now):
    Exclusion.objects.create(
        area=world.marlowe, person=person, account_id=world.posts["joy"].account_id, asked_at=now, acts_from=now
    )


def unchecked(world, person, now):
    Person.objects.filter(pk=person.pk).update(checked_at=None, made_by=world.posts["bilal"].account_id)


def as_seen(client, upload):
    """Every page of the list, without what differs between any two."""
    pages = [client.get(reverse("list", args=[upload.pk]), {"show": show}) for show in ("", "new", "matched", "review")]
    pages.append(client.get(reverse("list_problems", args=[upload.pk])))
    return [TOKEN.sub(r"\1", UUID.sub("id", page.content.decode())) for page in pages]


@pytest.mark.parametrize("hide", [shield, exclude, unchecked])
def test_the_preview_and_the_outcome_read_the_same(world, joy, browse, leo, hide, request):
    file = csv_of(
        row("Leo Hartley", f"{leo.born_on:%d/%m/%Y}", **{"Local number": "L1"}), row("Ada Quist", "01/02/2015")
    )
    hide(world, leo, world.now)
    upload = applied(joy, world, file)
    hidden = as_seen(browse("joy"), upload)
    twin = Person.objects.exclude(pk=leo.pk).get(given_names="Leo")
    assert not Involvement.objects.filter(person=leo, service=world.services["protection"], source="feed").exists()
    check_new_record(area=world.marlowe.pk, person=str(twin.pk))
    assert SamePersonQuestion.objects.exists()
    again = as_seen(browse("joy"), upload)
    nightly = to_preview(joy, world, file + b"\r\n")
    assert [str(one.verdict) for one in nightly.rows.order_by("number")] == ["same", "same"]
    nights = as_seen(browse("joy"), nightly)

    _as_if_never(world, leo)
    upload = applied(joy, world, file)
    absent = as_seen(browse("joy"), upload)
    nightly = to_preview(joy, world, file + b"\r\n")
    assert hidden == absent == again
    assert nights == as_seen(browse("joy"), nightly)


def _as_if_never(world, leo):
    """The world without him, and without the list."""
    Upload.objects.all().delete()
    Listed.objects.all().delete()
    Feed.objects.all().delete()
    SamePersonQuestion.objects.all().delete()
    for person in Person.objects.filter(given_names__in=["Leo", "Ada"]):
        Involvement.objects.filter(person=person).delete()
        person.delete()


def test_a_colleague_who_is_shut_out_reads_a_new_person_in_anothers_list(world, joy, browse, kerry):
    """Kerry is matched for Joy; her colleague, who may not know of Kerry, reads of somebody new."""
    from patchwork.directory.models import Post

    erin = world.posts["erin"]
    Post.objects.filter(pk=erin.pk).update(powers=["supervisor"])
    upload = to_preview(joy, world, csv_of(row("Kerry Hartley", f"{kerry.born_on:%d/%m/%Y}")))
    Exclusion.objects.create(area=world.marlowe, person=kerry, account_id=erin.account_id, asked_at=world.now,
                             acts_from=world.now)  # fmt: skip
    joys = browse("joy").get(reverse("list", args=[upload.pk])).content.decode()
    erins = browse("erin").get(reverse("list", args=[upload.pk])).content.decode()
    assert "somebody who is here" in joys.split("Row by row")[1].split("</form>")[1]
    assert "somebody who is here" not in erins.split("Row by row")[1].split("</form>")[1]


def test_protected_between_preview_and_applying_he_is_as_absent(world, joy, kerry):
    upload = to_preview(joy, world, csv_of(row("Kerry Hartley", f"{kerry.born_on:%d/%m/%Y}")))
    assert UploadRow.objects.get(upload=upload).verdict == "matched"
    shield(world, kerry, world.now)
    from tests.imports.conftest import done

    actions.apply(by=joy, upload=upload)
    done(upload)
    assert not Involvement.objects.filter(person=kerry, service=world.services["protection"]).exists()
    assert Person.objects.filter(given_names="Kerry").count() == 2


@pytest.mark.parametrize("hide", [shield, exclude, unchecked])
def test_nobody_hidden_stands_before_somebody_like_them(world, joy, leo, hide):
    """Were he not here, the row would be looked at for his brother: so it is."""
    len_ = Person.objects.create(
        area=world.marlowe, given_names="Len", family_name="Hartley", born_on=leo.born_on, made_at=world.now,
        checked_at=world.now,
    )  # fmt: skip
    hide(world, leo, world.now)
    upload = to_preview(joy, world, csv_of(row("Leo Hartley", f"{leo.born_on:%d/%m/%Y}")))
    waiting = UploadRow.objects.get(upload=upload)
    assert (waiting.verdict, waiting.person_id, waiting.runner_up_id) == ("review", len_.pk, None)
