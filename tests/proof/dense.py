"""A few states in which every clause of the policy matters to somebody, kept to be asked again and again."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import json
import random
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import CodeType
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
SEEDS = (5, 1, 0, 4)
"""States in which much is open to many."""
LOOKERS = ["kit", "uma", "dan", "tom", "farah", "erin", "joy", "amina", "mina", "sana", "nia", "lena", "like a confirmed teacher",
           "like an officer who looks", "what a teacher sees of Bilal's",
           "what a teacher sees of Farah's", "priya"]  # fmt: skip
"""Those who are asked while a clause is out, the telling ones first."""
HINTS = Path(__file__).with_name("missed_by.json")
"""For each clause the state, the viewer and the list that miss it: where to look first. `./run prove` writes it."""

FELL_OVER = "fell over"

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
    alive, hints, usual = [*wanted], hints if hints is not None else {}, Usual()
    for clause in wanted:
        hints.pop(str(clause), None)
    changed: dict[tuple[Clause, str], Questions] = {}
    for seed in seeds:
        if not alive:
            break
        with dense_state(stage, seed) as run:
            driving.forget()
            assert run.differences() == []
            meant = {who: run.meant(who) for who in LOOKERS}
            for clause, who in [(clause, who) for clause in alive for who in LOOKERS]:
                if str(clause) in hints:
                    continue
                if (clause, who) not in changed:
                    changed[clause, who] = usual.changed(clause, who, run.viewer(who))
                if label := _missed_by(run, who, changed[clause, who], meant[who]):
                    hints[str(clause)] = [seed, who, label]
            alive = [clause for clause in alive if str(clause) not in hints]
    return alive


type Questions = dict[str, Question]
"""What they are called → the question."""


class Usual:
    """The questions as the whole policy makes them, and which of its functions each is made with."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, tuple[Question, set[CodeType]]]] = {}

    def changed(self, clause: Clause, who: str, viewer: Viewer) -> Questions:
        """The questions that are others without this clause."""
        known = self._of.setdefault(who, {}) or self._look(who, viewer)
        touched = [label for label, (_question, made_with) in known.items() if clause.function.__code__ in made_with]
        made = _without(clause, viewer, touched) if touched else {}
        return {label: one for label, one in made.items() if label == FELL_OVER or one != known[label][0]}

    def _look(self, who: str, viewer: Viewer) -> dict[str, tuple[Question, set[CodeType]]]:
        rules = {function.__code__ for function in clauses.FUNCTIONS}
        for label in driving.LABELS:
            driving.forget()  # or what was made before would not be made again
            met: set[CodeType] = set()
            sys.setprofile(lambda frame, _event, _arg, met=met: met.add(frame.f_code))
            try:
                question = driving.compiled(viewer, [label])[label]
            finally:
                sys.setprofile(None)
            self._of[who][label] = question, met & rules
        return self._of[who]


def _without(clause: Clause, viewer: Viewer, only: Collection[str]) -> Questions:
    """The questions without this clause. A policy that falls over makes none, which is told, too."""
    with clauses.without(clause):
        try:
            return driving.compiled(viewer, only)
        except Exception:
            return {FELL_OVER: Question(FELL_OVER, "", {})}


def _missed_by(run: Drive, who: str, changed: Questions, meant: dict[str, set[Any]]) -> str:
    """The first list that is not what is meant; "" when all are."""
    for label, question in changed.items():
        if label == FELL_OVER:
            return label
        try:
            with transaction.atomic():
                right = run.asked_by(who, question) == meant.get(label, set())
        except DatabaseError:
            set_area(run.cast.marlowe.pk)
            right = False
        if not right:
            return label
    return ""


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
    asked = _without(clause, run.viewer(who), [] if label == FELL_OVER else [label])
    return bool(_missed_by(run, who, asked, run.meant(who)))


def stored_hints() -> Hints:
    return json.loads(HINTS.read_text()) if HINTS.exists() else {}


def store_hints(hints: Hints) -> None:
    HINTS.write_text(json.dumps(dict(sorted(hints.items())), indent=1, ensure_ascii=False) + "\n")
