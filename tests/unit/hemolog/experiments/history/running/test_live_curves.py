"""Curves of a training that is still writing them."""

import math
import os
from pathlib import Path

import pytest

from hemolog.experiments.history.run import Curve
from hemolog.experiments.history.running.live_curves import LiveCurves, live_curves
from hemolog.experiments.history.sources import PlotFile

PLOTS = [PlotFile("results/plots/metrics")]
NAME = "metrics.val.f1"


def written(root: Path, text: str | bytes, name: str = "val/f1.tsv", folder: str = "results/plots/metrics") -> Path:
    file = root / folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize(
    ("text", "curve"),
    [
        ("step\tf1\n0\t0.5\n1\t0.625\n", Curve((0.0, 1.0), (0.5, 0.625))),
        ("step\tf1\n0\t0.5\n1\t0.6", Curve((0.0,), (0.5,))),
        ("step\tf1\n0\t0.5\n1", Curve((0.0,), (0.5,))),
        ("step\tf1\n0\tnan\n1\t0.5\n", Curve((0.0, 1.0), (math.nan, 0.5))),
        ("timestamp\tstep\tf1\n17\t0\t0.5\n", Curve((0.0,), (0.5,))),
        ("step\tf1\r\n0\t0.5\r\n", Curve((0.0,), (0.5,))),
    ],
)
def test_a_curve_is_read_as_far_as_it_is_written(tmp_path: Path, text: str, curve: Curve) -> None:
    written(tmp_path, text)
    (found,) = live_curves(tmp_path, PLOTS).curves.items()
    assert repr(found) == repr((NAME, curve))


@pytest.mark.parametrize("text", ["", "st", "step\tf1", "step\tf1\n", "step\tf1\n0\t", "\0\0\n", b"\xff\xfe\n1\t2\n"])
def test_what_is_no_curve_yet_is_none(tmp_path: Path, text: str | bytes) -> None:
    written(tmp_path, text)
    assert live_curves(tmp_path, PLOTS) == LiveCurves({}, None)


def test_files_that_were_not_written_since_the_run_began_are_of_another_one(tmp_path: Path) -> None:
    old, new = written(tmp_path, "step\ta\n0\t1\n", "a.tsv"), written(tmp_path, "step\tb\n0\t2\n", "b.tsv")
    os.utime(old, ns=(0, 5_000_000_000))
    os.utime(new, ns=(0, 7_500_000_000))
    assert live_curves(tmp_path, PLOTS, since=5_000_000_000) == LiveCurves({"metrics.b": Curve((0.0,), (2.0,))}, 7.5)
    assert live_curves(tmp_path, PLOTS).curves.keys() == {"metrics.a", "metrics.b"}


def test_a_single_file_and_one_that_keras_writes_are_read_too(tmp_path: Path) -> None:
    written(tmp_path, "epoch,loss,acc\n0,1.5,0.25\n1,0.5,0.75\n2,0.", "log.csv", "results")
    plots = [PlotFile("results/log.csv", "epoch")]
    assert live_curves(tmp_path, plots).curves == {
        "metrics.log.loss": Curve((0.0, 1.0), (1.5, 0.5)),
        "metrics.log.acc": Curve((0.0, 1.0), (0.25, 0.75)),
    }


def test_links_pipes_and_what_is_gone_are_passed_over(tmp_path: Path) -> None:
    target = written(tmp_path, "step\tf1\n0\t0.5\n", "secret.tsv", "elsewhere")
    folder = tmp_path / PLOTS[0].path
    folder.mkdir(parents=True)
    (folder / "link.tsv").symlink_to(target)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.tsv")
    assert live_curves(tmp_path, [*PLOTS, PlotFile("gone"), PlotFile("gone.tsv")]) == LiveCurves({}, None)
