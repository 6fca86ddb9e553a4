"""Tests of the section `compare:` of params.yaml."""

from pathlib import Path
from typing import Any

import pytest

from hemolog.errors import SettingsError
from hemolog.experiments import documents
from hemolog.experiments.history.objectives import Objective
from hemolog.reports.board.settings import Intervals
from hemolog.reports.compare.settings import CompareSettings, Guard, read_settings
from hemolog.reports.settings.confusion import Confusion
from hemolog.reports.settings.data_index import DataIndex
from hemolog.reports.settings.predictions_file import PredictionsFile
from hemolog.reports.settings.units_file import UnitsFile

ROOT = Path(__file__).resolve().parents[5]
TEST = {"split": "test"}
UNITS = {"file": "u.csv", "unit": "u", "actual": "a", "items": "n", "counts": "p_"}
OF_THIS_REPOSITORY = CompareSettings(
    guarded=(
        Guard("metrics.test.accuracy", "accuracy", "max", 0.0, TEST),
        Guard("metrics.test.macro_f1", "macro_f1", "max", 0.0, TEST),
        Guard("metrics.test_simple.accuracy", "accuracy", "max", 0.0, {"split": "test_simple"}, unaugmented=True),
    ),
    confidence=0.95,
    resamples=10_000,
    units=UnitsFile(
        "results/evaluate/photographs.csv",
        unit="photograph",
        actual="label",
        items="images",
        counts="predicted_",
        sums=("log_loss",),
        name="photographs",
        items_name="images",
    ),
    predictions=PredictionsFile(
        "results/evaluate/predictions.csv",
        digest="digest",
        actual="label",
        predicted="predicted",
        probabilities="p_",
        name="file",
        unit="photograph",
        where=TEST,
    ),
    data_index=DataIndex("data/prepared/index.csv", "file", "photograph", "split", "label", "digest"),
    per_class="metrics.test.per_class",
    confusion=Confusion("results/evaluate/photographs.csv", "label", "predicted_", TEST, "images"),
    curves=("metrics.train.loss", "metrics.val.loss", "metrics.val.macro_f1"),
    model="models/model.keras",
    intervals=Intervals("_low", "_high"),
    objective=Objective("metrics.val.macro_f1", "max"),
    pictures=("results/evaluate/mistakes.png",),
)


def problems(section: Any) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_settings({"compare": section})
    return caught.value.problems


def guarded(**keys: Any) -> dict[str, Any]:
    return {"guarded": {"metrics.val.accuracy": {"statistic": "accuracy", **keys}}}


def test_this_repository_s_section_is_read() -> None:
    assert read_settings(documents.read((ROOT / "params.yaml").read_bytes())) == OF_THIS_REPOSITORY


@pytest.mark.parametrize("document", [{}, {"compare": None}, {"compare": {}}, {"search": {"objective": 3}}])
def test_everything_may_be_left_out(document: dict[str, Any]) -> None:
    assert read_settings(document) == CompareSettings()


def test_what_is_left_out_here_is_the_board_s() -> None:
    index, confusion = {"file": "i.csv", "unit": "f"}, {"file": "c.csv", "actual": "a", "counts": "p_"}
    board = {"per_class": "metrics.of", "data_index": index, "confusion": confusion}
    found = read_settings({"board": board, "compare": {"per_class": "metrics.mine"}})
    assert found.per_class == "metrics.mine"
    assert found.data_index == DataIndex("i.csv", "f")
    assert found.confusion == Confusion("c.csv", "a", "p_")


@pytest.mark.parametrize(
    ("metric", "keys", "expected"),
    [
        ("metrics.val.loss", {"statistic": "log_loss"}, "min"),
        ("metrics.val.score", {"statistic": "log_loss"}, "min"),
        ("metrics.val.score", {"statistic": "accuracy"}, "max"),
        ("metrics.val.loss", {"statistic": "accuracy", "direction": "max"}, "max"),
        ("metrics.val.fitness", {"statistic": "fitness"}, "min"),
    ],
    ids=["by its name", "by its statistic's", "by that, up", "as it says", "as the board says"],
)
def test_which_way_a_guarded_metric_is_better(metric: str, keys: dict[str, Any], expected: str) -> None:
    board = {"objective": "metrics.val.fitness", "direction": "min"}
    (guard,) = read_settings({"board": board, "compare": {"guarded": {metric: keys}}}).guarded
    assert guard.direction == expected


def test_a_tolerance_is_one_for_all_or_one_for_each() -> None:
    names = {"metrics.a.accuracy": {"statistic": "accuracy"}, "metrics.b.loss": {"statistic": "log_loss"}}
    for tolerance, expected in ((0.01, [0.01, 0.01]), ({"metrics.b.loss": 1}, [0.0, 1.0])):
        found = read_settings({"compare": {"guarded": names, "tolerance": tolerance}})
        assert [guard.tolerance for guard in found.guarded] == expected


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (3, "compare: expected names and their values. Received 3"),
        ({"confidense": 0.9}, "compare.confidense is unknown (did you mean confidence?)"),
        ({"confidence": 95}, "compare.confidence: expected a number from 0.5 to 0.9999. Received 95"),
        ({"confidence": float("nan")}, "compare.confidence: expected a number from 0.5 to 0.9999. Received NaN"),
        ({"confidence": True}, "compare.confidence: expected a number from 0.5 to 0.9999. Received true"),
        ({"resamples": 1e4}, "compare.resamples: expected an integer from 100 to 1,000,000. Received 10000.0"),
        ({"tolerance": -1}, "compare.tolerance: expected a number from 0 to 1e+12. Received -1"),
        ({"tolerance": {"metrics.a.b": 1}}, "compare.tolerance.metrics.a.b is unknown: there are none"),
        ({"guarded": ["metrics.a"]}, 'compare.guarded: expected names and their values. Received ["metrics.a"]'),
        (
            {"guarded": {"metrics.val.accuracy": None}},
            "compare.guarded.metrics.val.accuracy: expected at least `statistic: accuracy`. Received none",
        ),
        (
            {"guarded": {"accuracy": {"statistic": "accuracy"}}},
            "compare.guarded.accuracy: expected the name of a metric such as metrics.test.accuracy",
        ),
        (
            {"guarded": {"metrics.val.fit": {"statistic": "fit"}}},
            "compare.guarded.metrics.val.fit.direction: expected min or max, for the name of the metric doesn't tell. "
            "Received none",
        ),
        (
            guarded(unaugmented="yes"),
            'compare.guarded.metrics.val.accuracy.unaugmented: expected true or false. Received "yes"',
        ),
        (
            guarded(where=["test"]),
            'compare.guarded.metrics.val.accuracy.where: expected columns and a text for each. Received ["test"]',
        ),
        ({"units": {**UNITS, "sums": "x"}}, 'compare.units.sums: expected a list of at most 100 names. Received "x"'),
        (
            {"units": {**UNITS, "file": "../u.csv"}},
            'compare.units.file: expected a path within the repository, with slashes. Received "../u.csv"',
        ),
        (
            {"curves": ["loss"]},
            "compare.curves: expected a list of at most 100 metrics such as metrics.val.loss. Received " + '["loss"]',
        ),
        (
            {"predictions": {"file": "p.csv", "digest": "d", "actual": "a"}},
            "compare.predictions.predicted: expected a text of at most 300 characters. Received none",
        ),
    ],
    ids=lambda each: None if isinstance(each, str) else repr(each)[:50],
)
def test_what_makes_no_sense_is_told(section: Any, expected: str) -> None:
    assert problems(section) == (expected,)


def test_all_problems_are_told_at_once_the_board_s_too() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"board": {"objektive": 1}, "compare": {"resamples": 1, "models": "x", "curves": 3}})
    starts = ("board.objektive is", "compare.models is", "compare.resamples:", "compare.curves:")
    assert all(told.startswith(start) for told, start in zip(caught.value.problems, starts, strict=True))


def test_too_many_guarded_metrics_are_a_problem() -> None:
    many = {f"metrics.m{number}.loss": {"statistic": "log_loss"} for number in range(5_000)}
    assert "compare.guarded: expected at most 100 names. Received 5,000" in problems({"guarded": many})


def test_a_guarded_name_that_is_no_text_is_no_metric_and_not_unknown() -> None:
    assert problems({"guarded": {1: {"statistic": "accuracy"}}}) == (
        "compare.guarded.1: expected the name of a metric such as metrics.test.accuracy",
    )


def test_of_too_many_guarded_metrics_that_alone_is_said() -> None:
    names = {f"metrics.test.a{number}": {"statistic": "accuracy", "direction": "max"} for number in range(101)}
    assert problems({"guarded": names}) == ("compare.guarded: expected at most 100 names. Received 101",)
