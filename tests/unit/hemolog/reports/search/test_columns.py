"""Trials as columns, and the order in which they give way."""

import pytest

from hemolog.reports.search.columns import sheet
from hemolog.reports.search.progress import State
from hemolog.reports.search.sheet import Column, Sheet
from support.search_events import plan, row

ROWS = [row(0, 0.5), row(1, None, State.FAILED, now=0.75), row(2, None, State.RUNNING, now=0.25)]
NAMES = ("train.rate", "train.size", "train.kind", "train.epochs")
ALL = ("trial", "rate", "size", "kind", "train.epochs", "epochs", "val.macro_f1", "time", "")


def test_a_trial_that_ran_to_its_end_needs_no_remark() -> None:
    values = {"train.learning_rate": 0.001, "train.model": "cnn"}
    assert sheet(plan(), [row(1, 0.5, values=values)], None, width=100) == Sheet(
        (
            Column("trial", ("0001",)),
            Column("learning_rate", ("0.001",), numeric=True),
            Column("model", ("cnn",)),
            Column("width", ("-",), numeric=True),
            Column("epochs", ("6",), numeric=True),
            Column("val.macro_f1", ("0.5000",), numeric=True),
            Column("time", ("0:30",), numeric=True),
        ),
        dropped=(),
    )


def test_the_objective_is_the_last_one_of_what_runs_and_none_of_what_failed() -> None:
    objective, remarks = sheet(plan(), ROWS, ROWS[0], width=100).columns[-3::2]
    assert objective.cells == ("0.5000", "-", "0.2500")
    assert remarks.cells == ("best", "failed", "running")


@pytest.mark.parametrize(
    ("width", "dropped"),
    [
        (74, ()),
        (73, ("train.epochs",)),
        (60, ("train.epochs",)),
        (59, ("kind", "train.epochs")),
        (53, ("kind", "train.epochs", "time")),
        (47, ("kind", "train.epochs", "epochs", "time")),
        (39, ("size", "kind", "train.epochs", "epochs", "time")),
        (33, ("rate", "size", "kind", "train.epochs", "epochs", "time")),
        (5, ("rate", "size", "kind", "train.epochs", "epochs", "time")),
    ],
)
def test_two_hyperparameters_outlast_epochs_and_time_and_those_the_others(width: int, dropped: tuple[str, ...]) -> None:
    fitted = sheet(plan(varying=NAMES), ROWS, None, width)
    assert fitted.dropped == dropped
    assert tuple(column.heading for column in fitted.columns) == tuple(name for name in ALL if name not in dropped)


def test_the_names_of_experiments_stand_where_they_are_to_be_typed() -> None:
    assert sheet(plan(), ROWS[:1], None, 100, named=True).columns[0] == Column("experiment", ("blood-0000",))
