"""Rank correlations are those of SciPy."""

import math
from random import Random

import pytest
from scipy.stats import rankdata, spearmanr

from hemolog.reports.board.facts.ranks import rank_correlation, ranks, unit_ranks


def drawn(count: int, distinct: int, seed: int) -> list[float]:
    chance = Random(seed)
    return [chance.randrange(distinct) / 7 for _ in range(count)]


@pytest.mark.parametrize("count", [3, 10, 200])
@pytest.mark.parametrize("distinct", [2, 5, 10_000])
def test_ranks_and_correlations_are_those_of_scipy(count: int, distinct: int) -> None:
    left, right = [0.0, 1.0, *drawn(count, distinct, 1)], [1.0, 0.0, *drawn(count, distinct, 2)]
    assert ranks(left) == rankdata(left).tolist()
    assert rank_correlation(left, right) == pytest.approx(spearmanr(left, right).statistic, abs=1e-12)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([1, 2, 3], [10, 20, 30], 1.0),
        ([1, 2, 3], [1e300, 0, -1e300], -1.0),
        ([1, None, 2, 3], [3, 99, None, 1], None),  # two pairs are left
        ([1, None, 2, 3], [3, 99, 2, 1], -1.0),
        ([1, 1, 1], [1, 2, 3], None),
        ([1, 2, 3], [5, 5, 5], None),
        ([], [], None),
    ],
)
def test_pairs_without_a_value_are_left_out(
    left: list[float | None], right: list[float | None], expected: float | None
) -> None:
    found = rank_correlation(left, right)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_the_ranks_of_those_that_have_a_value_have_length_one() -> None:
    assert unit_ranks([None, 1, 3, 2]) == pytest.approx([0, -math.sqrt(0.5), math.sqrt(0.5), 0])
    assert unit_ranks([4, 4, None]) == [0, 0, 0]
