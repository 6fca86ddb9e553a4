"""Pairs of models on simulated test sets, as small and uneven as a real one, of which the truth is known.

Each class has about 620 items, whatever its number of units is. How sure a model is of a unit (a logit, of which the
loss is reckoned) is the sum of what both models find in it and of what each finds for itself. Nearly all items of a
unit are right if the sum is above 0, and nearly all wrong below. Both models take its wrong items for the same class.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from hemolog.reports.significance.statistics import statistic
from hemolog.reports.significance.units import Paired, Units

CLASSES = ("a", "b", "c", "d")
SIZES = np.array([13, 6, 4, 48])
ITEMS = np.array([48, 103, 155, 13])
LOSS = "loss"
SHARPNESS = 4.0


@dataclass(frozen=True)
class World:
    """How base and head answer."""

    easy: tuple[float, ...]
    """The mean of each class for base."""
    shared: float
    """The standard deviation, over units, of what both find."""
    own: float | tuple[float, ...]
    """That of what each finds for itself, for all classes or each."""
    better: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    """What head adds to each class."""
    own_of_head: float | None = None
    """Where it is another than base's."""
    items: tuple[int, ...] = tuple(ITEMS)

    def pairs(self, number: int, seed: int, sizes: np.ndarray = SIZES) -> list[Paired]:
        """Draw test sets."""
        random = np.random.default_rng(seed)
        return [self._pair(random, np.repeat(np.arange(4), sizes)) for _ in range(number)]

    def truth(self, name: str) -> float:
        """head - base on infinitely many units of these classes, as nearly as 142,000 tell."""
        told = statistic(_population(self), name)
        base, head = (float(told.value(each.sum(axis=0)[None])[0]) for each in (told.base, told.head))
        return head - base

    def _pair(self, random: np.random.Generator, actual: np.ndarray) -> Paired:
        items = np.array(self.items)[actual]
        mistaken = (actual + random.integers(1, 4, len(actual))) % 4
        logit = np.array(self.easy)[actual] + random.normal(0, self.shared, len(actual))
        own = np.broadcast_to(self.own, 4)[actual]
        heads = own if self.own_of_head is None else self.own_of_head
        logits = [logit + random.normal(0, own), logit + random.normal(0, heads, len(actual))]
        logits[1] += np.array(self.better)[actual]
        base, head = (_units(random, actual, items, mistaken, each) for each in logits)
        return Paired(base, head, only_base=0, only_head=0, changed=0)


def _units(
    random: np.random.Generator, actual: np.ndarray, items: np.ndarray, mistaken: np.ndarray, logit: np.ndarray
) -> Units:
    rows = np.arange(len(actual))
    predicted = np.zeros((len(actual), 4), np.int64)
    predicted[rows, actual] = random.binomial(items, 1 / (1 + np.exp(-SHARPNESS * logit)))
    predicted[rows, mistaken] = items - predicted[rows, actual]
    loss = items * np.logaddexp(0, -logit)
    return Units(CLASSES, tuple(map(str, rows)), actual, items, predicted, {LOSS: loss})


@cache
def _population(world: World) -> Paired:
    return world.pairs(1, 2**20, SIZES * 2000)[0]
