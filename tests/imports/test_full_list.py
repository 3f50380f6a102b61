"""A full list ends who is no longer on it: only where the organisation says so, and never many without a look."""

import pytest

from patchwork.imports import actions
from patchwork.imports.models import Feed
from patchwork.involvement.models import Involvement
from tests.imports.conftest import applied, csv_of, done, row, to_preview

pytestmark = pytest.mark.usefixtures("listed_kinds")
TEN = [row(f"Ann{chr(97 + n)} Quill", f"0{n + 1}/02/2015", **{"Local number": f"N{n}"}) for n in range(9)]
TEN.append(row("Annz Quill", "19/02/2015", **{"Local number": "N99"}))


def full(world, **more):
    Feed.objects.update(is_full_list=True, **more)


def standing():
    return Involvement.objects.filter(person__family_name="Quill", ended_on__isnull=True).count()


def test_without_the_organisations_word_nobody_ends(joy, world):
    applied(joy, world, csv_of(*TEN))
    applied(joy, world, csv_of(*TEN[:2]))
    assert standing() == 10


def test_within_the_share_they_end(joy, world):
    applied(joy, world, csv_of(*TEN))
    full(world)
    upload = applied(joy, world, csv_of(*TEN[:9]))
    assert upload.counts["ended"] == 1
    assert standing() == 9
    ended = Involvement.objects.get(person__given_names="Annz")
    assert ended.end_reason == "off_list"
    assert ended.ended_on == world.now.date()


def test_above_the_share_they_wait_for_a_look(joy, world):
    applied(joy, world, csv_of(*TEN))
    full(world)
    assert applied(joy, world, csv_of(*TEN[:8])).counts["ended"] == 0
    assert standing() == 10


def test_with_a_look_they_end_and_undoing_brings_them_back(joy, world):
    applied(joy, world, csv_of(*TEN))
    full(world)
    upload = to_preview(joy, world, csv_of(*TEN[:5]))
    actions.apply(by=joy, upload=upload, may_end_many=True)
    upload = done(upload)
    assert upload.counts["ended"] == 5
    assert standing() == 5
    actions.undo(by=joy, upload=upload)
    assert done(upload).counts["ended_again"] == 5
    assert standing() == 10


def test_a_row_that_cannot_be_read_ends_nobody_unseen(joy, world):
    applied(joy, world, csv_of(*TEN))
    full(world, safety_share=100)
    unreadable = row("Annz Quill", "19th of Feb")
    assert applied(joy, world, csv_of(*TEN[:9], unreadable)).counts["ended"] == 0


def test_nobody_ends_whom_others_said_by_hand(joy, world, leo):
    applied(joy, world, csv_of(*TEN))
    full(world, safety_share=100)
    applied(joy, world, csv_of(*TEN[:9]))
    assert Involvement.objects.get(person=leo, post=world.posts["erin"]).ended_on is None
