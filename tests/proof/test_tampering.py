"""Whatever is changed in the audit record is found: 400 attempts here, 10,000 in the long run."""

from __future__ import annotations

import random

import pytest

from tests.proof import tampering
from tests.proof.chains import chain


@pytest.fixture
def record(world):
    return chain(world, length=40)


def test_an_untouched_record_is_whole(record):
    assert record.faults(tampering.anchored(record)) == []


def test_every_change_is_found(record):
    chance, anchors = random.Random(1), tampering.anchored(record)
    done = [tampering.attempt(record, anchors, chance) for _ in range(400)]
    assert {tried for tried, found in done if not found} == set()
    assert len({tried for tried, _found in done}) == len(tampering.ATTEMPTS)


def test_without_anchors_a_rewrite_is_not_found(record):
    """The test of the test: this is what anchors are for."""
    chance = random.Random(2)
    assert not all(tampering.attempt(record, {}, chance)[1] for _ in range(200))
