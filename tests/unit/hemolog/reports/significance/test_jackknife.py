import numpy as np
import pytest

from hemolog.reports.significance.jackknife import Jackknife, jackknife
from hemolog.reports.significance.statistics import statistic
from support.few_units import paired


def freedom(strata: list[int], moved: list[float]) -> float:
    return Jackknife(np.array(strata), np.bincount(strata)[strata], np.array(moved)).freedom()


def test_a_unit_moves_a_mean_by_its_deviation_from_its_class() -> None:
    told = statistic(paired([0, 0, 1, 1, 2], [2] * 5, [0] * 5, [2, 1, 1, 0, 2]), "accuracy")

    found = jackknife(told, np.array([0, 0, 1, 1, 2]))
    # A class of two units of two items has 2/5 of all items; the only unit of its class can't be left out.
    assert found.moved.tolist() == pytest.approx([0.05, -0.05, 0.05, -0.05, 0.0])


@pytest.mark.parametrize(
    ("strata", "moved", "expected"),
    [
        pytest.param([0] * 4 + [1] * 9, [1, -1, 1, -1] + [0] * 9, 3, id="four units decide"),
        pytest.param([0] * 5 + [1] * 5, [2, -1, -1, 0, 0] * 2, 8, id="two classes alike"),
        pytest.param([0] * 4 + [1] * 9, [1e-200, -1e-200, 0, 0] + [0] * 9, 3, id="tiny"),
        pytest.param([0] * 4 + [1] * 9, [0] * 13, 11, id="nothing varies"),
        pytest.param([0, 1, 3], [0] * 3, 1, id="one unit a class"),
    ],
)
def test_degrees_of_freedom_are_of_the_classes_that_vary(
    strata: list[int], moved: list[float], expected: float
) -> None:
    assert freedom(strata, moved) == pytest.approx(expected)
