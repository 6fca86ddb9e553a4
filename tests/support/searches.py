"""Searches of a cheap function: a runner that computes it, keeps what git would keep, and stops when it is told to."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras_tuner

from hemolog.errors import TrialFailedError
from hemolog.experiments import trailers
from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.messages import Bundle, TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.oracle.restore import FailedTrial, FinishedTrial
from hemolog.experiments.search.tuner import PipelineTuner

OBJECTIVE = "metrics.val.score"
Score = Callable[[Mapping[str, Any]], float]


def hyperparameters() -> keras_tuner.HyperParameters:
    space = keras_tuner.HyperParameters()
    space.Float("train.learning_rate", 1e-5, 1e-1, sampling="log")
    space.Int("train.width", 8, 64, step=8)
    space.Choice("train.optimizer", ["adam", "sgd"])
    space.Float("train.momentum", 0.0, 0.9, parent_name="train.optimizer", parent_values=["sgd"])
    space.Boolean("train.flips")
    return space


def small_space() -> keras_tuner.HyperParameters:
    """24 combinations."""
    space = keras_tuner.HyperParameters()
    space.Int("train.width", 8, 32, step=8)
    space.Choice("train.optimizer", ["adam", "sgd"])
    space.Float("train.momentum", 0.0, 0.9, step=0.45, parent_name="train.optimizer", parent_values=["sgd"])
    space.Boolean("train.flips")
    return space


def smooth_space() -> keras_tuner.HyperParameters:
    """Few dimensions, for each proposal of the Bayesian oracle takes hundreds of milliseconds for many."""
    space = keras_tuner.HyperParameters()
    space.Float("train.learning_rate", 1e-5, 1e-1, sampling="log")
    space.Int("train.width", 8, 64, step=8)
    return space


def score(values: Mapping[str, Any]) -> float:
    rate, width = values.get("train.learning_rate", 0.01), values["train.width"]
    return (
        -abs(rate - 0.01)
        - abs(width - 32) / 64
        + 0.1 * values.get("train.momentum", 0.5)
        + 0.01 * values.get("train.flips", 0)
    )


def oracle(algorithm: str, **options: Any) -> keras_tuner.Oracle:
    given = {"objective": keras_tuner.Objective(OBJECTIVE, "max"), "seed": 7, "hyperparameters": hyperparameters()}
    if algorithm == "random":
        return keras_tuner.oracles.RandomSearchOracle(max_trials=None, **{**given, **options})
    if algorithm == "bayesian":
        return keras_tuner.oracles.BayesianOptimizationOracle(
            max_trials=None, **{**given, "hyperparameters": smooth_space(), "num_initial_points": 3, **options}
        )
    if algorithm == "grid":
        return keras_tuner.oracles.GridSearchOracle(
            max_trials=None, **{**given, "hyperparameters": small_space(), **options}
        )
    return keras_tuner.oracles.HyperbandOracle(
        max_epochs=4, factor=2, **{**given, "hyperband_iterations": 0, **options}
    )


@dataclass
class FakeGit:
    """What outlives an interruption: one entry for each recorded trial."""

    finished: list[FinishedTrial] = field(default_factory=list)
    failed: list[FailedTrial] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [trial.trial_id for trial in self.finished]


class CheapRunner:
    """Computes `score`; interrupts the search in the middle of a trial when so many are recorded."""

    def __init__(self, git: FakeGit, score: Score = score, stop_after: int | None = None) -> None:
        self.git, self.score, self.stop_after = git, score, stop_after
        self.asked: list[TrialRequest] = []
        self.interrupted = threading.Event()
        self._lock = threading.Lock()

    def run(self, request: TrialRequest) -> TrialResult:
        with self._lock:
            self.asked.append(request)
            if self.stop_after is not None and len(self.git.finished) >= self.stop_after:
                raise SearchInterrupted
            return self._record(request)

    def interrupt(self) -> None:
        self.interrupted.set()

    def _record(self, request: TrialRequest) -> TrialResult:
        try:
            metrics = {OBJECTIVE: self.score(request.values), "metrics.val.loss": 0.5}
        except ArithmeticError as error:
            failure = TrialFailure(request, f"{type(error).__name__}: {error}", "Traceback ...", 0.1, 1)
            self.git.failed.append(FailedTrial(request.trial_id, failure.traceback, request.trailers[trailers.ORACLE]))
            raise TrialFailedError(failure) from error
        assert request.trial_id not in self.git.ids
        commit = f"{len(self.git.finished):040x}"
        self.git.finished.append(
            FinishedTrial(
                request.trial_id, metrics, len(self.git.finished), request.trailers[trailers.ORACLE], commit=commit
            )
        )
        bundle = Bundle(f"refs/exps/{request.name}", commit, "0" * 40, ())
        return TrialResult(request, bundle, metrics, 0.1, 1, cached=False)


def tuner(runner: Any, **options: Any) -> PipelineTuner:
    return PipelineTuner(oracle("random"), runner=runner, **{"trials": 6, **options})
