"""Importance of parameters where it is known which matter, and how much."""

import numpy as np
import pytest

from hemolog.reports.board.facts.forest import Block, Forest, grow, most_rows

DRAWN = 8
"""Parameters; the target depends on the first ones."""


def uniform(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((DRAWN, count))


def grown(blocks: np.ndarray | list[Block], target: np.ndarray) -> Forest:
    return grow([list(block) for block in blocks], target.tolist())


def means(forest: Forest) -> list[float]:
    return [estimate.mean for estimate in forest.importances]


def clear(forest: Forest) -> list[int]:
    """Blocks that are told apart from nothing."""
    return [place for place, each in enumerate(forest.importances) if each.mean > max(2 * each.spread, 0.01)]


def test_a_sum_is_divided_as_its_variance_is() -> None:
    x = uniform(1_000)
    forest = grown(x, 3 * x[0] + 2 * x[1])
    assert forest.explained.mean > 0.97
    # To deal a part of a sum anew doubles its share of the variance: 9 and 4 of 13.
    assert means(forest)[:2] == pytest.approx([2 * 9 / 13, 2 * 4 / 13], abs=0.12)
    assert max(map(abs, means(forest)[2:])) < 0.01
    assert clear(forest) == [0, 1]


def test_parameters_that_matter_only_together_are_found() -> None:
    x = uniform(1_000)
    forest = grown(x, np.sign((x[0] - 0.5) * (x[1] - 0.5)))
    assert clear(forest) == [0, 1]


def test_a_bowl_that_no_rank_correlation_sees_is_found_in_forty_runs() -> None:
    x = uniform(40)
    forest = grown(x, -((x[0] - 0.5) ** 2))
    assert clear(forest) == [0]


@pytest.mark.parametrize("count", [20, 200, 1_000])
def test_of_noise_nothing_is_explained(count: int) -> None:
    noise = np.random.default_rng(5).normal(size=count)
    forest = grown(uniform(count), noise)
    assert forest.explained.mean <= 0
    assert len(clear(forest)) <= 1  # in eight


def test_categories_of_one_parameter_count_as_one() -> None:
    chance = np.random.default_rng(2)
    kinds = chance.choice(["a", "b", "c", "d"], 300)
    height = {"a": 3.0, "b": 0.0, "c": 1.0, "d": 0.5}
    forest = grown([list(kinds), *uniform(300)[:2]], np.array([height[kind] for kind in kinds]))
    assert forest.importances[0].mean == pytest.approx(2, abs=0.3)
    assert clear(forest) == [0]


def test_many_categories_have_no_column_each() -> None:
    names = [f"run {number}" for number in range(300)]
    forest = grown([names, *uniform(300)[:1]], uniform(300)[0])
    assert clear(forest) == [1]


def test_whether_a_run_has_a_parameter_may_be_what_matters() -> None:
    x = uniform(300)
    momentum: Block = [None if other < 0.5 else float(value) for value, other in zip(x[0], x[1], strict=True)]
    forest = grown([momentum, list(x[2])], np.array([float(value is None) for value in momentum]))
    assert clear(forest) == [0]


def test_scales_change_nothing() -> None:
    x = uniform(60)
    forest = grown(x, x[0] + x[1])
    stretched = [list(np.exp(900 * block - 450)) for block in x]
    assert grown(stretched, (x[0] + x[1]) * 2.0**1000) == forest


def test_equal_runs_give_equal_figures() -> None:
    x = uniform(50)
    assert grown(x, x[0]) == grown(x, x[0])


@pytest.mark.parametrize("figure", [0.0, 7.5])
def test_a_target_that_is_always_the_same_is_not_explained(figure: float) -> None:
    forest = grown(uniform(20), np.full(20, figure))
    assert (forest.explained.mean, set(means(forest))) == (0, {0.0})


def test_of_too_many_runs_some_are_drawn() -> None:
    count = most_rows(DRAWN) + 500
    x = uniform(count)
    forest = grown(x, x[0])
    assert clear(forest) == [0]
    assert forest.explained.mean > 0.97
