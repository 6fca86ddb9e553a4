"""What a class might show that its few units don't: one unit more, borrowed from all classes.

If none of four units changed, no resample of them shows that a fifth may, while those of other classes tell how far
units stray at all. So each class borrows one: its deviation from the class is that of a unit drawn from all of them.
"""

import numpy as np

from hemolog.reports.significance.jackknife import Jackknife
from hemolog.reports.significance.statistics import Statistic
from hemolog.reports.significance.units import Floats


def borrowed(statistic: Statistic, jackknifed: Jackknife, resamples: int, seed: int) -> Floats:
    """`(r,)`: what the borrowed units move the difference by; 0 where no class has two, which tell a deviation.

    A unit's deviation is `moved * G / share * sqrt(G / (G - 1))`, in which classes of other sizes and parts in the
    metric are alike, and the root makes its mean square the variance within the class. In a class of G units
    the borrowed one counts as one of them does: `share / G`.
    """
    sizes = jackknifed.sizes
    told = sizes > 1
    deviations = (jackknifed.moved * sizes / statistic.share)[told] * np.sqrt(sizes / np.maximum(sizes - 1, 1))[told]
    _, first = np.unique(jackknifed.strata, return_index=True)
    if not deviations.any():
        return np.zeros(resamples)
    drawn = np.random.default_rng(seed).integers(0, len(deviations), (resamples, len(first)))
    moved: Floats = deviations[drawn] @ (statistic.share / sizes)[first]
    return moved
