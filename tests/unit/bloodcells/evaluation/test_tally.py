import numpy as np
import pytest

from bloodcells.evaluation.calibration import calibration_error
from bloodcells.evaluation.tally import tally
from bloodcells.metrics import confusion_matrix, log_loss

PROBABILITIES = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3], [0.45, 0.55]], np.float32)
ACTUAL = np.array([0, 0, 1, 1, 0], np.uint8)
PHOTOGRAPHS = ["s/2", "s/10", "s/2", "s/7", "s/2"]


def test_images_are_summed_by_photograph_and_label() -> None:
    found = tally(PROBABILITIES, ACTUAL, PHOTOGRAPHS, bins=10)

    assert found.photographs == ("s/10", "s/2", "s/2", "s/7")  # s/2 has images of both classes: two rows
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert found.images.tolist() == [1, 2, 1, 1]
    assert found.predicted.tolist() == [[0, 1], [1, 1], [0, 1], [1, 0]]
    expected = [-np.log(0.2), -np.log(0.9) - np.log(0.45), -np.log(0.6), -np.log(0.3)]
    assert found.log_loss.tolist() == pytest.approx(expected, rel=1e-6)


def test_the_sums_of_all_photographs_give_the_metrics_of_all_images() -> None:
    random = np.random.default_rng(0)
    probabilities, actual = random.dirichlet(np.ones(4), 300), random.integers(4, size=300)
    photographs = [f"s/{number}" for number in random.integers(40, size=300)]

    found = tally(probabilities, actual, photographs, bins=15)

    table = np.stack([found.predicted[found.labels == c].sum(axis=0) for c in range(4)])
    assert np.array_equal(table, confusion_matrix(actual, probabilities.argmax(axis=1), 4))
    assert found.log_loss.sum() / 300 == pytest.approx(log_loss(probabilities, actual))
    alone = tally(probabilities, actual, ["one"] * 300, bins=15)
    assert calibration_error(found.bins.sum(axis=0)) == pytest.approx(calibration_error(alone.bins.sum(axis=0)))


def test_the_order_of_the_images_does_not_matter() -> None:
    order = np.array([3, 1, 4, 0, 2])

    straight = tally(PROBABILITIES, ACTUAL, PHOTOGRAPHS, bins=10)
    shuffled = tally(PROBABILITIES[order], ACTUAL[order], [PHOTOGRAPHS[row] for row in order], bins=10)

    assert shuffled.photographs == straight.photographs
    assert np.array_equal(shuffled.predicted, straight.predicted)
    assert np.allclose(shuffled.bins, straight.bins)
