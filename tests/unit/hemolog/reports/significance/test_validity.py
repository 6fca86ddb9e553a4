"""Whether verdicts and intervals keep their word, on simulated pairs of which the truth is known."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from scipy.special import bdtr

from hemolog.reports.significance.answer import Answer, answers
from hemolog.reports.significance.holm import holm
from hemolog.reports.significance.question import Question
from support.simulated_pairs import LOSS, World

METRICS = ("accuracy", "macro_f1", LOSS)
CONFIDENCE = 0.95
QUICK, SLOW = 300, 700
EASY = (2.0, 2.5, 2.0, 2.5)
SINGLE = (1, 1, 1, 1)


def all_by(amount: float) -> tuple[float, ...]:
    return (amount,) * 4


ALIKE = World(EASY, shared=1.8, own=0.7)
SEEDS = World(EASY, shared=1.8, own=0.2)
ONE_CLASS_NOISY = World((2.0, 2.0, 2.0, 0.0), shared=1.0, own=(0.5, 0.5, 0.5, 2.0))
SINGLES = World((1.0, 1.5, 1.0, 1.5), shared=1.8, own=0.7, items=SINGLE)
# Head is surer of some units and less of others, and right as often: no exchange of answers leaves things as they are.
BOLDER = World(EASY, shared=1.8, own=0.3, own_of_head=1.5, better=(0.57, 0.7, 0.57, 0.7))
BETTER = World(EASY, shared=1.8, own=0.7, better=all_by(0.5))
MUCH_BETTER = World(EASY, shared=1.8, own=0.7, better=all_by(1.0))
WORSE = World(EASY, shared=1.8, own=0.7, better=all_by(-0.7))
SEEDS_WORSE = World(EASY, shared=1.8, own=0.2, better=all_by(-0.3))
SINGLES_BETTER = World((1.0, 1.5, 1.0, 1.5), shared=1.8, own=0.7, items=SINGLE, better=all_by(1.0))
SMALLEST_CLASS_BETTER = World(EASY, shared=1.8, own=0.7, better=(0.0, 0.0, 1.5, 0.0))


@dataclass(frozen=True)
class Simulated:
    """The answers on simulated pairs, a row of `METRICS` each."""

    found: tuple[tuple[Answer, ...], ...]

    @property
    def verdicts(self) -> np.ndarray:
        """How often each metric has one by itself."""
        return np.array([[each.p < 1 - CONFIDENCE for each in row] for row in self.found]).mean(axis=0)

    @property
    def any_verdict(self) -> float:
        """How often any metric has one, corrected for all."""
        return float(np.mean([min(holm([each.p for each in row])) < 1 - CONFIDENCE for row in self.found]))

    def coverage(self, truth: list[float]) -> np.ndarray:
        held = [[each.low <= true <= each.high for each, true in zip(row, truth, strict=True)] for row in self.found]
        return np.array(held).mean(axis=0)


@cache
def simulated(world: World, number: int) -> Simulated:
    pairs = world.pairs(number, seed=6)
    questions = [Question(metric, metric, "max", pair) for pair in pairs for metric in METRICS]
    found = answers(questions, CONFIDENCE, resamples=500 if number == QUICK else 1000, seed=7)
    return Simulated(tuple(tuple(found[start : start + len(METRICS)]) for start in range(0, len(found), len(METRICS))))


def error(rate: float, number: int) -> float:
    """Three standard errors of a simulated rate."""
    return 3 * float(np.sqrt(rate * (1 - rate) / number))


def cases(quick: dict[str, World], slow: dict[str, World]) -> list[object]:
    few = [pytest.param(world, QUICK, id=name) for name, world in quick.items()]
    many = {**quick, **slow}.items()
    return few + [pytest.param(world, SLOW, id=f"{name}, many", marks=pytest.mark.slow) for name, world in many]


@pytest.mark.parametrize(
    ("world", "number"),
    cases({"alike": ALIKE, "two seeds": SEEDS}, {"singles": SINGLES, "one class noisy": ONE_CLASS_NOISY}),
)
def test_without_a_difference_at_most_5_percent_of_verdicts_are_false(world: World, number: int) -> None:
    found = simulated(world, number)

    assert found.verdicts.max() <= 0.05 + error(0.05, number)
    assert found.any_verdict <= 0.05 + error(0.05, number)


@pytest.mark.slow
def test_models_that_differ_but_are_right_as_often_get_few_false_verdicts_too() -> None:
    assert max(abs(BOLDER.truth("accuracy")), abs(BOLDER.truth("macro_f1"))) < 0.003

    assert simulated(BOLDER, SLOW).verdicts[:2].max() <= 0.05 + error(0.05, SLOW)


def test_taking_items_for_independent_would_see_differences_everywhere() -> None:
    found = []
    for pair in ALIKE.pairs(QUICK, seed=6):
        change = pair.head.right - pair.base.right
        # As few flips as these sums allow.
        fixed, broken = int(change.clip(0).sum()), int((-change).clip(0).sum())
        found.append(2 * bdtr(min(fixed, broken), fixed + broken, 0.5) < 0.05)

    assert np.mean(found) > 0.7


@pytest.mark.parametrize(
    ("world", "number"),
    cases(
        {"better": BETTER},
        {
            "worse": WORSE,
            "much better": MUCH_BETTER,
            "two seeds, one worse": SEEDS_WORSE,
            "singles better": SINGLES_BETTER,
        },
    ),
)
def test_intervals_of_95_percent_hold_a_real_difference_in_93_to_97_of_100(world: World, number: int) -> None:
    held = simulated(world, number).coverage([world.truth(metric) for metric in METRICS])

    assert held.min() >= 0.93 - error(0.93, number)
    assert held.max() <= 0.97 + error(0.97, number)


@pytest.mark.slow
def test_where_only_the_smallest_class_differs_intervals_hold_that_in_more_than_90_of_100() -> None:
    world = SMALLEST_CLASS_BETTER

    held = simulated(world, SLOW).coverage([world.truth(metric) for metric in METRICS])
    assert held.min() >= 0.9


@pytest.mark.parametrize(
    ("world", "number", "least"),
    [
        pytest.param(BETTER, QUICK, 0.25, id="better"),
        pytest.param(WORSE, SLOW, 0.5, id="worse", marks=pytest.mark.slow),
        pytest.param(MUCH_BETTER, SLOW, 0.65, id="much better", marks=pytest.mark.slow),
        pytest.param(SEEDS_WORSE, SLOW, 0.6, id="one seed worse", marks=pytest.mark.slow),
        pytest.param(SINGLES_BETTER, SLOW, 0.6, id="singles better", marks=pytest.mark.slow),
    ],
)
def test_real_differences_are_seen_and_on_the_right_side(world: World, number: int, least: float) -> None:
    found, truth = simulated(world, number), [world.truth(metric) for metric in METRICS]

    assert found.verdicts.min() >= least
    wrong = [
        [each.p < 0.05 and each.delta * true < 0 for each, true in zip(row, truth, strict=True)] for row in found.found
    ]
    assert np.mean(wrong) <= 0.005
