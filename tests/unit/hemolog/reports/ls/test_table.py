"""The table of runs: which columns it has, how values are written, what is said below it."""

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.ls.cells import headings
from hemolog.reports.ls.listing import Listing
from hemolog.reports.ls.table import RunTable, no_room, sheet
from support.listed import listed, trial


def drawn(listing: Listing, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    with console.capture() as captured:
        console.print(RunTable(listing))
    return [line.rstrip() for line in captured.get().splitlines()]


def titles(listing: Listing, width: int = 10_000) -> list[str]:
    return [column.heading for column in sheet(listing, width).columns]


def test_a_table_has_the_objective_and_what_varies_the_best_first() -> None:
    runs = [
        trial(0, {"val.f1": 0.5, "val.loss": 1.25, "best_epoch": 3}, train__rate=1e-05, train__model="cnn", seed=7),
        trial(1, {"val.f1": 0.75, "val.loss": 0.5, "best_epoch": 3}, train__rate=0.0123456, train__model="cnn", seed=7),
    ]
    assert drawn(listed(*runs)) == [
        "experiment  val.f1     rate  val.loss  time",
        "────────────────────────────────────────────────────────",
        "rates-0001  0.7500  0.01235    0.5000  2001-09-09 01:47Z",
        "rates-0000  0.5000    1e-05    1.2500  2001-09-09 01:46Z",
        "2 experiments, the best first: greatest val.f1",
    ]


def test_of_thousands_of_columns_the_first_have_room_and_the_others_are_counted() -> None:
    runs = [trial(i, {}, **{f"p{number}": i for number in range(20_000)}) for i in range(2)]
    *_, dropped, _ = drawn(listed(*runs))
    assert titles(listed(*runs), 30) == ["experiment", "p0", "p1", "p2", "p3", "p4"]
    assert dropped.startswith("no room for: p20, p21, p22, ")
    assert dropped.endswith(" and 19,967 more")


def test_metrics_of_test_splits_are_not_shown_unless_named() -> None:
    runs = [trial(i, {"val.f1": i / 10, "test.f1": i / 5, "test_simple.f1": i / 5}) for i in range(2)]
    assert titles(listed(*runs)) == ["experiment", "val.f1", "time"]
    assert titles(listed(*runs, columns=("test*.f1",))) == ["experiment", "test.f1", "test_simple.f1"]
    assert titles(listed(*runs, sort="test.f1")) == ["experiment", "val.f1", "test.f1", "time"]


def test_an_objective_of_a_test_split_is_shown_but_ranks_nothing() -> None:
    told = {"Hemolog-Objective": "metrics.test.f1", "Hemolog-Definition": '{"direction":"max"}'}
    runs = [replace(trial(i, {"test.f1": i / 10}), facts=told) for i in range(2)]
    assert titles(listed(*runs)) == ["experiment", "test.f1", "time"]
    assert drawn(listed(*runs))[-1] == "2 experiments, the newest first"


def test_metrics_of_the_objectives_split_come_before_others_and_short_names_before_long_ones() -> None:
    metrics = ("train.per_class.a.f1", "train.f1", "lone", "val.recall", "val.f1")
    runs = [trial(i, dict.fromkeys(metrics, i)) for i in range(2)]
    expected = ["experiment", "val.f1", "val.recall", "lone", "train.f1", "train.per_class.a.f1", "time"]
    assert titles(listed(*runs)) == expected


def test_settings_of_hemolog_itself_come_last() -> None:
    runs = [trial(i, {"val.f1": i, "val.loss": i}, search__trials=i, board__reports=i, train__rate=i) for i in range(2)]
    assert titles(listed(*runs)) == [
        "experiment", "val.f1", "rate", "val.loss", "time", "search.trials", "board.reports",
    ]  # fmt: skip


def test_columns_that_matter_least_give_way_and_are_named() -> None:
    runs = [trial(i, {"val.f1": i, "val.loss": i}, train__learning_rate=i, train__width=i) for i in range(2)]
    lines = drawn(listed(*runs), width=40)
    assert lines[0] == "experiment  val.f1  learning_rate  width"
    assert lines[-2] == "no room for: val.loss, time"
    assert drawn(listed(*runs), width=25)[0] == "experiment  val.f1"
    assert max(map(len, drawn(listed(*runs), width=12))) == 12


def test_as_many_columns_are_named_as_there_is_room() -> None:
    names = [f"column{i}" for i in range(30)]
    assert no_room(names, 60) == "no room for: column0, column1, column2, column3 and 26 more"
    assert no_room(names, 20) == "no room for 30 columns"


def test_headings_are_what_a_filter_takes() -> None:
    names = (
        "run.epochs", "params.train.epochs", "params.train.rate", "metrics.val.auc", "metrics.best", "params.best",
        "params.search.space.train.rate.float", "metrics.train.epochs",
    )  # fmt: skip
    columns = Columns(dict.fromkeys(names, Columns.of([]).kinds["run.name"]))
    found = headings(names, columns)
    assert list(found.values()) == [
        "run.epochs", "params.train.epochs", "rate", "val.auc", "metrics.best", "params.best",
        "search.space.train.rate.float", "metrics.train.epochs",
    ]  # fmt: skip
    assert [columns.resolve(title) for title in found.values()] == list(names)


@pytest.mark.parametrize(
    ("params", "column", "told"),
    [
        ({"x": None}, "x", "null"),
        ({}, "params.y", "-"),
        ({"x": True}, "x", "true"),
        ({"x": [1, "a", None]}, "x", "[1, a, null]"),
        ({"x": 10**5000}, "x", "inf"),
        ({"x": 64.0}, "x", "64.0"),
        ({"x": "a" * 100}, "x", f"{'a' * 79}…"),
        ({"x": "\x1b[2Jred\n"}, "x", r"\x1b[2Jred"),
        ({"x": "[bold]:smile:"}, "x", "[bold]:smile:"),
        ({}, "commit", "0000000"),
        ({}, "baseline", "bbbbbbb"),
        ({}, "seconds", "-"),
        ({}, "val.f1", "1.000e-05"),
        ({}, "val.loss", "nan"),
        ({}, "val.epoch", "3"),
    ],
)
def test_values_are_written_for_people(params: dict[str, Any], column: str, told: str) -> None:
    runs = [trial(0, {"val.f1": 1e-05, "val.loss": float("nan"), "val.epoch": 3}, **params), trial(1, {}, y=1)]
    found = sheet(listed(*runs, columns=(column,), sort="name"), 1_000)
    assert found.columns[1].cells[0] == told


def test_long_values_leave_room_for_others_unless_they_were_asked_for() -> None:
    runs = [trial(i, {"val.f1": i}, note=f"{i}{'a' * 100}") for i in range(2)]
    assert sheet(listed(*runs), 100).columns[2].cells[0] == f"1{'a' * 22}…"


def test_of_experiments_of_one_name_the_baseline_is_told() -> None:
    runs = [trial(0, {}), replace(trial(0, {}), baseline="a" * 40), trial(1, {})]
    assert set(sheet(listed(*runs), 100).columns[0].cells) == {"bbbbbbb/rates-0000", "aaaaaaa/rates-0000", "rates-0001"}


def test_what_cannot_be_read_is_a_row_with_its_problem() -> None:
    lost = Run(Kind.EXPERIMENT, "lost\x07", "r", "c", problems=("its commit is not here", "nor is anything"))
    lines = drawn(listed(trial(0, {"val.f1": 0.5}), lost))
    assert lines[2:] == [
        "rates-0000  0.5000  rates   2001-09-09 01:46Z",
        r"lost\x07         -  -       -",
        r"lost\x07: its commit is not here; nor is anything",
        "2 experiments, the best first: greatest val.f1",
    ]


def test_of_many_problems_the_rest_is_counted() -> None:
    lost = [Run(Kind.EXPERIMENT, f"lost{i}", "r", "c", problems=("gone",)) for i in range(12)]
    lines = drawn(listed(*lost))
    assert lines[-3:] == [
        "lost9: gone",
        "and 2 more runs with a problem: --filter 'problem != null'",
        "12 experiments, the newest first",
    ]


def test_the_last_line_tells_how_many_and_in_which_order() -> None:
    other = {"Hemolog-Objective": "metrics.val.loss", "Hemolog-Definition": '{"direction":"min"}'}
    runs = [trial(0, {"val.f1": 0.5}), trial(1, {"val.f1": 0.7}), Run(Kind.TAG, "v1", "refs/tags/v1", "c")]
    several = [*runs, replace(trial(2, {"val.loss": 1}), facts=other)]
    assert drawn(listed(*runs))[-1] == "3 runs, the best first: greatest val.f1"
    assert drawn(listed(*runs, best=1))[-1] == "1 of 3 experiments, the best first: greatest val.f1"
    assert drawn(listed(*runs, sort="-time"))[-1] == "3 runs, by time, descending"
    assert drawn(listed(*runs, sort="name"))[-1] == "3 runs, by name"
    assert drawn(listed(*several))[-1] == "4 runs, the newest first, for they have several objectives"
    assert drawn(listed(*runs, filter="val.f1 > 1")) == ["none of 3 runs"]


def test_the_best_are_compared_with_all_that_were_chosen() -> None:
    runs = [trial(i, {"val.f1": i / 10}, train__model="cnn" if i else "resnet") for i in range(3)]
    assert titles(listed(*runs, best=2)) == ["experiment", "val.f1", "model", "time"]


def test_the_name_is_not_told_twice() -> None:
    assert titles(listed(trial(0, {"val.f1": 1}), columns=("f1", "name"))) == ["val.f1", "name"]
