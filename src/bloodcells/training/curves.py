"""Scores of each epoch as DVCLive keeps them, and those of the kept epoch for `dvc metrics`."""

import json
import shutil
from types import TracebackType
from typing import Self

from dvclive import Live

from bloodcells import paths
from bloodcells.atomic import new_file

Logs = dict[str, float]


class Curves:
    """Tables `results/train/plots/metrics/**.tsv` that grow while training, and `metrics.json` at its end.

    Steps are epochs, counted from 1. Names in the logs are those of the tables: `train/loss`, `learning_rate`.
    """

    def __init__(self) -> None:
        # DVCLive would go on with what it finds, if the environment told it to.
        shutil.rmtree(paths.TRAIN_RESULTS, ignore_errors=True)
        # It saves no experiment and writes no dvc.yaml: DVC does the one, a person the other.
        self._live = Live(str(paths.TRAIN_RESULTS), save_dvc_exp=False, dvcyaml=None, report=None)
        self._live.step = 1

    def log(self, logs: Logs) -> None:
        """Add an epoch."""
        for name, value in logs.items():
            self._live.log_metric(name, value)
        self._live.next_step()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.end()


def write_metrics(logs: Logs, best_epoch: int) -> None:
    """Write the scores of the kept epoch in place of DVCLive's, which are the last epoch's."""
    document: dict[str, object] = {"best_epoch": best_epoch}
    for split in ("train", "val"):
        document[split] = {
            name.partition("/")[2]: value for name, value in logs.items() if name.startswith(f"{split}/")
        }
    with new_file(paths.TRAIN_METRICS) as part:
        part.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
