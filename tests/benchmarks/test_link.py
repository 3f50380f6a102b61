"""What the bench of matching makes, reads and counts."""

from __future__ import annotations

from benchmarks.linking import counting, lists, ours
from benchmarks.linking.counting import Said
from benchmarks.linking.lists import Case, Truth
from benchmarks.people import Person

LEO = Person("leo", first="Leo", last="Hartley", dob="2017-03-04", postcode="ZM1 4AB")
MAX = Person("R-2", first="Max", last="Hartley", dob="2017-03-04", postcode="ZM1 4AB")
SAME = Person("R-1", first="Leo", last="Hartley", dob="2017-03-04", postcode="ZM1 4AB")


def case() -> Case:
    truth = {"R-1": Truth("R-1", "leo", True), "R-2": Truth("R-2", "max", False)}
    return Case([LEO], [SAME, MAX], truth)


def test_files_are_read_as_they_were_written(tmp_path):
    assert lists.read(*lists.write(case(), tmp_path)) == case()


def test_a_twin_that_is_linked_is_counted_as_one():
    found = counting.count(case(), [Said("R-1", "leo"), Said("R-2", "leo")])
    assert (found["auto_wrong"], found["auto_total"], found["twins_merged"]) == (1, 2, 1)
    assert (found["auto_recall"], found["recall_after_review"]) == (1.0, 1.0)


def test_a_namesake_is_wrong_but_no_twin():
    away = Case([LEO], [SAME], {"R-1": Truth("R-1", "another leo", False)})
    found = counting.count(away, [Said("R-1", "leo")])
    assert (found["auto_wrong"], found["twins_merged"]) == (1, 0)


def test_whoever_looks_finds_only_whom_they_are_shown():
    shown = counting.count(case(), [Said("R-1", None, ("leo",)), Said("R-2", None, ())])
    assert (shown["review_share"], shown["recall_after_review"]) == (0.5, 1.0)
    hidden = counting.count(case(), [Said("R-1", None, ("max",)), Said("R-2", None, ())])
    assert hidden["recall_after_review"] == 0.0


def test_rows_are_numbered_and_told_by_their_own_ids():
    assert [row.row for row in ours.rows(case().rows)] == [1, 2]


def test_a_list_that_is_made_has_unknown_twins_and_people_who_are_known():
    made = lists.make(3000, 400, seed=4)
    known = {person.person_id for person in made.known}
    assert len(made.rows) == 400
    assert all((each.person_id in known) == each.in_known for each in made.truth.values())
    homes = {(person.dob, person.postcode) for person in made.known}
    away = [row for row in made.rows if not made.truth[row.person_id].in_known]
    assert sum((row.dob, row.postcode) in homes for row in away) >= 2
