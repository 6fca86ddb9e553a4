"""An oracle that stands again where it stood, out of the trials that were read back from git.

Of the states that the trials carry the newest counts. Trials that had ended by then are put in their places; those
under way then that ended later are told to the oracle as if they ended now; those that never ended wait to be asked for
again, under their own ids and with their own values. States come from commits that anybody may have pushed: one that
does not fit gives way to the next older one, and where none fits the oracle knows its trials and no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeGuard

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus

from hemolog.experiments.messages import Metrics
from hemolog.experiments.oracle.drawn import Drawn, fits, plain
from hemolog.experiments.oracle.memory import checked, recall_hidden, without
from hemolog.experiments.oracle.objectives import observed
from hemolog.experiments.oracle.state import OracleState, number_of
from hemolog.experiments.recorded import MOST_MISSING, is_plausible


@dataclass(frozen=True)
class FinishedTrial:
    """A trial that stands in git."""

    trial_id: str
    metrics: Metrics
    order: int
    """When it ended, beside the others: larger is later, such as the commit's time."""
    state: str | None = None
    """The line `trailers.ORACLE` of its commit."""
    values: Drawn | None = None
    """As the oracle drew them; None: those in `state`."""
    commit: str | None = None


@dataclass(frozen=True)
class FailedTrial:
    """A trial that the search's journal knows as failed."""

    trial_id: str
    message: str
    state: str | None = None
    values: Drawn | None = None


Told = FinishedTrial | FailedTrial


def restore(oracle: keras_tuner.Oracle, finished: Sequence[FinishedTrial], failed: Sequence[FailedTrial] = ()) -> None:
    """Bring a fresh oracle to where it stood.

    A number below the highest one that no trial has any more (the user removed its experiment, or it failed in another
    clone) is taken by a trial that failed, for its id must not come back for other values. Trials that failed don't
    count as failed in a row with those to come: whoever goes on has mended the cause.

    Args:
        oracle: before its first trial, with a project folder (a tuner gives it one).
        finished: in any order; an id that is none, or that no search of so few trials has, is passed over.
        failed: likewise; one that is finished too has been tried again.
    """
    told: dict[int, Told] = {}
    everything: list[Told] = [*failed, *finished]
    for trial in everything:
        number = _number(trial)
        if number is not None and is_plausible(trial.trial_id, len(everything)):
            told[number] = trial
    if not told:
        return
    fresh = deepcopy(oracle.get_state())
    for state in chain(_states(told, oracle.hyperparameters), [None]):
        try:
            _Restoring(oracle, told, state).run()
            return
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            if state is None:
                raise
            oracle.trials.clear()
            oracle.set_state(deepcopy(fresh))


class _Restoring:
    """One attempt, from one state or from none."""

    def __init__(self, oracle: keras_tuner.Oracle, told: Mapping[int, Told], state: OracleState | None) -> None:
        self.oracle, self.told, self.state = oracle, told, state
        self.waiting: Mapping[int, Drawn] = state.waiting if state else {}
        count = max([number + 1 for number in told] + ([state.count] if state else []))
        self.keys = {number: told[number].trial_id if number in told else f"{number:04d}" for number in range(count)}
        learnt = [(trial.order, number) for number, trial in told.items() if _teaches(trial, oracle)]
        self.finished = [number for _, number in sorted(learnt)]
        self.retried = [number for number in sorted(self.waiting) if number not in told]

    def run(self) -> None:
        memory = dict(self.state.memory) if self.state else {}
        remembered = checked(self.oracle, memory, self.keys) if self.state else without(self.oracle, len(self.keys))
        for number, trial_id in self.keys.items():
            self.oracle.trials[trial_id] = self._trial(number)
        late = [number for number in self.finished if number in self.waiting]
        self.oracle.set_state(self._state(remembered, late))
        recall_hidden(self.oracle, memory, [self.keys[n] for n in self.keys if n not in {*late, *self.retried}])
        for number in late:
            trial = self.oracle.trials[self.keys[number]]
            trial.status = TrialStatus.COMPLETED
            self.oracle.end_trial(trial)

    def _state(self, remembered: Mapping[str, Any], late: Sequence[int]) -> dict[str, Any]:
        retried = [self.keys[number] for number in self.retried]
        return {
            **deepcopy(self.oracle.get_state()),
            **deepcopy(dict(remembered)),
            "start_order": list(self.keys.values()),
            "end_order": [self.keys[number] for number in self.finished if number not in late],
            "run_times": {self.keys[n]: 1 for n in self.keys if n not in {*late, *self.retried}},
            "retry_queue": retried[::-1],  # the oracle takes from the end
            "ongoing_trials": {},
        }

    def _trial(self, number: int) -> Trial:
        told = self.told.get(number)
        values = _values(told) if told else self.waiting.get(number)
        known = fits(values, self.oracle.hyperparameters)
        trial = Trial(self.oracle.get_space(), self.keys[number], TrialStatus.FAILED)
        trial.hyperparameters.values = plain(values) if known and values else {}
        if known:
            self.oracle._record_values(trial)
        if isinstance(told, FailedTrial):
            trial.message = told.message
        elif told is None:
            trial.message = None if number in self.waiting else "its experiment is not here"
        elif number in self.finished and isinstance(told, FinishedTrial):
            trial.status = TrialStatus.RUNNING if number in self.waiting else TrialStatus.COMPLETED
            _measure(self.oracle, trial, told.metrics)
        return trial


def _teaches(trial: Told, oracle: keras_tuner.Oracle) -> TypeGuard[FinishedTrial]:
    """Whether the oracle can learn from it: it ended well, with an objective, and its values are of the space."""
    return (
        isinstance(trial, FinishedTrial)
        and observed(oracle.objective, trial.metrics) is not None
        and fits(_values(trial), oracle.hyperparameters)
    )


def _measure(oracle: keras_tuner.Oracle, trial: Trial, metrics: Metrics) -> None:
    for name, value in (observed(oracle.objective, metrics) or {}).items():
        trial.metrics.register(name, oracle.objective.direction if name == oracle.objective.name else "min")
        trial.metrics.update(name, value)
    oracle.score_trial(trial)


def _states(told: Mapping[int, Told], space: keras_tuner.HyperParameters) -> Iterator[OracleState]:
    """Those that can be read and fit trials and space, the newest first."""
    states = [state for trial in told.values() if (state := _read(trial.state))]
    for state in sorted(states, key=lambda state: state.age, reverse=True):
        plausible = state.count <= len(told) + MOST_MISSING
        if plausible and all(fits(values, space) for values in state.waiting.values()):
            yield state


def _read(text: str | None) -> OracleState | None:
    try:
        return OracleState.read(text) if text is not None else None
    except ValueError:
        return None


def _values(trial: Told) -> Drawn | None:
    if trial.values is not None:
        return trial.values
    state, number = _read(trial.state), _number(trial)
    return state.waiting.get(number) if state and number is not None else None


def _number(trial: Told) -> int | None:
    try:
        return number_of(trial.trial_id)
    except ValueError:
        return None
