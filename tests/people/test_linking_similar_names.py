"""Unknown twins whose names are as alike as names get, without a number that could tell them apart."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.linking import ours
from benchmarks.people import people
from patchwork.people.linking import Known, ListRow, link

HOME = "ZM1 4AB"
TWINS = (
    ("Jayden", "Hayden"), ("Jayden", "Kayden"), ("Andrew", "Andrea"), ("Max", "Maxine"), ("Paul", "Paula"),
    ("Daniel", "Danielle"), ("Mia", "Maya"), ("Ella", "Ellie"), ("Oliver", "Olivia"), ("Kelly-Anne", "Kelly-Marie"),
    ("Harry", "Henry"), ("Amelia", "Emilia"), ("Louis", "Louise"), ("Mohammed", "Ahmed"), ("Lily", "Lola"),
    ("George", "Georgia"), ("Alex", "Alexis"), ("Ali", "Alia"), ("Julie", "Julia"), ("Sam", "Samira"),
    ("Karen", "Karin"), ("Marta", "Maria"),
)  # fmt: skip
SLIPS = (("Jonathan", "Jonahtan"), ("Gwendoline", "Gwendolnie"), ("Mackenzie", "Mackenzei"), ("Siobhan", "Siobahn"))


@pytest.fixture(scope="module")
def verdicts():
    """Of every first name in TWINS both are borne by others here; each pair has a family of its own."""
    pairs = (*TWINS, *SLIPS)
    facts = [
        {"family_name": f"Quill{chr(97 + at)}am", "born_on": date(2015, 1 + at % 12, 13 + at % 15), "postcode": HOME}
        for at in range(len(pairs))
    ]
    together = list(zip(pairs, facts, strict=True))
    known = [Known(person_id="/".join(pair), given_names=pair[0], **fact) for pair, fact in together]
    names = [name for pair in TWINS for name in pair]
    others = [Known(person_id=f"other {name}", given_names=name, family_name="Elsewhere") for name in names]
    rows = [ListRow(row=at, given_names=pair[1], **fact) for at, (pair, fact) in enumerate(together)]
    found = link(rows, [*known, *others, *ours.known(people(500, seed=9))])
    return dict(zip(pairs, found, strict=True))


@pytest.mark.parametrize("pair", TWINS)
def test_no_twin_is_taken_for_the_other(verdicts, pair):
    assert verdicts[pair].verdict != "auto"


@pytest.mark.parametrize("pair", SLIPS)
def test_a_slip_of_the_pen_is_still_one(verdicts, pair):
    assert (verdicts[pair].verdict, verdicts[pair].person_id) == ("auto", "/".join(pair))
