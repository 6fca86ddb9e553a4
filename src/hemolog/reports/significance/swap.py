"""A randomisation test: were the two models alike, each unit might as well have had their answers swapped."""

from collections.abc import Iterator

import numpy as np

from hemolog.reports.significance.statistics import Statistic
from hemolog.reports.significance.units import Floats

PORTION = 4_000_000
"""Numbers held at once."""


def swap_p(statistic: Statistic, swaps: int, seed: int) -> float:
    """Two-sided p: how often random swaps give a difference at least as large, the observed one counted in.

    It is exact whatever the number of units, their sizes and classes, if either answer to a unit was as likely to be
    base's as head's (Fisher, "The Design of Experiments", 1935, section 21; the count of the observed one: Phipson &
    Smyth, "Permutation p-values should never be zero", SAGMB 9, 2010).
    """
    change = statistic.head - statistic.base
    differing = change.any(axis=1)
    if not differing.any():
        return 1.0
    total, change = statistic.base.sum(axis=0), change[differing]
    observed = abs(_difference(statistic, total, np.zeros((1, len(change))), change)[0])
    parts = (_difference(statistic, total, swapped, change) for swapped in _swaps(len(change), swaps, seed))
    as_large = sum(int((np.abs(each) >= observed).sum()) for each in parts)
    return max((1 + as_large) / (1 + swaps), 2.0 ** (1 - len(change)))


def _swaps(units: int, swaps: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    step = max(1, PORTION // units)
    for start in range(0, swaps, step):
        yield random.integers(0, 2, (min(step, swaps - start), units)).astype(np.float64)


def _difference(statistic: Statistic, base: Floats, swapped: Floats, change: Floats) -> Floats:
    moved = swapped @ change  # (r, m)
    difference = statistic.value(base + change.sum(axis=0) - moved) - statistic.value(base + moved)
    return difference.round(12)
