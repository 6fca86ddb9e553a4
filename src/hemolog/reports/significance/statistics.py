"""Metrics as functions of sums over units, so that a weighted sum of units is a resample's metric."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hemolog.reports.significance.units import Counts, Floats, Paired, Units

ACCURACY = "accuracy"
BALANCED_ACCURACY = "balanced_accuracy"
MACRO_F1 = "macro_f1"

Value = Callable[[Floats], Floats]
"""`(r, m)` sums of r samples -> `(r,)` values of the metric."""


@dataclass(frozen=True)
class Statistic:
    """One metric of two models on the same g units."""

    base: Floats
    """`(g, m)`: what the metric is reckoned from, as a function of the sums over units."""
    head: Floats
    """`(g, m)`."""
    value: Value


def known(paired: Paired, name: str) -> bool:
    """Whether there is a statistic of that name: one of the three, or a column summed for both models."""
    return name in _PARTS or (name in paired.base.sums and name in paired.head.sums)


def statistic(paired: Paired, name: str) -> Statistic:
    """The statistic of that name, which is `known`.

    `accuracy` is the share of items that are right; `balanced_accuracy` the mean over classes of that share;
    `macro_f1` the mean over the classes that occur or are predicted of `2 hits / (actual + predicted)`; any other the
    mean over items of the summed column.
    """
    parts, value = _PARTS.get(name, (lambda units: np.stack([units.sums[name], units.items], axis=1), _mean))
    return Statistic(parts(paired.base), parts(paired.head), value)


def _right_and_all(units: Units) -> Floats:
    return np.stack([_hits(units).sum(axis=1), units.items.astype(np.float64)], axis=1)


def _hits_and_actual(units: Units) -> Floats:
    return np.concatenate([_hits(units), _of_class(units, units.items)], axis=1)


def _hits_actual_and_predicted(units: Units) -> Floats:
    return np.concatenate([_hits_and_actual(units), units.predicted], axis=1)


def _hits(units: Units) -> Floats:
    return _of_class(units, units.predicted[np.arange(len(units.actual)), units.actual])


def _of_class(units: Units, amounts: Counts) -> Floats:
    spread = np.zeros(units.predicted.shape)  # (g, k)
    spread[np.arange(len(units.actual)), units.actual] = amounts
    return spread


def _mean(sums: Floats) -> Floats:
    return _ratio(sums[:, 0], sums[:, 1])


def _mean_recall(sums: Floats) -> Floats:
    hits, actual = np.split(sums, 2, axis=1)
    return _ratio(_ratio(hits, actual).sum(axis=1), (actual > 0).sum(axis=1))


def _mean_f1(sums: Floats) -> Floats:
    hits, actual, predicted = np.split(sums, 3, axis=1)
    return _ratio(_ratio(2 * hits, actual + predicted).sum(axis=1), (actual + predicted > 0).sum(axis=1))


def _ratio(part: Floats, whole: Floats) -> Floats:
    quotient: Floats = part / np.where(whole > 0, whole, 1)
    return quotient


_PARTS: dict[str, tuple[Callable[[Units], Floats], Value]] = {
    ACCURACY: (_right_and_all, _mean),
    BALANCED_ACCURACY: (_hits_and_actual, _mean_recall),
    MACRO_F1: (_hits_actual_and_predicted, _mean_f1),
}
