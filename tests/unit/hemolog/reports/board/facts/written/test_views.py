"""Tests of what a block `board` describes."""

import pytest

from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts.written import View
from hemolog.reports.board.facts.written.views import read_view

RUN = Run(
    Kind.EXPERIMENT,
    "quiet-owl",
    "refs/exps/x",
    "1" * 40,
    params={"params.rate": 0.1, "params.model": "cnn"},
    metrics={"metrics.val.loss": 1.0, "metrics.val.f1": 0.5, "metrics.test.f1": 0.4},
)
COLUMNS = Columns.of([RUN])


def test_a_table_has_qualified_columns() -> None:
    text = "view: table\ntitle: Best\nfilter: rate < 1\ncolumns: [rate, val.*]\nsort: [-val.f1, model]\nlimit: 5"
    assert read_view(text, COLUMNS) == View(
        "table",
        title="Best",
        filter="rate < 1",
        columns=("params.rate", "metrics.val.loss", "metrics.val.f1"),
        sort=(("metrics.val.f1", "desc"), ("params.model", "asc")),
        limit=5,
    )


@pytest.mark.parametrize(
    ("text", "view"),
    [
        (
            "view: curves\nmetric: val.loss\nmetrics: [val.f1, val.loss]\ncolour: model\nsmoothing: 0.6\nlog: true",
            View(
                "curves",
                metrics=("metrics.val.loss", "metrics.val.f1"),
                colour="params.model",
                smoothing=0.6,
                log=True,
            ),
        ),
        (
            "view: parallel\ncolumns: rate\nobjective: val.f1",
            View("parallel", columns=("params.rate",), objective="metrics.val.f1"),
        ),
        ("view: importance", View("importance")),
        ("view: scatter\nx: rate\ny: val.f1", View("scatter", x="params.rate", y="metrics.val.f1")),
        ("view: compare\nruns: [quiet-owl, 12]", View("compare", runs=("quiet-owl", "12"))),
    ],
)
def test_each_kind_has_its_own_keys(text: str, view: View) -> None:
    assert read_view(text, COLUMNS) == view


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("view: table\ncolour: model", "colour is unknown (did you mean columns?)"),
        ("view: table\ncolumns: [f1]", "columns: 'f1' may be metrics.val.f1 or metrics.test.f1: say which"),
        ("view: table\nlimit: 0", "limit: expected a number of runs. Received 0"),
        ("view: table\nlimit: true", "limit: expected a number of runs. Received true"),
        ("view: table\ntitle: [1]", "title: expected a text of at most 300 characters. Received [1]"),
        ("view: table\nruns: {a: 1}", 'runs: expected a name, or a list of at most 100. Received {"a": 1}'),
        ("view: table\nfilter: 3", "filter: expected a filter as `hemolog ls` takes it"),
        ("view: curves\nsmoothing: 1", "smoothing: expected 0 to below 1. Received 1"),
        ("view: curves\nlog: maybe", 'log: expected true or false. Received "maybe"'),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_shown(text: str, problem: str) -> None:
    found = read_view(text, COLUMNS)
    assert found.problems == (problem,)
    assert found.view == text.split()[1]


def test_a_wrong_filter_lets_all_runs_pass_and_says_so() -> None:
    found = read_view("view: table\nfilter: rate <", COLUMNS)
    assert (found.filter, len(found.problems)) == ("", 1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected `view: table` and what it shows. Received null"),
        ("[1]", "expected `view: table` and what it shows. Received [1]"),
        ("view: pie", "view: expected table, curves, parallel, importance, scatter, compare"),
        ("title: x", "view: expected table, curves, parallel, importance, scatter, compare"),
        ("x" * 10_001, "10,001 characters are too many for a view"),
    ],
)
def test_what_describes_no_view_says_why(text: str, problem: str) -> None:
    assert read_view(text, COLUMNS) == View("", problems=(problem,))


@pytest.mark.parametrize("text", ["a: [", "a: *b", "[" * 500, "a: !!python/object:os.system x", "\0", "&a [*a]"])
def test_damaged_yaml_is_a_problem_and_no_crash(text: str) -> None:
    found = read_view(text, COLUMNS)
    assert (found.view, len(found.problems)) == ("", 1)
