"""What `./run bench hidden` judges by: how well times tell two kinds of calls apart."""

import random

import pytest

from benchmarks._kit.numbers import auc


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [([3, 4], [1, 2], 1.0), ([1, 2], [3, 4], 0.0), ([1, 2], [1, 2], 0.5), ([2], [2], 0.5)],
)
def test_the_rank_sum(above, below, expected):
    assert auc(above, below) == expected


def test_equal_kinds_are_near_a_half_and_a_shift_is_seen():
    dice = random.Random(4)
    same = [[dice.gauss(10, 1) for _call in range(1000)] for _kind in range(2)]
    assert abs(auc(*same) - 0.5) < 0.04
    assert auc([one + 0.5 for one in same[0]], same[1]) > 0.6
