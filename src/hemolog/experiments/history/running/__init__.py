"""What runs in this clone and what failed in it: read from files that others are writing, which is never disturbed."""

from hemolog.experiments.history.running.dvc_runs import dvc_runs
from hemolog.experiments.history.running.failed import failed_trials
from hemolog.experiments.history.running.run import FailedRun, Place, Running, RunningRun
from hemolog.experiments.history.running.trials import running_trials
from hemolog.experiments.workspace import Workspace

__all__ = ["FailedRun", "Place", "Running", "RunningRun", "read_running"]


def read_running(workspace: Workspace) -> Running:
    """Read all of it."""
    return Running((*running_trials(workspace), *dvc_runs(workspace)), tuple(failed_trials(workspace)))
