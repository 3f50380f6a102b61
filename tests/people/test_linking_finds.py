"""Who is recognised however the name arrives, and what is said about it."""

from __future__ import annotations

import pytest

from patchwork.people.linking import words
from tests.people.linked_stories import ROWS, stories


@pytest.fixture(scope="module")
def row():
    return stories().rows


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("same", "leo"), ("nickname and slip", "tom"), ("welsh", "welsh"), ("polish", "polish"), ("arabic", "arabic"),
        ("turned round", "alone"), ("known as", "called"), ("former surname", "married"), ("one box", "pupil"),
    ],
)  # fmt: skip
def test_the_right_one_is_linked(row, name, person):
    assert (row[name].verdict, row[name].person_id) == ("auto", person)


def test_nobody_is_like_a_stranger(row):
    assert (row["nobody"].verdict, row["nobody"].person_id) == ("new", None)


def test_nonsense_is_nobody_and_breaks_nothing(row):
    assert row["nonsense"].verdict == "new"


def test_every_row_has_one_answer_in_their_order():
    assert [each.row for each in stories().rows.values()] == [row.row for row in ROWS.values()]


def test_why_is_said_in_words(row):
    assert words.say(row["polish"].agreements) == ["same first name", "same surname", "same birthday", "same postcode"]
    assert words.say(row["twin"].vetoes) == ["another first name: it may be a twin, a brother or a sister"]


def test_every_code_that_was_used_has_words(row):
    used = {code for each in row.values() for found in each.candidates for code in (*found.vetoes, *found.agreements)}
    used |= {code for each in row.values() for code in each.vetoes}
    assert used <= words.VETOES.keys() | words.AGREEMENTS.keys()


def test_progress_is_told_to_the_end():
    assert [step for step, _of in stories().steps] == list(range(1, stories().steps[0][1] + 1))
