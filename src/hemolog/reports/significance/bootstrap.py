"""A paired bootstrap that resamples units within their classes, both models on the same resamples."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hemolog.reports.significance.statistics import Statistic
from hemolog.reports.significance.units import Counts, Floats

PORTION = 4_000_000
"""Numbers held at once."""


@dataclass(frozen=True)
class Differences:
    """head - base of one metric."""

    estimate: float
    values: Floats
    """`(r,)`, sorted: on the resamples."""
    freedom: float
    """Degrees of freedom of its variance."""

    def limits(self, confidence: float) -> tuple[float, float]:
        """The interval of the difference."""
        from scipy.special import ndtr, stdtrit

        level = ndtr(stdtrit(self.freedom, (1 + confidence) / 2))
        low, high = np.quantile(self.values, [1 - level, level])
        return float(low), float(high)

    def p(self) -> float:
        """Two-sided: 1 - the largest confidence of an interval that leaves 0 out."""
        from scipy.special import ndtri, stdtr

        r = len(self.values)
        below = ((self.values < 0).sum() + (self.values == 0).sum() / 2) / r
        z = ndtri(np.clip(below, 0.5 / r, 1 - 0.5 / r))
        return float(min(1.0, 2 * stdtr(self.freedom, -abs(z))))


def resampled(statistic: Statistic, strata: Counts, resamples: int, seed: int) -> Differences:
    """The difference on resamples of the units.

    Args:
        statistic: of g units.
        strata: `(g,)` the class of each unit.
        resamples: how many.
        seed: equal seeds and strata give equal resamples.
    """
    values = [_difference(statistic, weights) for weights in _weights(strata, resamples, seed)]
    estimate = _difference(statistic, np.ones((1, len(strata))))[0]
    return Differences(float(estimate), np.sort(np.concatenate(values)), _freedom(statistic, strata))


def _difference(statistic: Statistic, weights: Floats) -> Floats:
    # Equal samples summed in another order differ in the last bits: rounded, ties are ties again.
    difference = statistic.value(weights @ statistic.head) - statistic.value(weights @ statistic.base)
    return difference.round(12) + 0.0


def _weights(strata: Counts, resamples: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    step = max(1, PORTION // len(strata))
    for start in range(0, resamples, step):
        weights = np.ones((min(step, resamples - start), len(strata)))
        for members in (np.flatnonzero(strata == each) for each in np.unique(strata)):
            size = len(members)
            if size > 1:
                drawn = random.multinomial(size - 1, np.full(size, 1 / size), size=len(weights))
                weights[:, members] = drawn * (size / (size - 1))
        yield weights


def _freedom(statistic: Statistic, strata: Counts) -> float:
    total, shared = 0.0, 0.0
    for members in (np.flatnonzero(strata == each) for each in np.unique(strata)):
        size = len(members)
        if size > 1:
            weights = np.ones((size, len(strata)))
            weights[:, members] = size / (size - 1) * (1 - np.eye(size))
            left_out = _difference(statistic, weights)
            variance = float(((left_out - left_out.mean()) ** 2).sum()) * (size - 1) / size
            total, shared = total + variance, shared + variance**2 / (size - 1)
    return total**2 / shared if shared else 1.0
