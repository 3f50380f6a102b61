"""One list against one county, matched once for all stories: each test looks at the rows that are about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from benchmarks.linking import ours
from benchmarks.people import people
from patchwork.people.linking import Known, Linked, ListRow, link

BORN = date(2015, 3, 14)
"""A birthday without a twin in its own digits: turned round it is no date."""
MARRIED, PUPIL = date(1984, 1, 30), date(2014, 12, 29)


def known(person_id: str, **facts: object) -> Known:
    return Known(person_id=person_id, **({"born_on": BORN, "postcode": "ZM1 4AB"} | facts))


KNOWN = (
    known("leo", given_names="Leo", family_name="Hartley", middle_names="James", sex="male"),
    known("jayden", given_names="Jayden", family_name="Quill", sex="male"),
    known("numbered", given_names="Orla", family_name="Penhaligon", identifiers={"nhs": "9990000018"}),
    known("tom", given_names="Thomas", family_name="Featherstone", identifiers={"nhs": "9990000026"}),
    known("alone", given_names="Winifred", family_name="Thistledown", born_on=date(2012, 7, 8)),
    known("one_of_two", given_names="Ada", family_name="Marchbank", born_on=date(2011, 9, 10), postcode="ZM2 1AA"),
    known("other_of_two", given_names="Ada", family_name="Marchbank", born_on=date(2011, 9, 10), postcode="ZM2 9ZZ"),
    known("welsh", given_names="Siân", family_name="ap Llywelyn", born_on=date(2010, 2, 3)),
    known("polish", given_names="Michał", family_name="Wiśniewski", born_on=date(2009, 11, 23)),
    known("arabic", given_names="Abd al-Rahman", family_name="El-Masri", born_on=date(2008, 6, 17)),
    known("called", given_names="Persephone", known_as="Sephy", family_name="Grubb", born_on=date(2013, 4, 25)),
    known("married", given_names="Beatrix", family_name="Ormsby", former_family_names=("Quayle",), born_on=MARRIED),
    known("pupil", given_names="Ludo", family_name="Skeffington", born_on=PUPIL, identifiers={"upn": "A123"}),
    known("year_only", given_names="Tobias", family_name="Wexcombe", born_on=date(2016, 1, 1), born_precision="year"),
    *(known(f"homonym{number}", given_names="John", family_name="Smith", born_on=date(2000 + number % 19, 5, 5),
            postcode="") for number in range(200)),
)  # fmt: skip


def typed(row: int, **facts: object) -> ListRow:
    return ListRow(row=row, **({"born_on": BORN, "postcode": "ZM1 4AB"} | facts))


ROWS = {
    "same": typed(1, given_names="Leo", family_name="Hartley"),
    "twin": typed(2, given_names="Max", family_name="Hartley", sex="male"),
    "twin with a like name": typed(3, given_names="Hayden", family_name="Quill", sex="male"),
    "other number": typed(4, given_names="Orla", family_name="Penhaligon", identifiers={"nhs": "9990000026"}),
    "number of another": typed(
        5, given_names="Ruairidh", family_name="Featherstone", identifiers={"nhs": "9990000026"}
    ),
    "middle name only": typed(6, given_names="James", family_name="Hartley", sex="male"),
    "no birthday": typed(7, given_names="Winifred", family_name="Thistledown", born_on=None),
    "two alike": typed(8, given_names="Ada", family_name="Marchbank", born_on=date(2011, 9, 10), postcode=""),
    "nickname and slip": typed(
        9, given_names="Tom", family_name="Fetherstone", identifiers={"nhs": "9990000026"}, born_on=date(2015, 3, 15)
    ),
    "welsh": typed(10, given_names="Sian", family_name="Llewelyn", born_on=date(2010, 2, 3)),
    "polish": typed(11, given_names="Michal", family_name="Wisniewski", born_on=date(2009, 11, 23)),
    "arabic": typed(12, given_names="Abdul Rahman", family_name="Elmasry", born_on=date(2008, 6, 17)),
    "turned round": typed(13, given_names="Thistledown", family_name="Winifred", born_on=date(2012, 8, 7)),
    "known as": typed(14, given_names="Sephy", family_name="Grubb", born_on=date(2013, 4, 25)),
    "former surname": typed(15, given_names="Beatrix", family_name="Quayle", born_on=date(1984, 1, 30)),
    "nobody": typed(16, given_names="Zebedee", family_name="Vanterpool", born_on=date(2003, 3, 3), postcode="ZM7 7ZZ"),
    "same again": typed(17, given_names="Leo", family_name="Hartley"),
    "claimed": typed(18, given_names="Leo", family_name="Hartly"),
    "one box": typed(19, given_names="Ludo Skeffington", born_on=PUPIL, identifiers={"upn": "A123"}),
    "year only": typed(20, given_names="Tobias", family_name="Wexcombe", born_on=date(2016, 9, 9)),
    "no first name": typed(21, family_name="Grubb", born_on=date(2013, 4, 25)),
    "moved far": typed(22, given_names="Ludo", family_name="Skeffington", born_on=PUPIL, postcode="ZM9 9ZZ"),
    "nonsense": typed(
        23, given_names="'; DROP TABLE raw; --\n\x1f\x00", family_name='"', postcode="🦊" * 30, born_on=None
    ),
    "father": typed(24, given_names="Leo", family_name="Hartley", born_on=date(1979, 1, 2)),
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """What matching said, by the name of the row."""

    rows: dict[str, Linked]
    steps: list[tuple[int, int]]


@cache
def stories() -> Read:
    """All rows matched; once a process, since Splink takes two seconds."""
    steps: list[tuple[int, int]] = []
    crowd = list(ours.known(people(1500, seed=5)))
    found = link(ROWS.values(), [*KNOWN, *crowd], progress=lambda step, of: steps.append((step, of)))
    names = {row.row: name for name, row in ROWS.items()}
    return Read({names[each.row]: each for each in found}, steps)
