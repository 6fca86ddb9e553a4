from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bloodcells.evaluation import csv_table
from bloodcells.evaluation.curves import STEPS, rates, write_confusion, write_roc


def test_the_curve_of_four_images_is_as_drawn_by_hand() -> None:
    # By falling probability of class 0: own, other, own, other.
    first = np.array([0.9, 0.7, 0.6, 0.2])
    curve = rates(np.stack([first, 1 - first], axis=1), np.array([0, 1, 0, 1]))[:, 0]

    below, from_half_on = curve[: STEPS // 2], curve[STEPS // 2 :]
    assert set(below.tolist()) == {0.5}
    assert set(from_half_on.tolist()) == {1.0}


def test_points_on_a_straight_line_are_steps_as_well() -> None:
    # Pairs of one own and one other image with the same probability: the curve climbs the diagonal.
    first = np.repeat([0.9, 0.8, 0.7, 0.6], 2)
    curve = rates(np.stack([first, 1 - first], axis=1), np.tile([0, 1], 4))[:, 0]

    assert curve[[0, STEPS // 4, STEPS // 2, STEPS]].tolist() == [0.0, 0.25, 0.5, 1.0]


@pytest.mark.parametrize("seed", range(3))
def test_the_area_below_is_that_of_scikit_learn_to_a_step(seed: int) -> None:
    random = np.random.default_rng(seed)
    actual = random.integers(3, size=400)
    probabilities = random.dirichlet(np.ones(3), 400) * 0.5 + np.eye(3)[actual] * 0.2
    probabilities /= probabilities.sum(axis=1, keepdims=True)

    areas = rates(probabilities, actual).mean(axis=0)

    for c in range(3):
        assert areas[c] == pytest.approx(roc_auc_score(actual == c, probabilities[:, c]), abs=1.5 / STEPS)


def test_every_curve_climbs_to_one() -> None:
    random = np.random.default_rng(0)
    curves = rates(random.dirichlet(np.ones(4), 50), np.arange(50) % 4)

    assert curves.shape == (STEPS + 1, 4)
    assert STEPS + 1 <= 200
    assert (np.diff(curves, axis=0) >= 0).all()
    assert (curves[-1] == 1).all()


def test_the_file_has_the_mean_and_a_column_a_class(tmp_path: Path) -> None:
    curves = np.stack([np.linspace(0, 1, STEPS + 1), np.ones(STEPS + 1)], axis=1)

    write_roc(tmp_path / "roc.csv", ["a, b", "tpr"], curves)

    header, lines = csv_table.read(tmp_path / "roc.csv")
    assert header == ["fpr", "tpr", "tpr_a, b", "tpr_tpr"]
    assert len(lines) == STEPS + 1
    assert lines[0] == ["0.000000", "0.500000", "0.000000", "1.000000"]
    assert lines[STEPS // 2] == ["0.500000", "0.750000", "0.500000", "1.000000"]


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        pytest.param([0, 0, 1, 1], ["fpr", "tpr", "tpr_a", "tpr_b"], id="an absent class is left out"),
        pytest.param([0, 0, 0, 0], ["fpr"], id="one class alone has no curve"),
    ],
)
def test_a_class_without_a_curve_is_left_out(tmp_path: Path, actual: list[int], expected: list[str]) -> None:
    probabilities = np.array([[0.8, 0.1, 0.1], [0.4, 0.5, 0.1], [0.2, 0.7, 0.1], [0.1, 0.8, 0.1]])

    write_roc(tmp_path / "roc.csv", ["a", "b", "c"], rates(probabilities, np.array(actual)))

    header, lines = csv_table.read(tmp_path / "roc.csv")
    assert header == expected
    assert not any("nan" in line for line in lines)


def test_the_confusion_has_a_row_an_image(tmp_path: Path) -> None:
    write_confusion(tmp_path / "c.csv", ["a", 'b "x", y'], np.array([0, 1], np.uint8), np.array([1, 1]))

    assert (tmp_path / "c.csv").read_text() == 'actual,predicted\na,"b ""x"", y"\n"b ""x"", y","b ""x"", y"\n'
