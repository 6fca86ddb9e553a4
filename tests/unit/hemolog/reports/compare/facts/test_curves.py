"""Tests of the training curves of both sides."""

import math

from hemolog.experiments.history.run import Curve
from hemolog.reports.compare.facts.curves import MOST, MOST_POINTS, CurvePair, Curves, Points, curves
from hemolog.reports.compare.settings import CompareSettings
from support.compared_pairs import FIRST, of_values, settings

LINE = Curve((0.0, 1.0), (0.5, 0.25))
POINTS = Points((0.0, 1.0), (0.5, 0.25), 2)
NAMED = settings({"curves": ["metrics.val.f1", "metrics.loss"]})


def test_the_curves_that_the_settings_name_are_told_in_their_order() -> None:
    both = {"metrics.loss": LINE, "metrics.val.f1": LINE, "metrics.other": LINE}
    assert curves(of_values("curves", both, both), NAMED) == Curves(
        (CurvePair("metrics.val.f1", "max", POINTS, POINTS), CurvePair("metrics.loss", "min", POINTS, POINTS))
    )


def test_by_themselves_they_are_those_of_the_objective_and_of_losses() -> None:
    by = settings(board={"objective": "metrics.val.f1", "direction": "max"})
    both = {"metrics.train.loss": LINE, "metrics.val.f1": LINE, "metrics.val.loss": LINE, "metrics.lr": LINE}
    assert [each.metric for each in curves(of_values("curves", both, both), by).pairs] == [
        "metrics.val.f1",
        "metrics.train.loss",
        "metrics.val.loss",
    ]
    many = {f"metrics.m{number}.loss": LINE for number in range(50)}
    assert len(curves(of_values("curves", many, many), CompareSettings()).pairs) == MOST


def test_what_a_side_has_no_curve_of_is_said() -> None:
    told = curves(of_values("curves", {"metrics.loss": LINE}, {"metrics.val.f1": LINE}), NAMED)
    assert told.remarks == ("BASE has no curve of metrics.val.f1", "HEAD has no curve of metrics.loss")
    assert [(each.old is None, each.new is None) for each in told.pairs] == [(True, False), (False, True)]


def test_without_any_curve_the_reason_is_said() -> None:
    assert curves(of_values("curves", {}, {}), NAMED).missing.startswith("HEAD has no curves: its dvc.yaml names no")
    other = {"metrics.lr": LINE}
    assert "`compare.curves` in params.yaml names" in curves(of_values("curves", other, other), NAMED).missing
    assert "names others" in curves(of_values("curves", other, other), CompareSettings()).missing
    first = curves(of_values("curves", None, {"metrics.loss": LINE}), CompareSettings())
    assert (first.missing, first.pairs) == (FIRST, (CurvePair("metrics.loss", "min", None, POINTS),))


def test_long_curves_are_thinned_with_their_ends_and_odd_values_are_none() -> None:
    steps = tuple(map(float, range(100_000)))
    line = Curve(steps, (math.nan, *steps[1:-1], math.inf))
    (pair,) = curves(of_values("curves", {"metrics.loss": line}, {"metrics.loss": line}), CompareSettings()).pairs
    assert pair.new is not None
    assert len(pair.new.steps) == MOST_POINTS == len(pair.new.values)
    assert (pair.new.steps[0], pair.new.steps[-1], pair.new.total) == (0.0, 99_999.0, 100_000)
    assert (pair.new.values[0], pair.new.values[-1]) == (None, None)
    assert pair.new.values[1] == pair.new.steps[1]


def test_a_curve_of_one_point_is_one() -> None:
    one = {"metrics.loss": Curve((3.0,), (1.0,))}
    (pair,) = curves(of_values("curves", one, one), CompareSettings()).pairs
    assert pair.old == Points((3.0,), (1.0,), 1)
