import pytest

from hemolog.reports.significance.borrowed import borrowed
from hemolog.reports.significance.jackknife import jackknife
from hemolog.reports.significance.statistics import statistic
from hemolog.reports.significance.units import Paired
from support.few_units import paired


def spread(units: Paired) -> tuple[float, float]:
    told, strata = statistic(units, "accuracy"), units.base.actual
    moved = borrowed(told, jackknife(told, strata), 50_000, seed=0)
    return float(moved.mean()), float(moved.var())


def test_a_class_that_showed_nothing_borrows_the_deviations_of_others() -> None:
    # Class a changed by -1, -1, 1, 1 of 1 item, so that its variance is 4/3; class b of 4 did not change.
    units = paired([0] * 4 + [1] * 4, [1] * 8, [1, 1, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1, 1, 1])

    # Each class is half of all, a unit a quarter of its class; half of the units drawn are of b.
    mean, variance = spread(units)
    assert mean == pytest.approx(0, abs=2e-3)
    assert variance == pytest.approx(2 * (4 / 3 / 2) * (0.5 / 4) ** 2, rel=0.03)


def test_a_class_of_one_unit_borrows_too_and_lends_nothing() -> None:
    units = paired([0] * 4 + [1], [1] * 5, [1, 1, 0, 0, 1], [0, 0, 1, 1, 0])

    _, variance = spread(units)
    assert variance == pytest.approx(4 / 3 * ((4 / 5 / 4) ** 2 + (1 / 5) ** 2), rel=0.03)


@pytest.mark.parametrize("head", [[0, 1, 1], [1, 1, 1]])
def test_without_two_units_in_any_class_there_is_nothing_to_borrow(head: list[int]) -> None:
    assert spread(paired([0, 1, 2], [1] * 3, [1, 0, 1], head)) == (0.0, 0.0)
