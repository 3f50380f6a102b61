"""The application opens what the design says and nothing else; and every clause of its policy is needed for that.

The long run (`./run prove --only policy,clauses`) makes 1,000 runs of 50 steps.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.proof import clauses, dense, driving
from tests.proof.driving import STEPS, WEIGHTS, Drive
from tests.proof.stage import Stage
from tests.proof.stage import stage as on_stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), on_stage() as built:
        driving.forget()
        yield built
        driving.forget()


def machine(stage: Stage) -> type[RuleBasedStateMachine]:
    """The steps of `driving.Drive` as hypothesis drives them: a failure shrinks to the steps that matter."""

    class Policy(RuleBasedStateMachine):
        drive: Drive | None = None
        steps = 0

        @initialize(seed=st.integers(0, 2**32))
        def begin(self, seed: int) -> None:
            self.run = driving.a_run(stage, random.Random(seed))
            self.drive = self.run.__enter__()

        @precondition(lambda self: self.drive is not None)
        @rule(step=st.sampled_from([name for name in STEPS for _ in range(WEIGHTS.get(name, 1))]))
        def step(self, step: str) -> None:
            getattr(self.drive, step)()

        @invariant()
        def the_same(self) -> None:
            if self.drive is not None:
                self.steps += 1
                assert self.drive.differences_after(self.steps) == []

        def teardown(self) -> None:
            if self.drive is not None:
                self.run.__exit__(None, None, None)

    return Policy


def test_the_application_opens_what_the_design_says(stage):
    short = settings(
        max_examples=8, stateful_step_count=30, deadline=None, derandomize=True, database=None,
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    run_state_machine_as_test(lambda: machine(stage)(), settings=short)


def test_a_wrong_rule_is_found(stage, monkeypatch):
    """The test of the test: excluded accounts see the person after all."""
    driving.forget()
    monkeypatch.setattr(driving.access.deciding.EXCLUSION, "_step", lambda *_: ~Q(pk__in=[]))
    found = any(driving.drive(stage, random.Random(seed), steps=40)[1] for seed in range(4))
    driving.forget()
    assert found


def test_every_clause_of_the_policy_is_needed(stage):
    """Without it somebody sees too much or too little. Each is taken out where the long run (`--only clauses`) saw it
    missed; those that it has not seen missed yet are its business, and it names them."""
    hints = {name: hint for name, hint in dense.stored_hints().items() if not dense.is_test(hint)}
    known = [clause for clause in clauses.clauses() if str(clause) in hints]
    assert known
    assert [str(clause) for clause in dense.hinted(stage, known, hints)] == []
