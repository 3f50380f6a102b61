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
            answers, wrong = driving.drive(built, chance, steps=50)
            return {"runs": 1, "steps": 50, "answers compared": answers}, [f"run {number}: {one}" for one in wrong]

        yield one


@contextmanager
def _clauses() -> Iterator[Step]:
    """One clause a piece. Where it was missed is noted for the short run to look at first."""
    with stage() as built:
        hints = dense.stored_hints()

        def one(seed: int, number: int) -> tuple[dict[str, int], list[str]]:
            every = [clause for clause in clauses.clauses() if str(clause) not in clauses.SAID_TWICE]
            if number >= len(every):
                return {}, []
            name, hint = str(every[number]), hints.get(str(every[number]))
            if hint and dense.is_test(hint):
                return {"clauses": 1, "missed by an ordinary test": 1}, _unless(mutant.missed_by(name, [hint[1]]), name)
            left = dense.hinted(built, [every[number]], {name: hint} if hint else {})
            if not (left := dense.survivors(built, left, dense.SEEDS, hints)):
                dense.store_hints({**dense.stored_hints(), **hints})  # another shard may have written meanwhile
                return {"clauses": 1, "missed by the reference": 1}, []
            if told := mutant.missed_by(name):
                hints[name] = [dense.TEST, told]
                dense.store_hints({**dense.stored_hints(), **hints})
            return {"clauses": 1, "missed by an ordinary test": int(bool(told))}, _unless(told, name)

        yield one


def _unless(told: str, clause: str) -> list[str]:
    return [] if told else [f"nothing misses {clause}"]


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
    "clauses": Promise("without any one clause of the policy somebody sees too much or too little", 200, _clauses),
    "policy": Promise("the application opens what the design says, and nothing else", 1000, _policy),
    "bad-input": Promise("no request falls over, whatever is sent", 500, _nonsense),
    "two-worlds": Promise("nobody unentitled can tell whether a hidden thing exists", 504, _worlds),
}
"""Those first that need least time."""
