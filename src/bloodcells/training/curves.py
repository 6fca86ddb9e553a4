"""Scores of each epoch as DVCLive keeps them, and those of the kept epoch for `dvc metrics`.

They grow outside the results while training, so that those of an earlier run stay whole until the new ones are.
"""

import json
import shutil
from types import TracebackType
from typing import Self

from dvclive import Live

from bloodcells import paths
from bloodcells.atomic import new_folder

Logs = dict[str, float]


class Curves:
    """Tables `.bloodcells/live/plots/metrics/**.tsv` that grow while training.

    Steps are epochs, counted from 1. Names in the logs are those of the tables: `train/loss`, `learning_rate`.
    """

    def __init__(self) -> None:
        # DVCLive would go on with what it finds, if the environment told it to.
        shutil.rmtree(paths.LIVE, ignore_errors=True)
        # It saves no experiment and writes no dvc.yaml: DVC does the one, a person the other.
        self._live = Live(str(paths.LIVE), save_dvc_exp=False, dvcyaml=None, report=None)
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


def publish(logs: Logs, best_epoch: int) -> None:
    """Put the tables and the scores of the kept epoch into `results/train`, in place of an earlier run's.

    Args:
        logs: of the kept epoch.
        best_epoch: its number, counted from 1.
    """
    with new_folder(paths.TRAIN_RESULTS) as part:
        tables = paths.TRAIN_CURVES.relative_to(paths.TRAIN_RESULTS)
        shutil.copytree(paths.LIVE / tables, part / tables)
        document = json.dumps(_kept(logs, best_epoch), indent=2) + "\n"
        (part / paths.TRAIN_METRICS.name).write_text(document, encoding="utf-8")
    shutil.rmtree(paths.LIVE)


def _kept(logs: Logs, best_epoch: int) -> dict[str, object]:
    """What stands in `metrics.json`; DVCLive would have written the last epoch's."""
    document: dict[str, object] = {"best_epoch": best_epoch}
    for split in ("train", "val"):
        document[split] = {
            name.partition("/")[2]: value for name, value in logs.items() if name.startswith(f"{split}/")
        }
    return document
