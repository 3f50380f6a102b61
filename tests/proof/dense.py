"""A few states in which every clause of the policy matters to somebody, kept to be asked again and again."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import json
import random
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction

from patchwork.access import Viewer
from patchwork.kit.context import set_area
from tests.proof import clauses, driving
from tests.proof.clauses import Clause
from tests.proof.driving import Drive, Question
from tests.proof.stage import Stage

OVER = "add_person add_person add_person expect_child add_person work*6 look*4 break_glass*2 cover exclude"
"""What is over when the others look: three days ago."""
NOW_ON = (
    "work*36 declare*3 confirm*2 contact*14 look*10 cover*6 supervise*4 invite*16 nudge*12 say*12 bear*2 shield lift_shield "
    "shield exclude*3 lift_exclusion exclude*3 restrict*2 take_back break_glass*8 leave end*4 cancel*2 answer*3 suspend"
)
SEEDS = (1, 4, 0, 2, 3)
"""States in which much is open to many."""
LOOKERS = ["kit", "uma", "dan", "tom", "farah", "erin", "joy", "amina", "mina", "sana", "nia", "lena", "like a confirmed teacher",
           "like an officer who looks", "what a teacher sees of Bilal's",
           "what a teacher sees of Farah's", "priya"]  # fmt: skip
"""Those who are asked while a clause is out, the telling ones first."""
HINTS = Path(__file__).with_name("missed_by.json")
"""For each clause the state, the viewer and the list that miss it: where to look first. `./run prove` writes it."""

type Hints = dict[str, list[Any]]
TEST = "test"
"""In place of a state: an ordinary test misses it, whose name follows."""


def is_test(hint: list[Any] | None) -> bool:
    return hint is not None and hint[0] == TEST


@contextmanager
def dense_state(stage: Stage, seed: int) -> Iterator[Drive]:
    """What is left when very much has happened: made once, asked often, undone at the end."""
    chance = random.Random(f"dense/{seed}")
    with transaction.atomic():
        set_area(stage.cast.marlowe.pk)
        run = Drive(stage, chance)
        _do(run, OVER)
        run.facts.now = run.now = run.now + timedelta(days=3)
        _do(run, NOW_ON)
        yield run
        transaction.set_rollback(True)


def _do(run: Drive, steps: str) -> None:
    for step in steps.split():
        name, _, times = step.partition("*")
        for _number in range(int(times or 1)):
            getattr(run, name)()


def survivors(stage: Stage, wanted: list[Clause], seeds: Iterable[int], hints: Hints | None = None) -> list[Clause]:
    """The clauses of `wanted` without which none of these states looks any different. Notes in `hints` who missed what.

    A question that a clause does not change is not asked: it would be answered as before.
    """
    alive, hints, policy = [*wanted], hints if hints is not None else {}, Policy()
    for clause in wanted:
        hints.pop(str(clause), None)
    for seed in seeds:
        if not alive:
            break
        with dense_state(stage, seed) as run:
            driving.forget()
            assert run.differences() == []
            for clause in alive:
                if told := _missed_by(run, clause, policy):
                    hints[str(clause)] = [seed, *told]
            alive = [clause for clause in alive if str(clause) not in hints]
    return alive


class Policy:
    """The questions as the whole policy makes them, and as it makes them without a clause: each is made once for a
    shape of viewer (whoever is suspended in one state and not in the next has two)."""

    def __init__(self) -> None:
        self._whole: dict[Hashable, Question] = {}
        self._without: dict[Hashable, Question | None] = {}

    def look(self, viewer: Viewer) -> None:
        """Make the questions of `viewer`, while no clause is out."""
        shape = driving.shape_of(viewer)
        for label in driving.LABELS:
            if (shape, label) not in self._whole:
                self._whole[shape, label] = driving.compiled(viewer, label)

    def without(self, clause: Clause, viewer: Viewer, label: str) -> Question | None:
        """The question without the clause (which is out while this is asked); None when it is the same."""
        shape = driving.shape_of(viewer)
        key = clause, shape, label
        if key not in self._without:
            made = _made(viewer, label)
            self._without[key] = None if made == self._whole[shape, label] else made
        return self._without[key]


def _labels(clause: Clause) -> list[str]:
    """The questions that the clause may be part of: what says which rows of one kind are open is part of no other."""
    kind = f"{clause.function.__name__.removesuffix('_rows')}s"
    of_kind = [label for label, (one, _view) in driving.LISTS.items() if one == kind]
    return of_kind or [*driving.LABELS]


def _made(viewer: Viewer, label: str) -> Question:
    """One question as the policy of this moment makes it. If that falls over, a question that does as well."""
    try:
        return driving.compiled(viewer, label)
    except Exception:
        return Question("fell over", "fell over", {})


def _missed_by(run: Drive, clause: Clause, policy: Policy) -> tuple[str, str] | None:
    """(who, label) of the first list that is not what is meant."""
    for who in LOOKERS:
        policy.look(run.viewer(who))
    with clauses.without(clause):
        for who in LOOKERS:
            for label in _labels(clause):
                question = policy.without(clause, run.viewer(who), label)
                if question is not None and not _is_right(run, who, label, question):
                    return who, label
    return None


def _is_right(run: Drive, who: str, label: str, question: Question) -> bool:
    try:
        with transaction.atomic():
            return run.asked_by(who, question) == run.meant(who).get(label, set())
    except DatabaseError:
        set_area(run.cast.marlowe.pk)
        return False


def hinted(stage: Stage, wanted: list[Clause], hints: Hints) -> list[Clause]:
    """The clauses that are not missed where the hints say that they would be. One look each: quick."""
    left: list[Clause] = []
    for seed in sorted({hint[0] for hint in hints.values() if not is_test(hint)}):
        of_it = [clause for clause in wanted if (hint := hints.get(str(clause))) and hint[0] == seed]
        if of_it:
            with dense_state(stage, seed) as run:
                left += [clause for clause in of_it if not _misses(run, clause, *hints[str(clause)][1:])]
    return [*left, *(clause for clause in wanted if str(clause) not in hints)]


def _misses(run: Drive, clause: Clause, who: str, label: str) -> bool:
    with clauses.without(clause):
        return not _is_right(run, who, label, _made(run.viewer(who), label))


def stored_hints() -> Hints:
    return json.loads(HINTS.read_text()) if HINTS.exists() else {}


def store_hints(hints: Hints) -> None:
    HINTS.write_text(json.dumps(dict(sorted(hints.items())), indent=1, ensure_ascii=False) + "\n")
