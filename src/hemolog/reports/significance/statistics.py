"""Metrics as functions of sums over units, so that a weighted sum of units is a resample's metric."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hemolog.reports.significance.units import Counts, Floats, Paired, Units

ACCURACY = "accuracy"
BALANCED_ACCURACY = "balanced_accuracy"
MACRO_F1 = "macro_f1"

Value = Callable[[Floats], Floats]
"""`(r, m)` sums of r samples -> `(r,)` values of the metric."""

_ROUNDING = 1e-12
"""Equal units summed in another order differ in the last bits: what is smaller than this share of a metric is none."""


@dataclass(frozen=True)
class Statistic:
    """One metric of two models on the same g units."""

    base: Floats
    """`(g, m)`: what the metric is reckoned from, as a function of the sums over units."""
    head: Floats
    """`(g, m)`."""
    share: Floats
    """`(g,)`: the part of its class in the metric; over the classes they add up to 1."""
    value: Value

    @property
    def observed(self) -> float:
        """Head - base of the metric."""
        return float(self.difference(self.base.sum(axis=0)[None], self.head.sum(axis=0)[None])[0])

    def difference(self, base: Floats, head: Floats) -> Floats:
        """Head - base `(r,)` of the metric, from `(r, m)` sums of each."""
        one, other = self.value(base), self.value(head)
        difference = other - one
        difference[np.abs(difference) <= _ROUNDING * (np.abs(one) + np.abs(other))] = 0.0
        return difference

    @property
    def differing(self) -> NDArray[np.bool_]:
        """`(g,)`: units on which the two models differ in anything that the metric is reckoned from."""
        differing: NDArray[np.bool_] = (self.base != self.head).any(axis=1)
        return differing


def known(paired: Paired, name: str) -> bool:
    """Whether there is a statistic of that name: one of the three, or a column summed for both models."""
    return name in _PARTS or (name in paired.base.sums and name in paired.head.sums)


def statistic(paired: Paired, name: str) -> Statistic:
    """The statistic of that name, which is `known`.

    `accuracy` is the share of items that are right; `balanced_accuracy` the mean over classes of that share;
    `macro_f1` the mean over the classes that occur or are predicted of `2 hits / (actual + predicted)`; any other the
    mean over items of the summed column.
    """
    parts, share, value = _PARTS.get(name, (lambda units: _sum_and_all(units, name), _of_items, _mean))
    return Statistic(parts(paired.base), parts(paired.head), share(paired.base), value)


def _sum_and_all(units: Units, name: str) -> Floats:
    return np.stack([units.sums[name], units.items], axis=1)


def _right_and_all(units: Units) -> Floats:
    return np.stack([units.right, units.items], axis=1).astype(np.float64)


def _hits_and_actual(units: Units) -> Floats:
    return np.concatenate([_of_class(units, units.right), _of_class(units, units.items)], axis=1)


def _hits_actual_and_predicted(units: Units) -> Floats:
    return np.concatenate([_hits_and_actual(units), units.predicted], axis=1)


def _of_class(units: Units, amounts: Counts) -> Floats:
    spread = np.zeros(units.predicted.shape)  # (g, k)
    spread[np.arange(len(amounts)), units.actual] = amounts
    return spread


def _of_items(units: Units) -> Floats:
    of_class = np.bincount(units.actual, units.items)
    share: Floats = of_class[units.actual] / units.items.sum()
    return share


def _of_classes(units: Units) -> Floats:
    return np.full(len(units.actual), 1 / len(np.unique(units.actual)))


def _mean(sums: Floats) -> Floats:
    return _ratio(sums[:, 0], sums[:, 1])


def _mean_recall(sums: Floats) -> Floats:
    hits, actual = np.split(sums, 2, axis=1)
    return _ratio(_ratio(hits, actual).sum(axis=1), (actual > 0).sum(axis=1))


def _mean_f1(sums: Floats) -> Floats:
    hits, actual, predicted = np.split(sums, 3, axis=1)
    return _ratio(_ratio(2 * hits, actual + predicted).sum(axis=1), (actual + predicted > 0).sum(axis=1))


def _ratio(part: Floats, whole: NDArray[Any]) -> Floats:
    quotient: Floats = part / np.where(whole > 0, whole, 1)
    return quotient


_PARTS: dict[str, tuple[Callable[[Units], Floats], Callable[[Units], Floats], Value]] = {
    ACCURACY: (_right_and_all, _of_items, _mean),
    BALANCED_ACCURACY: (_hits_and_actual, _of_classes, _mean_recall),
    MACRO_F1: (_hits_actual_and_predicted, _of_classes, _mean_f1),
}
