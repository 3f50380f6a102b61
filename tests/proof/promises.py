"""The promises `./run prove` works through, each with how many pieces make it whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import time_machine
from django.db import transaction

from patchwork.demo.cast import build_cast
from patchwork.kit.context import set_area
from tests.conftest import NOW
from tests.promises.sweep import Standing
from tests.promises.world import furnish
from tests.proof import clauses, dense, driving, mutant, tampering, two_worlds
from tests.proof.chains import chain
from tests.proof.nonsense import Nonsense
from tests.proof.prove import Step
from tests.proof.stage import stage, trusting


@dataclass(frozen=True)
class Promise:
    """`open()` gives the function that does one piece, with whatever it needs around it."""

    words: str
    pieces: int
    open: Callable[[], AbstractContextManager[Step]]


@contextmanager
def _worlds() -> Iterator[Step]:
    with stage() as built:
        pairs = two_worlds.Result()

        def one(seed: int, number: int) -> tuple[dict[str, int], list[str]]:
            before = pairs.pairs.copy()
            result = two_worlds.Result(pairs=pairs.pairs)
            two_worlds.play_one(built, seed, number, result)
            counts = {"worlds": 1, "answers compared": result.answers}
            counts |= {f"hidden: {kind}": n for kind, n in result.hidden.items()}
            counts |= {f"pair: {kind}, {surface}": n for (kind, surface), n in (result.pairs - before).items()}
            return counts, result.leaks

        yield one


@contextmanager
def _policy() -> Iterator[Step]:
    with stage() as built:

        def one(seed: int, number: int) -> tuple[dict[str, int], list[str]]:
            chance = random.Random(f"{seed}/{number}/policy")
            met, wrong = driving.drive(built, chance, steps=50)
            counts = {"runs": 1, "steps": 50, "answers compared": met.total()}
            return counts | met, [f"run {number}: {one}" for one in wrong]

        yield one


CLAUSES_A_PIECE = 20


@contextmanager
def _clauses() -> Iterator[Step]:
    """Some clauses a piece, each where it was missed before; else in every state there is, then by ordinary tests.

    Where each was missed is noted for the next run, long or short, to look at first.
    """
    with stage() as built:

        def one(seed: int, number: int) -> tuple[dict[str, int], list[str]]:
            every = [clause for clause in clauses.clauses() if str(clause) not in clauses.SAID_TWICE]
            mine = every[number * CLAUSES_A_PIECE : (number + 1) * CLAUSES_A_PIECE]
            hints = dense.stored_hints()
            by_test = [clause for clause in mine if dense.is_test(hints.get(str(clause)))]
            left = dense.hinted(built, [clause for clause in mine if clause not in by_test], hints)
            left = dense.survivors(built, left, dense.SEEDS, hints)
            told = mutant.missed_by({str(clause): hints[str(clause)][1] for clause in by_test})
            left_over = [*map(str, left), *(name for name, test in told.items() if not test)]
            told |= mutant.missed_by(dict.fromkeys(left_over, ""))
            hints |= {name: [dense.TEST, test] for name, test in told.items() if test}
            known = {str(clause): hints[str(clause)] for clause in mine if str(clause) in hints}
            dense.store_hints({**dense.stored_hints(), **known})  # another shard may have written meanwhile
            missed = sum(bool(test) for test in told.values())
            counts = {"clauses": len(mine), "missed by the reference": len(mine) - len(told)}
            counts["missed by an ordinary test"] = missed
            return counts, [f"nothing misses {name}" for name, test in told.items() if not test]

        yield one


@contextmanager
def _tampering() -> Iterator[Step]:
    """100 attempts a piece."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        world = build_cast(now=NOW)
        set_area(world.marlowe.pk)
        record = chain(world, length=150)
        anchors = tampering.anchored(record)

        def one(seed: int, number: int) -> tuple[dict[str, int], list[str]]:
            chance = random.Random(f"{seed}/{number}/tampering")
            done = [tampering.attempt(record, anchors, chance) for _ in range(100)]
            return {"attempts": len(done)}, [f"not found: {tried}" for tried, found in done if not found]

        yield one
        transaction.set_rollback(True)


@contextmanager
def _nonsense() -> Iterator[Step]:
    """200 requests a piece."""
    with time_machine.travel(NOW, tick=False), transaction.atomic(), trusting():
        world = build_cast(now=NOW)
        source = Nonsense(Standing(world, furnish(world)), random.Random(0))

        def one(seed: int, number: int) -> tuple[dict[str, int], list[str]]:
            source.chance = random.Random(f"{seed}/{number}/nonsense")
            problems = [problem for problem in (source.ask() for _ in range(200)) if problem]
            return {"requests": 200}, problems[:5]

        yield one
        transaction.set_rollback(True)


PROMISES = {
    "tampering": Promise("every change of the audit record is found", 100, _tampering),
    "clauses": Promise("without any one clause of the policy somebody sees too much or too little", 10, _clauses),
    "policy": Promise("the application opens what the design says, and nothing else", 1000, _policy),
    "bad-input": Promise("no request falls over, whatever is sent", 500, _nonsense),
    "two-worlds": Promise("nobody unentitled can tell whether a hidden thing exists", 504, _worlds),
}
"""Those first that need least time."""
