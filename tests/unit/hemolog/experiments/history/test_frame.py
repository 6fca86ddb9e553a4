"""Tests of the public calls that give frames."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import hemolog
from hemolog.errors import RepositoryError
from hemolog.experiments.history.read import read_history
from hemolog.experiments.workspace import Workspace
from support.many_experiments import Many, many_experiments


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return many_experiments(tmp_path / "many", Many(10, epochs=3))


def test_a_frame_has_a_row_for_each_run_and_a_column_for_each_value(folder: Path) -> None:
    table, runs = hemolog.history(folder), read_history(Workspace(folder)).runs
    assert list(table["run.name"]) == [run.name for run in runs]
    rate = "params.train.learning_rate"
    assert list(table[rate]) == [run.params[rate] for run in runs]
    assert table[rate].dtype == float
    assert list(table["metrics.val.macro_f1"]) == [run.metrics["metrics.val.macro_f1"] for run in runs]
    assert table["run.time"][0] == pd.Timestamp(runs[0].time, unit="s", tz="UTC")
    assert table["facts.images_per_second"].notna().sum() == 9


def test_branches_come_first(folder: Path) -> None:
    assert list(hemolog.history(folder, "main", experiments=False)["run.name"]) == ["main"]
    assert list(hemolog.history(folder, "main")["run.kind"])[:2] == ["branch", "experiment"]


def test_curves_have_a_row_for_each_epoch(folder: Path) -> None:
    table, (run, *_) = hemolog.curves(folder), read_history(Workspace(folder)).runs
    one = table[(table["run"] == run.name) & (table["metric"] == "metrics.val.loss")]
    curve = run.curves["metrics.val.loss"]
    assert (tuple(one["step"]), tuple(one["value"])) == (curve.steps, curve.values)
    assert len(table) == 10 * 8 * 3


def test_no_experiment_is_an_empty_frame(tmp_path: Path) -> None:
    folder = many_experiments(tmp_path / "none", Many(0))
    assert (len(hemolog.history(folder)), len(hemolog.curves(folder))) == (0, 0)
    assert "run.name" in hemolog.history(folder)


def test_where_there_is_no_repository_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="no git repository"):
        hemolog.history(tmp_path)


def test_reading_a_history_imports_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from hemolog.experiments.workspace import Workspace; "
        "from hemolog.experiments.history.read import read_history; "
        "assert len(read_history(Workspace(Path(sys.argv[1]))).runs) == 10; "
        "print({'dvc', 'pandas', 'tensorflow', 'sklearn', 'numpy', 'ruamel'} & {*sys.modules})"
    )
    told = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
