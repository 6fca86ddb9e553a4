"""A paired bootstrap: units are resampled within their classes, and both models are measured on the same resamples.

All items of a unit are right or wrong together, so the unit is what is drawn; classes are fixed strata (Davison &
Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8). Of the G units of a class G - 1 are drawn with
replacement, each counting G / (G - 1) times, which gives the resamples the variance of the metric whatever G is (Rao &
Wu, "Resampling inference with complex survey data", JASA 83, 1988).

Let F be the share of resamples below a value, `z = Phi^-1(F)`, and T Student's distribution with Satterthwaite's
degrees of freedom. The value is a limit of the interval at confidence c where `T(z)` is `(1 - c) / 2` or `(1 + c) / 2`:
percentiles at levels wider than the normal ones (the expanded interval of Hesterberg, "What teachers should know about
the bootstrap", The American Statistician 69, 2015). The p-value is that of the interval which 0 just leaves:
`p = 2 T(-|z|)` at 0, where resamples equal to 0 lie on the side that makes p larger.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hemolog.reports.significance.borrowed import borrowed
from hemolog.reports.significance.jackknife import jackknife
from hemolog.reports.significance.statistics import Statistic
from hemolog.reports.significance.units import Counts, Floats

PORTION = 4_000_000
"""Weights held at once: 32 MB."""


@dataclass(frozen=True)
class Differences:
    """head - base of one metric, on all units and on r resamples of them."""

    estimate: float
    values: Floats
    """`(r,)`, sorted."""
    wider: Floats
    """`(r,)`, sorted: with a unit more in each class, borrowed from all."""
    freedom: float
    """Degrees of freedom of their variance, at least 1."""

    def limits(self, confidence: float) -> tuple[float, float]:
        """The interval at this confidence."""
        return self._percentiles(self.values, confidence)

    def outer_limits(self, confidence: float) -> tuple[float, float]:
        """The interval that allows for what classes of few units did not show; nowhere inside of `limits`."""
        low, high = self.limits(confidence)
        outer_low, outer_high = self._percentiles(self.wider, confidence)
        return min(low, outer_low), max(high, outer_high)

    def _percentiles(self, values: Floats, confidence: float) -> tuple[float, float]:
        from scipy.special import ndtr, stdtrit

        place = int(float(ndtr(stdtrit(self.freedom, (1 - confidence) / 2))) * len(values))
        return float(values[place]), float(values[-1 - place])

    @property
    def p(self) -> float:
        """Two-sided: below 1 - c exactly where the interval at confidence c leaves 0 out.

        Where no resample reaches 0, which is beyond what r of them can show, it is that of `estimate / deviation`, if
        smaller.
        """
        from scipy.special import ndtri, stdtr

        r = len(self.values)
        reaching = int((self.values * np.sign(self.estimate) <= 0).sum())
        z = -ndtri(min(max(reaching, 0.5) / r, 0.5))
        if not reaching:
            deviation = float(self.values.std())
            z = max(z, abs(self.estimate) / deviation if deviation else np.inf)
        return min(1.0, 2 * float(stdtr(self.freedom, -z)))


def resampled(statistics: Sequence[Statistic], strata: Counts, resamples: int, seed: int) -> list[Differences]:
    """The differences of some metrics on the same resamples.

    Args:
        statistics: of the same g units.
        strata: `(g,)` the class of each unit.
        resamples: how many.
        seed: equal seeds and strata give equal resamples.
    """
    values = np.empty((len(statistics), resamples))
    for start, weights in _weights(strata, resamples, seed):
        for row, each in zip(values, statistics, strict=True):
            row[start : start + len(weights)] = each.difference(weights @ each.base, weights @ each.head)
    return [_differences(each, strata, row, seed + 1) for row, each in zip(values, statistics, strict=True)]


def _differences(statistic: Statistic, strata: Counts, values: Floats, seed: int) -> Differences:
    jackknifed = jackknife(statistic, strata)
    return Differences(
        estimate=statistic.observed,
        values=np.sort(values),
        wider=np.sort(values + borrowed(statistic, jackknifed, len(values), seed)),
        freedom=jackknifed.freedom(),
    )


def _weights(strata: Counts, resamples: int, seed: int) -> Iterator[tuple[int, Floats]]:
    """Portions of the `(r, g)` weights with the number of the first; the only unit of a class always counts once."""
    random = np.random.default_rng(seed)
    step = max(1, PORTION // len(strata))
    for start in range(0, resamples, step):
        weights = np.ones((min(step, resamples - start), len(strata)))
        for members in (np.flatnonzero(strata == each) for each in np.unique(strata)):
            if len(members) > 1:
                weights[:, members] = _drawn(random, len(weights), len(members))
        yield start, weights


def _drawn(random: np.random.Generator, samples: int, size: int) -> Floats:
    # Several times as fast as NumPy's multinomial.
    places = random.integers(0, size, (samples, size - 1)) + size * np.arange(samples)[:, None]
    times = np.bincount(places.ravel(), minlength=samples * size).reshape(samples, size)
    return times.astype(np.float64) * (size / (size - 1))
