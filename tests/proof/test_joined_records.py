"""A hidden service of one of two records stays hidden when they are joined: worlds with and without it, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from patchwork.people.merging import hooks
from tests.proof import surfaces, two_worlds
from tests.proof.stage import Stage, forget
from tests.proof.stage import stage as on_stage
from tests.proof.worlds import KINDS_OF_HIDDEN

KIND = KINDS_OF_HIDDEN.index("hidden service of a joined record")
PAGES = {"person", "person_activity", "home", "network", "see_as", "same_persons"}


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock(), on_stage() as built:
        yield built


def played(stage: Stage, worlds: int) -> two_worlds.Result:
    forget()
    result = two_worlds.Result()
    only = [one for one in surfaces.SURFACES if one.name in PAGES]
    for number in range(worlds):
        two_worlds.play_one(stage, 1, KIND + number * len(KINDS_OF_HIDDEN), result, among=only)
    return result


def test_nobody_learns_of_it_by_the_joining(stage):
    result = played(stage, 2)
    assert result.leaks == []
    assert result.answers > 40


def test_without_the_narrowing_it_is_seen(stage, monkeypatch):
    monkeypatch.setattr(hooks, "_before", [])
    assert played(stage, 4).leaks
