"""The benches' people: the same from the same seed, like life in what makes finding hard, and nobody's."""

import random
from collections import Counter
from dataclasses import asdict

import pytest
from stdnum.gb import nhs

from benchmarks.people import (
    KINDS,
    applicable,
    damage,
    people,
    queries,
    read_people,
    read_queries,
    write_people,
    write_queries,
)


@pytest.fixture(scope="module")
def county():
    return list(people(6000, seed=4))


def test_the_same_seed_makes_the_same_people_and_questions(county):
    assert county == list(people(6000, seed=4))
    assert county != list(people(6000, seed=5))
    assert list(queries(county, 60, seed=1)) == list(queries(county, 60, seed=1))


def test_numbers_are_valid_of_the_range_for_tests_and_each_once(county):
    numbers = [person.nhs for person in county if person.nhs]
    assert all(nhs.is_valid(number) and number.startswith("999") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_twins_namesakes_and_first_of_january(county):
    twins = Counter((person.last, person.dob, person.postcode) for person in county)
    assert sum(count > 1 for count in twins.values()) > 15
    namesakes = Counter((person.first, person.last, person.dob[:4]) for person in county)
    assert sum(count > 1 for count in namesakes.values()) > 15
    assert sum(person.dob.endswith("-01-01") for person in county) > 50


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_damage_happens_and_leaves_the_person_as_they_were(county, kind):
    dice = random.Random(kind)
    able = [person for person in county if applicable(kind, person)][:40]
    assert len(able) > 5
    before = [asdict(person) for person in able]
    hurt = [damage(person, [kind], dice) for person in able]
    assert [asdict(person) for person in able] == before
    assert sum(one != person for one, person in zip(hurt, able, strict=True)) >= 0.8 * len(able)


def test_there_are_28_kinds_and_questions_with_each_and_with_up_to_four(county):
    assert len(KINDS) == 28
    types = Counter(query.type for query in queries(county, 3000, seed=1))
    assert {*KINDS, *(f"{n} damage{'s' * (n != 1)}" for n in range(5))} == set(types)


def test_files_hold_what_was_written(county, tmp_path):
    asked = list(queries(county, 50, seed=1))
    write_people(tmp_path / "people.csv", county[:50])
    write_queries(tmp_path / "queries.jsonl", asked)
    assert list(read_people(tmp_path / "people.csv")) == county[:50]
    assert list(read_queries(tmp_path / "queries.jsonl")) == asked


def test_files_of_others_may_lack_columns(tmp_path):
    (tmp_path / "people.csv").write_text("person_id,last,shoe\n1,Moss,38\n")
    (tmp_path / "queries.jsonl").write_text('{"last": "Moss", "target": 1, "dob": null}\n')
    (person,) = read_people(tmp_path / "people.csv")
    (query,) = read_queries(tmp_path / "queries.jsonl")
    assert (person.person_id, person.last, person.first) == ("1", "Moss", "")
    assert (query.last, query.target, query.dob) == ("Moss", "1", "")
