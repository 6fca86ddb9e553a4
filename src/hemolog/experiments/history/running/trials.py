"""Trials of searches that run, in their checkouts below `.dvc/tmp/hemolog/scratch`."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from hemolog.experiments import trailers
from hemolog.experiments.history.columns import PARAMS
from hemolog.experiments.history.running.live_curves import live_curves
from hemolog.experiments.history.running.plots import plots_of
from hemolog.experiments.history.running.run import Place, RunningRun
from hemolog.experiments.trial import under_way
from hemolog.experiments.workspace import Workspace

MOST = 1_000
"""Checkouts that are looked into."""


def running_trials(workspace: Workspace) -> Iterator[RunningRun]:
    """Those of all searches of a clone; nothing of them is touched, and none waits for it."""
    for checkout in _checkouts(workspace):
        found = under_way.read(checkout)
        if found is None:
            continue
        trial, since = found
        live = live_curves(checkout, plots_of(workspace, checkout, trial.baseline), since=since)
        yield RunningRun(
            place=Place.SEARCH,
            name=trial.name,
            baseline=trial.baseline,
            facts={**trial.trailers, trailers.TRIAL: trial.trial_id},
            params={f"{PARAMS}{name}": value for name, value in trial.values.items()},
            begun=trial.begun,
            curves=live.curves,
            written=live.written,
        )


def _checkouts(workspace: Workspace) -> Iterator[Path]:
    """They are numbered from 0, and each of them was made once."""
    scratch = workspace.work / "scratch"
    for number in islice(count(), MOST):
        if not (scratch / str(number)).is_dir():
            return
        yield scratch / str(number) / workspace.subfolder
