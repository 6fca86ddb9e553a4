"""Tests of the metrics of both sides."""

import math
from typing import Any

import pytest

from hemolog.reports.compare.facts.metrics import MOST, Interval, MetricChange, Metrics, metrics
from hemolog.reports.compare.settings import CompareSettings
from support.compared_pairs import FIRST, of_values, settings

PLAIN = CompareSettings()
GUARDED = settings({"guarded": {"metrics.test.accuracy": {"statistic": "accuracy"}}, "per_class": "metrics.of"})
BOUNDED = settings(board={"intervals": {"low": "_low", "high": "_high"}})


def found(old: Any, new: Any, by: CompareSettings = PLAIN) -> Metrics:
    return metrics(of_values("metrics", old, new), by)


def test_guarded_metrics_come_first_then_all_by_their_names() -> None:
    old = {"metrics.test.accuracy": 0.5, "metrics.loss": 2.0, "metrics.of.a.recall": 0.5, "metrics.note": "x"}
    new = {"metrics.test.accuracy": 0.75, "metrics.loss": 1.0, "metrics.of.a.recall": 0.5, "metrics.note": "y"}
    assert found(old, new, GUARDED).rows == (
        MetricChange("metrics.test.accuracy", 0.5, 0.75, 0.25, "max", better=True, guarded=True),
        MetricChange("metrics.loss", 2.0, 1.0, -1.0, "min", better=True),
        MetricChange("metrics.note", "x", "y"),
        MetricChange("metrics.of.a.recall", 0.5, 0.5, 0.0, "max", of_class=True),
    )


@pytest.mark.parametrize(
    ("metric", "by", "better"),
    [
        ("metrics.loss", PLAIN, False),
        ("metrics.accuracy", PLAIN, True),
        ("metrics.images", PLAIN, None),
        ("metrics.fit", settings(board={"objective": "metrics.fit", "direction": "min"}), False),
        ("metrics.loss", settings({"guarded": {"metrics.loss": {"statistic": "x", "direction": "max"}}}), True),
    ],
    ids=["its name says down", "up", "nothing", "the board says down", "a guard says up"],
)
def test_whether_more_is_better(metric: str, by: CompareSettings, better: bool | None) -> None:
    (row,) = found({metric: 1}, {metric: 2}, by).rows
    assert (row.delta, row.better) == (1, better)


def test_what_bounds_another_metric_is_its_interval_and_no_row() -> None:
    old = {"metrics.f1": 0.5, "metrics.f1_low": 0.4, "metrics.f1_high": 0.6, "metrics.lone_low": 1}
    new = {"metrics.f1": 0.5, "metrics.f1_low": math.nan, "metrics.f1_high": 0.6, "metrics.lone_low": 1}
    first, second = found(old, new, BOUNDED).rows
    assert (first.name, first.old_interval, first.new_interval) == ("metrics.f1", Interval(0.4, 0.6), None)
    assert second.name == "metrics.lone_low"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ({"metrics.a": math.nan}, {"metrics.a": 1.0}, "it is nan in BASE"),
        ({"metrics.a": 1.0}, {"metrics.a": math.inf}, "it is inf in HEAD"),
        ({"metrics.a": 1.0}, {"metrics.a": "high"}, "it is a number in BASE and a text in HEAD"),
        ({"metrics.a": True}, {"metrics.a": 1}, "it is a boolean in BASE and a number in HEAD"),
        ({"metrics.b": 1}, {"metrics.a": 1, "metrics.b": 1}, "BASE has no such metric"),
        ({"metrics.a": 1, "metrics.b": 1}, {"metrics.b": 1}, "HEAD has no such metric"),
        ({"metrics.a": "x"}, {"metrics.a": "y"}, ""),
    ],
)
def test_what_has_no_difference_says_why(old: Any, new: Any, problem: str) -> None:
    row = found(old, new).rows[0]
    assert (row.problem, row.delta, row.better) == (problem, None, None)
    assert row.is_changed


def test_an_integer_too_large_for_floats_is_no_crash() -> None:
    (row,) = found({"metrics.a": 10**299}, {"metrics.a": 1}).rows
    assert row.delta == 1 - 10**299


def test_what_can_t_be_compared_as_a_whole_is_said_and_what_is_known_is_still_there() -> None:
    nothing = found({}, {"metrics.a": 1})
    assert nothing.missing.startswith("BASE has no metrics: no file of metrics")
    assert nothing.rows[0].new == 1
    other = found({"metrics.accuracy": 1}, {"metrics.test.accuracy": 1})
    assert other.missing == "no metric is in both: BASE has metrics.accuracy, HEAD has metrics.test.accuracy"
    first = found(None, {"metrics.a": 1}, GUARDED)
    assert first == Metrics((MetricChange("metrics.a", None, 1),), missing=FIRST)


def test_thousands_of_metrics_are_cut_and_counted() -> None:
    many = {f"metrics.m{number}": 1 for number in range(5_000)}
    told = found(many, many)
    assert (len(told.rows), told.more) == (MOST, 5_000 - MOST)
    assert not told.changed
