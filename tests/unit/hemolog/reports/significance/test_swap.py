from itertools import product

import numpy as np
import pytest

from hemolog.reports.significance.statistics import statistic
from hemolog.reports.significance.swap import swap_p
from support.few_units import paired

ACTUAL, ITEMS = [0, 0, 0, 1, 1, 1, 2, 2], [9, 9, 2, 5, 5, 5, 1, 3]
BASE, HEAD = [1, 4, 0, 5, 2, 2, 0, 3], [6, 3, 2, 5, 4, 5, 1, 0]


def test_p_is_that_of_all_swaps() -> None:
    changes = np.array(HEAD) - np.array(BASE)
    swapped = np.array(list(product([1, -1], repeat=8))) @ changes
    exact = (np.abs(swapped) >= abs(changes.sum())).mean()

    (p,) = swap_p([statistic(paired(ACTUAL, ITEMS, BASE, HEAD), "accuracy")], 50_000, seed=0)
    assert p == pytest.approx(exact, abs=0.006)


@pytest.mark.parametrize("name", ["accuracy", "balanced_accuracy", "macro_f1"])
def test_base_and_head_can_be_exchanged(name: str) -> None:
    p = swap_p([statistic(paired(ACTUAL, ITEMS, BASE, HEAD), name)], 2000, seed=0)

    assert swap_p([statistic(paired(ACTUAL, ITEMS, HEAD, BASE), name)], 2000, seed=0) == p


@pytest.mark.parametrize(("units", "fewest"), [(1, 1.0), (2, 0.5), (4, 0.125), (5, 0.0625)])
def test_few_units_that_differ_are_never_enough(units: int, fewest: float) -> None:
    few = paired([0] * 8, [100] * 8, [0] * 8, [100] * units + [0] * (8 - units))

    (p,) = swap_p([statistic(few, "accuracy")], 10_000, seed=0)
    assert fewest <= p <= min(1.0, fewest * 1.1)


def test_without_a_difference_p_is_1() -> None:
    same = paired(ACTUAL, ITEMS, BASE, BASE)

    assert swap_p([statistic(same, "accuracy"), statistic(same, "macro_f1")], 100, seed=0) == [1.0, 1.0]


def test_differences_that_cancel_out_leave_p_at_1() -> None:
    crossed = paired([0, 0], [5, 5], [0, 5], [5, 0])

    assert swap_p([statistic(crossed, "accuracy")], 100, seed=0) == [1.0]
