"""Histories as tables for pandas, which is imported when the first one is made."""

from pathlib import Path
from typing import TYPE_CHECKING

from hemolog.experiments.history.columns import ColumnKind, Columns, reader
from hemolog.experiments.history.read import read_history
from hemolog.experiments.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def history(folder: str | Path = ".", *revisions: str, experiments: bool = True) -> "pd.DataFrame":
    """Every experiment of a repository, the newest first, and some branches, tags and commits before them.

    A column for each thing that one of them has a value of: `run.name`, `params.train.learning_rate`,
    `metrics.val.macro_f1`, `facts.images_per_second` and so on. `run.time` is a time of the UTC; lists are texts.

    Args:
        folder: in the repository.
        revisions: whatever git takes for a commit.
        experiments: whether experiments are wanted.

    Raises:
        RepositoryError: there is no repository, or a revision stands for nothing.
    """
    import pandas as pd

    runs = read_history(Workspace(Path(folder)), revisions, experiments=experiments).runs
    columns = Columns.of(runs)
    table = pd.DataFrame({name: list(map(reader(name), runs)) for name in columns.names})
    for name, kind in columns.kinds.items():
        if kind is ColumnKind.TIME:
            table[name] = pd.to_datetime(table[name], unit="s", utc=True, errors="coerce")
    return table


def curves(folder: str | Path = ".", *revisions: str, experiments: bool = True) -> "pd.DataFrame":
    """The metrics of all epochs, a row for each: `run`, `commit`, `metric` as `history` names it, `step`, `value`.

    Args:
        folder: as of `history`.
        revisions: as of `history`.
        experiments: as of `history`.

    Raises:
        RepositoryError: as of `history`.
    """
    import pandas as pd

    rows = [
        (run.name, run.commit, name, step, value)
        for run in read_history(Workspace(Path(folder)), revisions, experiments=experiments).runs
        for name, curve in run.curves.items()
        for step, value in zip(curve.steps, curve.values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["run", "commit", "metric", "step", "value"])
