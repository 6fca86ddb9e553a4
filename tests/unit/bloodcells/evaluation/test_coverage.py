"""How often the intervals hold the truth, on simulated test sets of which the truth is known.

Sizes are those of the real test set: 13, 6, 4 and 48 photographs, each class augmented to about 620 images. Each
photograph has a difficulty of its own: the share of its images that the model gets right is drawn from a beta
distribution, so that mistakes gather in some photographs.
"""

from collections.abc import Callable

import numpy as np
import pytest

from bloodcells.evaluation.headline import measure
from bloodcells.evaluation.tally import Tally, tally

PHOTOGRAPHS = np.array([13, 6, 4, 48])
CLASSES = ["a", "b", "c", "d"]
SURE = 0.9
REPETITIONS, RESAMPLES = 400, 500

Simulate = Callable[[np.random.Generator], Tally]


def simulated(random: np.random.Generator, recall: np.ndarray, gathered: float, images: int | None) -> Tally:
    label = np.repeat(np.arange(4), PHOTOGRAPHS)
    easy = random.beta(recall[label] * gathered, (1 - recall[label]) * gathered)
    copies = np.ones_like(label) if images is None else random.poisson(images / PHOTOGRAPHS[label]) + 1
    photograph = np.repeat(np.arange(len(label)), copies)
    actual = label[photograph]
    right = random.random(len(actual)) < easy[photograph]
    guess = np.where(right, actual, (actual + random.integers(1, 4, len(actual))) % 4)
    probabilities = np.full((len(actual), 4), (1 - SURE) / 3)
    probabilities[np.arange(len(actual)), guess] = SURE
    return tally(probabilities, actual, [str(number) for number in photograph], bins=15)


def truth(recall: np.ndarray, share: np.ndarray) -> dict[str, float]:
    """The metrics of infinitely many photographs, with classes in the given shares."""
    accuracy = float(recall @ share)
    table = share[:, None] * np.where(np.eye(4, dtype=bool), recall[:, None], (1 - recall[:, None]) / 3)
    return {
        "accuracy": accuracy,
        "macro_f1": float((2 * np.diag(table) / (table.sum(axis=0) + table.sum(axis=1))).mean()),
        "log_loss": float(-accuracy * np.log(SURE) - (1 - accuracy) * np.log((1 - SURE) / 3)),
        "calibration_error": abs(SURE - accuracy),
    }


def coverage(simulate: Simulate, expected: dict[str, float]) -> dict[str, float]:
    random = np.random.default_rng(0)
    held = dict.fromkeys(expected, 0)
    for _ in range(REPETITIONS):
        figures = measure(simulate(random), CLASSES, 0.95, RESAMPLES)
        for name, value in expected.items():
            held[name] += figures[f"{name}_low"] <= value <= figures[f"{name}_high"]
    return {name: count / REPETITIONS for name, count in held.items()}


@pytest.mark.parametrize(
    ("recall", "gathered", "images", "least"),
    [
        pytest.param([0.8, 0.9, 0.7, 0.85], 3.0, 620, 0.9, id="mistakes spread over many", marks=pytest.mark.slow),
        pytest.param([0.8, 0.95, 0.75, 0.9], 0.7, 620, 0.87, id="mistakes gathered in few"),
        pytest.param([0.8, 0.95, 0.75, 0.9], 0.7, None, 0.9, id="one image a photograph", marks=pytest.mark.slow),
    ],
)
def test_intervals_of_95_percent_hold_the_truth_almost_as_often(
    recall: list[float], gathered: float, images: int | None, least: float
) -> None:
    share = PHOTOGRAPHS / PHOTOGRAPHS.sum() if images is None else np.full(4, 0.25)

    found = coverage(
        lambda random: simulated(random, np.array(recall), gathered, images), truth(np.array(recall), share)
    )
    assert min(found.values()) >= least


def test_intervals_that_took_images_for_independent_would_rarely_hold_the_truth() -> None:
    recall = np.array([0.8, 0.95, 0.75, 0.9])
    expected = truth(recall, np.full(4, 0.25))["accuracy"]
    random = np.random.default_rng(0)
    held = 0
    for _ in range(REPETITIONS):
        found = simulated(random, recall, 0.7, 620)
        n, hits = found.images.sum(), found.predicted[np.arange(71), found.labels].sum()
        reach = 1.96 * np.sqrt(hits / n * (1 - hits / n) / n)
        held += abs(hits / n - expected) <= reach

    assert held / REPETITIONS < 0.4


def test_a_calibrated_model_is_not_called_miscalibrated_on_few_images() -> None:
    def calibrated(random: np.random.Generator) -> Tally:
        confidence = random.uniform(0.4, 1.0, 71)
        actual = np.repeat(np.arange(4), PHOTOGRAPHS)
        guess = np.where(random.random(71) < confidence, actual, (actual + 1) % 4)
        probabilities = np.repeat((1 - confidence[:, None]) / 3, 4, axis=1)
        probabilities[np.arange(71), guess] = confidence
        return tally(probabilities, actual, [str(number) for number in range(71)], bins=15)

    assert coverage(calibrated, {"calibration_error": 0.0})["calibration_error"] >= 0.9
