"""One oracle, asked by many threads: one call at a time, and who has to wait sleeps until something happens."""

import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus
from keras_tuner.src.engine import oracle as kept_locks
from sklearn.exceptions import ConvergenceWarning

# For oracles that are idle while no trial runs, which those of KerasTuner never are.
_PATIENCE = 0.1  # seconds


class OracleTurns:
    """All of a search's calls of its oracle."""

    def __init__(self, oracle: keras_tuner.Oracle) -> None:
        self._oracle = oracle
        self._turn = threading.Condition()
        self._open = True

    @property
    def waiting(self) -> int:
        """Trials that were interrupted and are to be run again."""
        return len(self._oracle._retry_queue)

    def close(self) -> None:
        """Propose nothing more; wakes who waits."""
        with self._turn:
            self._open = False
            self._turn.notify_all()

    def requeue(self) -> None:
        """Open again; what an earlier search left unfinished comes first, under the same ids."""
        with self._turn:
            self._open = True
            left = {trial.trial_id for trial in self._oracle.ongoing_trials.values()}
            self._oracle._retry_queue.extend(sorted(left, reverse=True))
            self._oracle.ongoing_trials = {}

    def next(self, tuner_id: str, trials: int | None, proposed: Callable[[Trial], None]) -> Trial | None:
        """The next trial, or None when there is none to come.

        Args:
            tuner_id: of the calling thread.
            trials: that there should be in all; None leaves it to the oracle.
            proposed: called with the trial before anybody else's turn.
        """
        with self._exclusive():
            while self._open and not self._enough(trials):
                trial = _asked(self._oracle, tuner_id)
                if trial.status == TrialStatus.STOPPED:
                    return None
                if trial.status == TrialStatus.RUNNING:
                    proposed(trial)
                    # As over KerasTuner's network: the oracle's own is complete only when it is told of the end, all
                    # at once. Else Hyperband meets trials that are completed and have no score yet.
                    return copy(trial)
                self._turn.wait(None if self._oracle.ongoing_trials else _PATIENCE)
            return None

    def update(self, trial: Trial, metrics: Mapping[str, float]) -> None:
        """Tell the oracle what a trial achieved."""
        with self._exclusive():
            self._oracle.update_trial(trial.trial_id, metrics)

    def end(self, trial: Trial) -> None:
        """Tell the oracle that a trial has ended.

        Raises:
            RuntimeError: the oracle has seen too many failures in a row.
        """
        with self._exclusive():
            self._oracle.end_trial(trial)

    def _enough(self, trials: int | None) -> bool:
        return trials is not None and len(self._oracle.trials) >= trials and not self._oracle._retry_queue

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        with self._turn:
            try:
                yield
            except BaseException:
                _release(self._oracle)
                raise
            finally:
                self._turn.notify_all()


def _asked(oracle: keras_tuner.Oracle, tuner_id: str) -> Trial:
    with warnings.catch_warnings():
        # The Bayesian oracle's regression tells of kernels at their limits: nothing that the user can act on.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return oracle.create_trial(tuner_id)


def _release(oracle: keras_tuner.Oracle) -> None:
    """Free KerasTuner's own lock, which its `synchronized` keeps for ever when the oracle raises."""
    if kept_locks.THREADS[oracle] is not None:
        kept_locks.THREADS[oracle] = None
        kept_locks.LOCKS[oracle].release()
