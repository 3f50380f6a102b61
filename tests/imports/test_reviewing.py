"""A row that may be somebody who is here is looked at in the same queue: by whoever has the list, and two where a veto
speaks against it.
"""

import pytest

from patchwork.accounts.models import Account
from patchwork.directory.models import Post
from patchwork.imports import reviewing as rows
from patchwork.imports.models import Listed, UploadRow
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.people import reviewing
from patchwork.people.merging.actions import merge, unmerge
from patchwork.people.models import Exclusion
from tests.imports.conftest import applied, csv_of, row
from tests.people.merging.helping import record


@pytest.fixture
def mia(world, joy):
    """Joy's list names Leonard: born as Leo is, of the same surname. Somebody has to look at it."""
    upload = applied(joy, world, csv_of(row("Leonard Hartley", "14/03/2017")))
    return upload.rows.get()


@pytest.fixture
def other_manager(world):
    """A second manager of Joy's service."""
    joy = world.posts["joy"]
    account = Account.objects.create_user("abe@marlowe-council.example", None, name="Abe Lund", is_demo=True)
    world.posts["abe"] = Post.objects.create(
        area=joy.area, account=account, service=joy.service, role=joy.role, powers=["supervisor"], email=account.email,
        started_on=joy.started_on, phone="01632 960911", reconfirmed_on=joy.reconfirmed_on,
    )  # fmt: skip
    return world.viewer("abe")


def pair(viewer):
    return reviewing.queue(viewer).pair


def test_joy_finds_it_in_the_queue_side_by_side(world, joy, mia, leo):
    shown = pair(joy)
    assert shown.id == mia.pk
    assert (shown.one.name, shown.other.name) == ("Leonard Hartley", "Leo Hartley")
    assert {line.label: line.verdict_words for line in shown.lines}["Date of birth"] == "the same"


@pytest.mark.parametrize("who", ["amina", "erin", "lena", "kit", "moses", "priya"])
def test_nobody_else_does(world, mia, who):
    assert pair(world.viewer(who)) is None
    with pytest.raises(Refused):
        rows.answer(by=world.viewer(who), row=mia, answer="not_same")


def test_not_somebody_who_does_not_exist_for_joy(world, joy, mia, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=joy.account_id, asked_at=world.now, acts_from=world.now
    )
    assert pair(joy) is None
    with pytest.raises(Refused):
        rows.answer(by=joy, row=mia, answer="same")


def test_a_veto_takes_a_second_person(world, joy, other_manager, mia, leo):
    assert rows.answer(by=joy, row=mia, answer="same") == "waits"
    assert pair(joy) is None
    with pytest.raises(Refused, match="yourself"):
        rows.answer(by=joy, row=mia, answer="same")
    assert pair(other_manager).said_by == "Joy Adeyemi"
    rows.answer(by=other_manager, row=mia, answer="same")
    assert Listed.objects.get(person=leo).feed_id == mia.upload.feed_id


def test_or_the_hub(world, joy, kit, mia, leo):
    rows.answer(by=joy, row=mia, answer="same")
    assert pair(kit).id == mia.pk
    rows.answer(by=kit, row=mia, answer="same")
    assert Listed.objects.filter(person=leo).exists()


def test_not_the_same_is_not_asked_again_by_the_next_list(world, joy, mia, leo):
    rows.answer(by=joy, row=mia, answer="not_same")
    upload = applied(joy, world, csv_of(row("Leonard Hartley", "14/03/2017"), row("Zoe Quist", "1/1/2015")))
    assert not UploadRow.objects.filter(upload=upload, verdict="review").exists()
    assert not Involvement.objects.filter(person=leo, source="feed").exists()


def test_it_stays_when_leo_is_joined_with_another_record(world, joy, kit, george, mia, leo):
    rows.answer(by=joy, row=mia, answer="not_same")
    double = record(george, given_names="Leo", family_name="Hartley", born_on=leo.born_on)
    joined = merge(by=kit, keep=double, gone=leo)
    upload = applied(joy, world, csv_of(row("Leonard Hartley", "14/03/2017"), row("Zoe Quist", "1/1/2015")))
    assert not UploadRow.objects.filter(upload=upload, verdict="review").exists()
    unmerge(by=kit, merge=joined)


def test_cannot_tell_stays_at_the_end_of_the_queue(joy, mia):
    rows.answer(by=joy, row=mia, answer="leave")
    queue = reviewing.queue(joy)
    assert queue.left == 0
    assert queue.pair.id == mia.pk


def test_by_the_page(browse, mia, leo):
    joys = browse("joy")
    html = joys.get("/same-person/").content.decode()
    assert "Leonard Hartley and Leo Hartley" in html
    answer = joys.post(f"/lists/pairs/{mia.pk}/", {"answer": "leave", "kind": "list"})
    assert answer.status_code == 303
    assert browse("amina").post(f"/lists/pairs/{mia.pk}/", {"answer": "leave"}).status_code == 404


def test_what_was_said_is_taken_back_and_the_next_list_asks_again(world, joy, mia, leo):
    rows.answer(by=joy, row=mia, answer="not_same")
    (said,) = reviewing.decided(joy)
    assert said.names[0][0] == "Leo Hartley"
    assert rows.take_back(by=joy, said_id=rows.refused_of(joy).get().pk)
    upload = applied(joy, world, csv_of(row("Leonard Hartley", "14/03/2017"), row("Zoe Quist", "1/1/2015")))
    assert UploadRow.objects.filter(upload=upload, verdict="review").exists()


def test_who_waits_for_a_second_person_may_take_it_back(world, joy, kit, mia):
    rows.answer(by=joy, row=mia, answer="same")
    (said,) = reviewing.decided(joy)
    assert said.words == "Waits for a second person"
    assert not rows.take_back(by=kit, said_id=rows.waiting_of(joy).get().pk)
    assert rows.take_back(by=joy, said_id=rows.waiting_of(joy).get().pk)
    assert pair(joy).id == mia.pk
