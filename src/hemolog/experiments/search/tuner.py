"""A KerasTuner tuner whose trials are experiments: the oracle proposes, a runner runs and records.

What KerasTuner would keep in files stands in git instead. It still writes its `trial.json` and `oracle.json`, as its
oracles can't be told not to; they go to a new folder and nothing is ever read back from them.

`search` serves the oracle one call at a time, from as many threads as there are jobs. A failed trial is the oracle's
business; any other error stops the search after the trials under way, an interruption of the calling thread at once.
"""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import keras_tuner
from keras_tuner.engine.base_tuner import BaseTuner
from keras_tuner.engine.trial import Trial, TrialStatus

from hemolog.errors import FailingTrialsError, SearchError, TrialFailedError
from hemolog.experiments import trailers
from hemolog.experiments.executor.runner import Runner
from hemolog.experiments.messages import Listener, TrialFailure, TrialRequest, TrialResult, Value
from hemolog.experiments.oracle.drawn import Drawn, plain, without_own
from hemolog.experiments.oracle.objectives import missing, observed
from hemolog.experiments.oracle.restore import FailedTrial, FinishedTrial, restore
from hemolog.experiments.oracle.state import state
from hemolog.experiments.oracle.turns import OracleTurns
from hemolog.experiments.search.crew import Crew
from hemolog.experiments.search.local_runner import LocalRunner
from hemolog.experiments.space import overrides

Translate = Callable[[Drawn], Mapping[str, Value]]
"""What the oracle drew -> the parameters that the trial sets."""


class PipelineTuner(BaseTuner):  # type: ignore[misc] # KerasTuner has no types
    """Searches with any oracle; each trial becomes an experiment.

    Args:
        oracle: knows its objective, a qualified metric such as `metrics.val.macro_f1`, and its whole space, whose
            names are dotted parameters.
        runner: runs the trials. By default they are those of the checkout in the current folder, they run in this
            process, and a search of this name and oracle that git knows goes on.
        name: of the search; the experiments are called `<name>-<trial id>`.
        trials: how many there should be in all, failed ones included; without it the oracle's `max_trials` counts.
        finished: trials of this search that stand in git; a default runner finds them itself.
        failed: trials that its journal knows as failed; likewise.
        translate: draws to parameters; by default they are the same.
        listener: is told of each trial.
        load: the model of the experiment with this commit, for `get_best_models`; a default runner knows how.
        directory: where KerasTuner puts its files, in a new folder; a temporary one by default.

    Raises:
        SearchError: the oracle lacks an objective or a space.
    """

    def __init__(
        self,
        oracle: keras_tuner.Oracle,
        *,
        runner: Runner | None = None,
        name: str = "search",
        trials: int | None = None,
        finished: Sequence[FinishedTrial] = (),
        failed: Sequence[FailedTrial] = (),
        translate: Translate = without_own,
        listener: Listener | None = None,
        load: Callable[[str], Any] | None = None,
        directory: str | Path | None = None,
    ) -> None:
        _expect_complete(oracle)
        if runner is None:
            local = LocalRunner(oracle, name, listener=listener)
            runner, finished, failed, load = local, local.finished, local.failed, load or local.load
        self.runner: Runner = runner
        self.name, self.trials, self.listener = name, trials, listener
        self._translate, self._load = translate, load
        # A new folder: KerasTuner would take the files in an old one for the state of this search.
        folder = _new_folder(directory)
        if directory is None:
            self._remove_files = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        super().__init__(oracle, directory=str(folder.parent), project_name=folder.name)
        oracle.verbose = 0
        self._requests: dict[str, TrialRequest] = {}
        self._failures: dict[str, TrialFailure] = {}
        self._commits = {trial.trial_id: trial.commit for trial in finished if trial.commit}
        restore(oracle, finished, failed)
        self._turns = OracleTurns(oracle)

    def close(self) -> None:
        """Let go of the checkout that a default runner holds; another tuner can then go on with the search."""
        if isinstance(self.runner, LocalRunner):
            self.runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(self, *, jobs: int = 1) -> None:
        """Run trials until there are enough; called again, it goes on.

        Args:
            jobs: trials at once, at least 1. One runs in the calling thread; a default runner knows no more.

        Raises:
            SearchError: the runner can't run so many at once.
            FailingTrialsError: too many trials failed in a row.
            SearchInterrupted: the user stopped the search.
            HemologError: a trial could not be recorded.
        """
        if jobs > 1 and isinstance(self.runner, LocalRunner):
            raise SearchError(
                f"trials of this tuner share one process. Expected jobs=1. Received {jobs}. "
                f"`hemolog search --jobs {jobs}` runs them in processes of their own."
            )
        self._turns.requeue()
        self.on_search_begin()
        Crew(self._work, self._turns.close, self.runner.interrupt).run([f"tuner{number}" for number in range(jobs)])
        self.on_search_end()

    def run_trial(self, trial: Trial, *fit_args: Any, **fit_kwargs: Any) -> dict[str, float]:
        """Run and record a trial.

        Returns:
            Its metrics that are finite numbers, the objective among them.

        Raises:
            keras_tuner.errors.FailedTrialError: its stages failed, or its objective is no number.
        """
        request = self._requests.pop(trial.trial_id, None) or self._request(trial)
        if self.listener:
            self.listener.trial_started(request)
        try:
            result = self.runner.run(request)
        except TrialFailedError as error:
            raise self._failed(error.failure) from error
        metrics = observed(self.oracle.objective, result.metrics)
        if metrics is None:
            cause = missing(self.oracle.objective, result.metrics)
            raise self._failed(TrialFailure(request, cause, cause, result.seconds, result.epochs))
        self._finished(result)
        return metrics

    def on_trial_end(self, trial: Trial) -> None:
        """Tell the oracle that a trial has ended.

        Raises:
            FailingTrialsError: as so many before it, it failed.
        """
        try:
            self._turns.end(trial)
        except RuntimeError as error:
            row = _failed_in_a_row(self.oracle)
            if not row:
                raise
            raise FailingTrialsError([self._failures[trial_id].cause for trial_id in row]) from error

    def load_model(self, trial: Trial) -> Any:
        """The model that a finished trial trained.

        Raises:
            SearchError: there is none.
        """
        commit = self._commits.get(trial.trial_id)
        if commit is None or self._load is None:
            reason = "it stands in no commit" if commit is None else "this tuner was not told how to load models"
            raise SearchError(
                f"trial {trial.trial_id} has no model here: {reason}. "
                f"`dvc exp apply {self.name}-{trial.trial_id}` brings a finished trial's files into the workspace."
            )
        return self._load(commit)

    @property
    def remaining_trials(self) -> int | None:
        """How many are still to be run; None where nothing bounds them but the oracle."""
        bounds = [bound for bound in (self.trials, self.oracle.max_trials) if bound is not None]
        return max(0, min(bounds) - len(self.oracle.trials)) + self._turns.waiting if bounds else None

    def _work(self, tuner_id: str) -> None:
        while (trial := self._turns.next(tuner_id, self.trials, self._propose)) is not None:
            self.on_trial_begin(trial)
            self._try_run_and_update_trial(trial)
            self.on_trial_end(trial)

    def _try_run_and_update_trial(self, trial: Trial, *fit_args: Any, **fit_kwargs: Any) -> None:
        # KerasTuner's own takes every error for the trial's, prints its traceback, and goes on.
        try:
            metrics = self.run_trial(trial)
        except keras_tuner.errors.FailedTrialError as error:
            trial.status, trial.message = TrialStatus.FAILED, str(error)
        else:
            self._turns.update(trial, metrics)
            trial.status = TrialStatus.COMPLETED

    def _propose(self, trial: Trial) -> None:
        """Written down before the oracle is asked again: the state is that of this very proposal."""
        self._requests[trial.trial_id] = self._request(trial)

    def _request(self, trial: Trial) -> TrialRequest:
        values = dict(self._translate(plain(trial.hyperparameters.values)))
        told = {trailers.ORACLE: state(self.oracle)}
        return TrialRequest(trial.trial_id, f"{self.name}-{trial.trial_id}", values, overrides(values), told)

    def _finished(self, result: TrialResult) -> None:
        self._commits[result.request.trial_id] = result.bundle.commit
        if self.listener:
            self.listener.trial_finished(result)

    def _failed(self, failure: TrialFailure) -> Exception:
        self._failures[failure.request.trial_id] = failure
        if self.listener:
            self.listener.trial_failed(failure)
        return keras_tuner.errors.FailedTrialError(failure.traceback)  # type: ignore[no-any-return]


def _failed_in_a_row(oracle: keras_tuner.Oracle) -> list[str]:
    """Ids of the first so many failures in a row that the oracle stops for; other threads may have ended more since."""
    row: list[str] = []
    for trial_id in list(oracle.end_order):
        row = [*row, trial_id] if oracle.trials[trial_id].status == TrialStatus.FAILED else []
        if len(row) == oracle.max_consecutive_failed_trials:
            return row
    return []


def _expect_complete(oracle: keras_tuner.Oracle) -> None:
    if not isinstance(oracle, keras_tuner.Oracle):
        raise SearchError(f"Expected an oracle of KerasTuner. Received {type(oracle).__name__}.")
    if oracle.objective.name == "default_objective":
        raise SearchError(
            "the oracle has no objective. Expected a metric of the pipeline, such as "
            'objective=keras_tuner.Objective("metrics.val.macro_f1", "max").'
        )
    if not oracle.hyperparameters.space:
        raise SearchError("the oracle has no space. Expected hyperparameters=..., named as in params.yaml.")


def _new_folder(directory: str | Path | None) -> Path:
    if directory is not None:
        Path(directory).mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="hemolog-tuner-", dir=directory)).resolve()
