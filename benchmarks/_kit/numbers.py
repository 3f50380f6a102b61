"""Medians, and how sure we are of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from statistics import median

SAMPLES = 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio_of_medians(above: Sequence[float], below: Sequence[float]) -> float:
    return median(above) / median(below)


def interval(
    above: Sequence[float], below: Sequence[float], of: Callable[[Sequence[float], Sequence[float]], float], *,
    paired: bool,
) -> tuple[float, float]:  # fmt: skip
    """The 95 % bootstrap interval of a comparison; `paired` draws the same pairs from both."""
    dice = random.Random(1)
    found = []
    for _sample in range(SAMPLES):
        if paired:
            chosen = [dice.randrange(len(above)) for _pair in above]
            found.append(of([above[i] for i in chosen], [below[i] for i in chosen]))
        else:
            found.append(of(dice.choices(above, k=len(above)), dice.choices(below, k=len(below))))
    found.sort()
    return found[int(0.025 * SAMPLES)], found[int(0.975 * SAMPLES)]


def auc(above: Sequence[float], below: Sequence[float]) -> float:
    """How likely one of `above` is larger than one of `below`, ties counting half (rank sum, Mann and Whitney 1947)."""
    ranked = sorted([(value, True) for value in above] + [(value, False) for value in below])
    ranks, start = 0.0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        ranks += sum(mine for _value, mine in ranked[start:end]) * (start + 1 + end) / 2
        start = end
    return (ranks - len(above) * (len(above) + 1) / 2) / (len(above) * len(below))
