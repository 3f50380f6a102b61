"""What a machine never decides, however good the odds."""

from __future__ import annotations

import pytest

from tests.people.linked_stories import ROWS, stories


@pytest.fixture(scope="module")
def row():
    return stories().rows


def test_an_unknown_twin_is_never_taken_for_the_known_one(row):
    assert row["twin"].verdict == "review"
    assert (row["twin"].person_id, row["twin"].vetoes) == ("leo", ("other_first_name",))


def test_a_twin_with_a_like_name_is_no_slip_of_the_pen(row):
    assert (row["twin with a like name"].verdict, row["twin with a like name"].person_id) == ("review", "jayden")
    assert row["twin with a like name"].vetoes == ("similar_first_name",)


def test_two_valid_nhs_numbers_are_two_people_until_somebody_looks(row):
    assert (row["other number"].verdict, row["other number"].vetoes) == ("review", ("other_nhs_number",))


def test_one_nhs_number_with_another_first_name_is_looked_at(row):
    assert (row["number of another"].verdict, row["number of another"].person_id) == ("review", "tom")
    assert row["number of another"].vetoes == ("number_of_another",)


def test_a_middle_name_alone_does_not_link(row):
    assert (row["middle name only"].verdict, row["middle name only"].vetoes) == ("review", ("middle_name_only",))


def test_without_a_birthday_nobody_is_linked(row):
    assert (row["no birthday"].verdict, row["no birthday"].person_id) == ("review", "alone")
    assert row["no birthday"].vetoes == ("no_birthday",)


def test_a_year_is_no_birthday(row):
    assert (row["year only"].verdict, row["year only"].vetoes) == ("review", ("no_birthday",))


def test_without_a_first_name_it_may_be_a_brother(row):
    assert (row["no first name"].verdict, row["no first name"].vetoes) == ("review", ("no_first_name",))


def test_two_who_fit_equally_are_put_side_by_side(row):
    found = row["two alike"]
    assert found.verdict == "review"
    assert "too_close" in found.vetoes
    assert {found.person_id, found.runner_up.person_id} == {"one_of_two", "other_of_two"}


def test_a_name_and_a_birthday_far_away_may_be_a_namesake(row):
    assert row["moved far"].vetoes == ("name_and_birthday_only",)


def test_a_father_of_the_same_name_is_not_the_child(row):
    assert row["father"].verdict != "auto"


def test_of_two_rows_that_claim_one_person_the_better_has_it(row):
    assert (row["same"].verdict, row["same"].person_id) == ("auto", "leo")
    assert (row["claimed"].verdict, row["claimed"].vetoes) == ("review", ("claimed_twice",))


def test_no_two_rows_but_the_same_one_have_one_person(row):
    linked = [each.person_id for each in row.values() if each.verdict == "auto" and each.same_as_row is None]
    assert len(linked) == len(set(linked))


def test_a_row_that_is_there_twice_is_said_to_be(row):
    assert row["same again"].same_as_row == ROWS["same"].row
    assert row["same again"].person_id == "leo"
    assert row["same"].same_as_row is None
