import numpy as np
import pytest

from bloodcells.evaluation.calibration import bin_of, calibration_error, gaps


def sums(confidence: list[float], hits: list[int], bins: int) -> np.ndarray:
    total = np.zeros((bins, 3))
    for b, c, h in zip(bin_of(np.array(confidence), bins), confidence, hits, strict=True):
        total[b] += (1, c, h)
    return total


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(0.0, 0), (0.05, 0), (0.1, 0), (0.1000001, 1), (0.5, 4), (0.51, 5), (0.95, 9), (1.0, 9), (1.0000001, 9)],
)
def test_a_confidence_on_an_edge_belongs_to_the_bin_below(confidence: float, expected: int) -> None:
    assert bin_of(np.array([confidence]), 10).tolist() == [expected]


@pytest.mark.parametrize(
    ("confidence", "hits", "expected"),
    [
        pytest.param([0.75] * 4, [1, 1, 1, 0], 0.0, id="three of four right at 75 %"),
        pytest.param([1.0] * 4, [1, 1, 1, 0], 0.25, id="sure, and wrong once in four"),
        pytest.param([0.25] * 2, [1, 1], 0.75, id="unsure, and right"),
        pytest.param([0.9, 0.9, 0.3, 0.3], [1, 0, 1, 0], 0.5 * 0.4 + 0.5 * 0.2, id="two bins, weighted by images"),
        pytest.param([0.62, 0.78], [1, 0], abs(1.4 - 1) / 2, id="errors within one bin cancel"),
    ],
)
def test_the_error_of_few_images_is_as_reckoned_by_hand(
    confidence: list[float], hits: list[int], expected: float
) -> None:
    assert calibration_error(sums(confidence, hits, bins=5)) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_the_error_is_the_definition_written_as_a_loop(seed: int) -> None:
    random = np.random.default_rng(seed)
    confidence, hits, bins = random.uniform(0.25, 1, 200), random.integers(2, size=200), 15
    expected = 0.0
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            expected += inside.mean() * abs(confidence[inside].mean() - hits[inside].mean())

    assert calibration_error(sums(confidence.tolist(), hits.tolist(), bins)) == pytest.approx(expected)


def test_a_model_that_is_surer_than_right_has_gaps_above_zero() -> None:
    assert gaps(sums([0.9, 0.9], [1, 0], bins=2)).tolist() == pytest.approx([0, 0.4])
    assert gaps(sums([0.6, 0.6], [1, 1], bins=2)).tolist() == pytest.approx([0, -0.4])


def test_without_images_the_error_is_zero() -> None:
    assert calibration_error(np.zeros((15, 3))) == 0.0


def test_sums_of_many_samples_are_reckoned_at_once() -> None:
    many = np.stack([sums([1.0], [0], 5), sums([1.0], [1], 5)])

    assert calibration_error(many).tolist() == [1.0, 0.0]
