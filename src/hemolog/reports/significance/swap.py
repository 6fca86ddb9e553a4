"""A randomisation test: were the two models alike, their answers to any unit might as well be swapped.

It guards the bootstrap where that is weakest: if all four units of a class change to the same, no resample shows that
they might not have, while of four swaps one in eight leaves them all on one side.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from hemolog.reports.significance.statistics import Statistic
from hemolog.reports.significance.units import Floats

PORTION = 4_000_000
"""Swaps held at once: 32 MB."""

_ROUNDING = 1e-9
"""Of a difference: sums in another order."""


def swap_p(statistics: Sequence[Statistic], swaps: int, seed: int) -> list[float]:
    """Two-sided p of some metrics of the same g units: the share of random swaps with a difference at least as large.

    `p = (1 + as large) / (1 + swaps)`, at least `2^(1 - n)` where n units differ, which all swaps together would give.
    However few and uneven the units are, it is below a level at most so often if each of two answers to a unit was as
    likely to be base's as head's (Fisher, "The Design of Experiments", 1935, section 21; counting the observed one in:
    Phipson & Smyth, "Permutation p-values should never be zero", SAGMB 9, 2010). Without a difference it is 1.
    """
    as_large = np.zeros(len(statistics))
    for swapped in _swaps(len(statistics[0].base), swaps, seed):
        for place, each in enumerate(statistics):
            as_large[place] += _as_large(each, swapped)
    fewest = [2.0 ** (1 - int(each.differing.sum())) for each in statistics]
    return [float(p) for p in np.clip((1 + as_large) / (1 + swaps), fewest, 1.0)]


def _as_large(statistic: Statistic, swapped: Floats) -> int:
    base, change = statistic.base.sum(axis=0), statistic.head - statistic.base
    moved = swapped @ change  # (r, m)
    head = base + change.sum(axis=0)
    observed = np.abs(statistic.difference(base[None], head[None]))
    return int((np.abs(statistic.difference(base + moved, head - moved)) >= observed * (1 - _ROUNDING)).sum())


def _swaps(units: int, swaps: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    step = max(1, PORTION // units)
    for start in range(0, swaps, step):
        yield random.integers(0, 2, (min(step, swaps - start), units), np.uint8).astype(np.float64)
