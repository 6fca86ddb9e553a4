"""Rank correlation: whether one figure rises as another does, whatever the scale of either.

The board's script computes the same from the runs that a filter leaves; a test holds both to equal figures.
"""

import math
from collections.abc import Sequence
from operator import mul

FEWEST = 3
"""Runs: the ranks of two always agree or disagree in full."""


def rank_correlation(left: Sequence[float | None], right: Sequence[float | None]) -> float | None:
    """Spearman's rank correlation in [-1.0, 1.0]: Pearson's of the ranks, equal values sharing their mean rank.

    C. Spearman, The Proof and Measurement of Association between Two Things, American Journal of Psychology 15, 1904.

    Args:
        left: finite numbers.
        right: as many; pairs that lack one are left out.

    Returns:
        None of fewer than 3 pairs, or where one side is always the same.
    """
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None and b is not None]
    if len(pairs) < FEWEST:
        return None
    first, second = (unit_ranks(side) for side in zip(*pairs, strict=True))
    return sum(map(mul, first, second)) if any(first) and any(second) else None


def unit_ranks(values: Sequence[float | None]) -> list[float]:
    """Ranks as a vector of length 1 about 0: the product of two such is their rank correlation.

    Returns:
        0.0 for each value that is None; nothing but zeros where all others are the same.
    """
    there = [value for value in values if value is not None]
    middle = (len(there) + 1) / 2  # the mean of ranks, ties or none
    about = iter([rank - middle for rank in ranks(there)])
    found = [0.0 if value is None else next(about) for value in values]
    length = math.sqrt(sum(map(mul, found, found))) or 1.0
    return [each / length for each in found]


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, from 1; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            found[place] = (start + 1 + end) / 2
        start = end
    return found
