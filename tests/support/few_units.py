"""Pairs of models on a few units, told by how many items of each were right."""

from collections.abc import Sequence

import numpy as np

from hemolog.reports.significance.units import Paired, Units


def paired(
    actual: Sequence[int],
    items: Sequence[int],
    base: Sequence[int],
    head: Sequence[int],
    base_loss: Sequence[float] = (),
    head_loss: Sequence[float] = (),
) -> Paired:
    """Wrong items are taken for the next class of a, b and c."""
    return Paired(_units(actual, items, base, base_loss), _units(actual, items, head, head_loss), 0, 0, 0)


def _units(actual: Sequence[int], items: Sequence[int], right: Sequence[int], loss: Sequence[float]) -> Units:
    rows, classes, held = np.arange(len(actual)), np.array(actual, np.int64), np.array(items, np.int64)
    predicted = np.zeros((len(rows), 3), np.int64)
    predicted[rows, classes] = right
    predicted[rows, (classes + 1) % 3] = held - np.array(right, np.int64)
    sums = {"loss": np.array(loss, np.float64)} if len(loss) else {}
    return Units(("a", "b", "c"), tuple(map(str, rows)), classes, held, predicted, sums)
