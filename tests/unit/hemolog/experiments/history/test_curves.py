"""Tests of files of points."""

import math

import pytest

from hemolog.experiments.history.curves import CurveReader, name_of
from hemolog.experiments.history.run import Curve
from hemolog.experiments.history.sources import PlotFile

STEP = PlotFile("p")


def read(path: str, text: str, plot: PlotFile = STEP) -> dict[str, Curve]:
    return dict(CurveReader().read(path, text.encode(), plot))


@pytest.mark.parametrize(
    ("path", "text", "plot", "expected"),
    [
        ("a.tsv", "step\tloss\n0\t1.5\n1\t1e-05\n", STEP, {"loss": Curve((0.0, 1.0), (1.5, 1e-05))}),
        ("a.tsv", "step\tloss\r\n0\t1.5\r\n1\t2", STEP, {"loss": Curve((0.0, 1.0), (1.5, 2.0))}),
        ("a.tsv", "step\ttimestamp\tloss\n0\t17\t1\n", STEP, {"loss": Curve((0.0,), (1.0,))}),
        (
            "a.csv",
            "epoch,loss,acc\n0,1,2\n1,3,\n",
            PlotFile("p", "epoch", ("loss",)),
            {"loss": Curve((0.0, 1.0), (1, 3))},
        ),
        ("a.csv", "loss\n3\n2\n", STEP, {"loss": Curve((0.0, 1.0), (3.0, 2.0))}),
        ("a.csv", '\ufeffstep,"a,b"\n0,1\n', STEP, {"a,b": Curve((0.0,), (1.0,))}),
        ("a.csv", "0,5\n1,6\n", PlotFile("p", "0", (), False), {"1": Curve((0.0, 1.0), (5.0, 6.0))}),
        ("a.json", '[{"step": 0, "loss": 1}, {"step": 1, "loss": 2}]', STEP, {"loss": Curve((0.0, 1.0), (1.0, 2.0))}),
        ("a.json", '{"x": 1, "rows": [{"step": 0, "loss": 1}]}', STEP, {"loss": Curve((0.0,), (1.0,))}),
        ("roc.csv", "fpr,tpr\n0,0\n0.5,1\n1,1\n", PlotFile("p", "fpr"), {}),
        ("photos.csv", "images,loss\n5,1\n3,2\n", PlotFile("p", "images"), {}),
        ("confusion.csv", "actual,predicted\na,b\n", PlotFile("p", "actual"), {}),
        ("a.csv", "step,name\n0,x\n", STEP, {}),
        ("a.tsv", "", STEP, {}),
        ("a.tsv", "step\tloss\n", STEP, {}),
        ("a.json", "[1, 2]", STEP, {}),
        ("a.json", "3", STEP, {}),
        ("a.json", '[{"step": [1], "loss": {}}]', STEP, {}),
    ],
)
def test_curves_are_what_is_by_step(path: str, text: str, plot: PlotFile, expected: dict[str, Curve]) -> None:
    assert read(path, text, plot) == expected


@pytest.mark.parametrize("text", ["step\tloss\n0\t1\t2\n3\n", "step\tloss\n0\t\n1\t2\n", 'step\tloss\n0\t"1\t2"\n'])
def test_rows_of_other_lengths_shift_nothing(text: str) -> None:
    found = read("a.tsv", text)
    assert all(curve.steps[0] == 0 and curve.values[0] != 2 for curve in found.values())


def test_what_is_no_number_is_nan() -> None:
    (curve,) = read("a.tsv", "step\tloss\n0\tx\n1\tnan\n2\t3\n").values()
    assert [math.isnan(value) for value in curve.values] == [True, True, False]


@pytest.mark.parametrize(
    ("path", "root", "column", "expected"),
    [
        ("results/plots/metrics/train/loss.tsv", "results/plots/metrics", "loss", "train.loss"),
        ("dvclive/plots/metrics/acc.tsv", "dvclive/plots", "acc", "acc"),
        ("dvclive/plots/metrics/eval/acc.tsv", "dvclive/plots/metrics/eval/acc.tsv", "acc", "eval.acc"),
        ("logs/history.csv", "logs/history.csv", "val_loss", "history.val_loss"),
        ("logs/a/b.csv", "logs", "loss", "a.b.loss"),
    ],
)
def test_names_tell_of_folders_below_the_plots(path: str, root: str, column: str, expected: str) -> None:
    assert name_of(path, root, column) == expected
