"""Holm's correction of several tests at once."""

from collections.abc import Sequence

import numpy as np


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values in the order given: rejecting those below a level makes any false rejection at most so likely.

    The smallest of m is multiplied by m, the next by m - 1, and so on; none may be below one that came before it, nor
    above 1 (Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6,
    1979). It holds however the tests depend on each other.
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    factors = np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return tuple(adjusted.tolist())
