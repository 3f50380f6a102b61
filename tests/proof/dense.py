"""A few states in which every clause of the policy matters to somebody, kept to be asked again and again."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from patchwork.kit.context import set_area
from tests.proof import clauses, driving
from tests.proof.clauses import Clause
from tests.proof.driving import Drive
from tests.proof.stage import Stage

OVER = "add_person add_person add_person expect_child add_person work*4 look*3 break_glass*2 cover exclude"
"""What is over when the others look: three days ago."""
NOW_ON = (
    "work*30 declare*3 confirm*2 contact*12 look*8 cover*4 supervise*2 invite*8 nudge*8 say*8 bear*2 shield lift_shield "
    "shield exclude*2 lift_exclusion exclude*2 restrict take_back break_glass*5 leave end*2 cancel answer suspend"
)
SEEDS = (5, 1, 0, 4)
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
    """The clauses of `wanted` without which none of these states looks any different. Notes in `hints` who missed what."""
    alive, hints = wanted, hints if hints is not None else {}
    for seed in seeds:
        if not alive:
            break
        with dense_state(stage, seed) as run:
            driving.forget()
            assert run.differences() == []
            alive = [clause for clause in alive if not _is_missed(run, clause, seed, hints)]
    return alive


def hinted(stage: Stage, wanted: list[Clause], hints: Hints) -> list[Clause]:
    """The clauses that are not missed where the hints say that they would be. One look each: quick."""
    left: list[Clause] = []
    for seed in sorted({hint[0] for hint in hints.values() if not is_test(hint)}):
        with dense_state(stage, seed) as run:
            for clause in wanted:
                hint = hints.get(str(clause))
                if hint is not None and hint[0] == seed and not _misses(run, clause, hint[1], hint[2]):
                    left.append(clause)
    return [*left, *(clause for clause in wanted if str(clause) not in hints)]


def _misses(run: Drive, clause: Clause, who: str, label: str) -> bool:
    with clauses.without(clause):
        try:
            with transaction.atomic():
                return run.asked_once(who, label) != run.meant(who).get(label, set())
        except Exception:
            set_area(run.cast.marlowe.pk)
            return True


def _is_missed(run: Drive, clause: Clause, seed: int, hints: Hints) -> bool:
    with clauses.without(clause):
        try:
            with transaction.atomic():
                told = next(iter(run.differences_one_by_one(LOOKERS)), "")
        except Exception:  # a policy that falls over is missed, too
            set_area(run.cast.marlowe.pk)
            told = "amina: team: fell over"
    if told:
        who, label = told.split(": ")[:2]
        hints[str(clause)] = [seed, who, label]
    return bool(told)


def stored_hints() -> Hints:
    return json.loads(HINTS.read_text()) if HINTS.exists() else {}


def store_hints(hints: Hints) -> None:
    HINTS.write_text(json.dumps(dict(sorted(hints.items())), indent=1, ensure_ascii=False) + "\n")
