"""What DVCLive writes, and the metrics of the kept epoch."""

import json
from pathlib import Path

import pytest

from bloodcells import paths
from bloodcells.training.curves import Curves, publish

LOGS = [
    {"train/loss": 1.5, "val/loss": 1.25, "learning_rate": 0.001},
    {"train/loss": 0.5, "val/loss": 1.75, "learning_rate": 1e-05},
]


def written(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_curves_are_tables_by_epoch_counted_from_one(workspace: Path) -> None:
    with Curves() as curves:
        for logs in LOGS:
            curves.log(logs)
    publish(LOGS[1], best_epoch=2)
    tables = written(workspace / paths.TRAIN_CURVES)
    assert tables == {
        "train/loss.tsv": "step\tloss\n1\t1.5\n2\t0.5\n",
        "val/loss.tsv": "step\tloss\n1\t1.25\n2\t1.75\n",
        "learning_rate.tsv": "step\tlearning_rate\n1\t0.001\n2\t1e-05\n",
    }


def test_metrics_are_those_of_the_kept_epoch(workspace: Path) -> None:
    with Curves() as curves:
        for logs in LOGS:
            curves.log(logs)
    publish(LOGS[0], best_epoch=1)
    assert json.loads((workspace / paths.TRAIN_METRICS).read_text()) == {
        "best_epoch": 1,
        "train": {"loss": 1.5},
        "val": {"loss": 1.25},
    }


def test_results_of_an_earlier_run_stay_whole_until_the_new_ones_are(workspace: Path) -> None:
    with Curves() as curves:
        curves.log(LOGS[0])
    publish(LOGS[0], best_epoch=1)
    earlier = written(workspace / paths.TRAIN_RESULTS)

    with Curves() as curves:
        for logs in LOGS:
            curves.log(logs)
        assert written(workspace / paths.TRAIN_RESULTS) == earlier
    publish(LOGS[1], best_epoch=2)

    assert written(workspace / paths.TRAIN_RESULTS) != earlier
    assert sorted(path.name for path in workspace.iterdir()) == [".bloodcells", "results"]
    assert list((workspace / paths.WORK).iterdir()) == []


@pytest.mark.parametrize("variable", ["DVCLIVE_RESUME", "DVCLIVE_OPEN"])
def test_curves_of_an_earlier_run_are_not_gone_on_with(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "1")
    for _ in range(2):
        with Curves() as curves:
            curves.log(LOGS[0])
    publish(LOGS[0], best_epoch=1)
    assert (workspace / paths.TRAIN_CURVES / "train/loss.tsv").read_text() == "step\tloss\n1\t1.5\n"
