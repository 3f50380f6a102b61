"""The promises `./run prove` works through, each with how many pieces make it whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from tests.proof import driving, two_worlds
from tests.proof.prove import Step
from tests.proof.stage import stage


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
            result = two_worlds.Result(pairs=pairs.pairs)
            two_worlds.play_one(built, seed, number, result)
            counts = {"worlds": 1, "answers compared": result.answers}
            counts |= {f"hidden: {kind}": n for kind, n in result.hidden.items()}
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


PROMISES = {
    "two-worlds": Promise("nobody unentitled can tell whether a hidden thing exists", 504, _worlds),
    "policy": Promise("the application opens what the design says, and nothing else", 1000, _policy),
}
