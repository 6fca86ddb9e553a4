"""Runs a search's trials and records them: a result becomes an experiment, a failure a line in the journal."""

import math
import threading
from collections.abc import Mapping
from dataclasses import replace

from hemolog.errors import TrialFailedError
from hemolog.experiments import trailers
from hemolog.experiments.commit import land
from hemolog.experiments.executor.executor import Executor
from hemolog.experiments.messages import Listener, TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.search.interruption import Interruption
from hemolog.experiments.search.journal import Journal
from hemolog.experiments.space.names import unknown
from hemolog.experiments.workspace import Workspace


class Recorder:
    """The `Runner` of a search: safe to be called from many threads, as far as its executor is."""

    def __init__(
        self,
        workspace: Workspace,
        executor: Executor,
        journal: Journal,
        told: Mapping[str, str],
        listener: Listener,
        interruption: Interruption,
    ) -> None:
        """Prepare to record.

        Args:
            workspace: the repository.
            executor: runs the trials.
            journal: takes those that fail.
            told: trailers of every trial, the objective among them.
            listener: is told of epochs.
            interruption: ends trials when the user wants it.
        """
        self._workspace, self._executor, self._journal = workspace, executor, journal
        self._told, self._listener, self._interruption = told, listener, interruption
        self._landing = threading.Lock()

    def run(self, request: TrialRequest) -> TrialResult:
        """Run a trial and record it; see `Runner`."""
        self._interruption.check()
        try:
            result = self._executor.run(replace(request, trailers={**self._told, **request.trailers}), self)
        except TrialFailedError as error:
            # A command that the terminal's Ctrl-C has killed says nothing of the trial.
            self._interruption.check()
            self._journal.add(error.failure)
            raise
        cause = _unscored(result, self._told[trailers.OBJECTIVE])
        if cause:
            failure = TrialFailure(result.request, cause, cause, result.seconds, result.epochs)
            self._journal.add(failure)
            raise TrialFailedError(failure)
        with self._landing:
            land(self._workspace, result.bundle)
        return result

    def interrupt(self) -> None:
        """End the trials that run, at once."""
        self._executor.stop()

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """Pass on that an epoch has ended, and end the trial if the user wants it.

        Raises:
            SearchInterrupted: he does.
        """
        self._listener.epoch_ended(trial_id, epoch, metrics)
        self._interruption.check()


def _unscored(result: TrialResult, objective: str) -> str | None:
    """Why a trial has no objective that it could be ranked by; None if it has."""
    value = result.metrics.get(objective)
    if value is None:
        near = f": it {unknown(objective, result.metrics)}" if result.metrics else ", which has none"
        return " ".join(f"the objective {objective} is not among the metrics of the trial{near}".split())
    return None if math.isfinite(value) else f"the objective {objective} is {value}: not a finite number"
