"""What goes between a search and the processes that run its trials: values that can be pickled, and no more.

A request goes out; a result or a failure comes home. Whoever runs the trial may be this process, another one on this
machine, or one on another machine: the search can't tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

Value = bool | int | float | str | list["Value"] | None
"""A hyperparameter's value, as YAML has it."""

Metrics = Mapping[str, float]
"""Qualified names to values: `metrics.val.macro_f1`."""


@dataclass(frozen=True)
class TrialRequest:
    """One trial that is to be run and recorded."""

    trial_id: str
    """The oracle's: digits, such as `0007`."""
    name: str
    """Of the experiment that it becomes: `<search>-<trial id>`."""
    values: Mapping[str, Value]
    """The parameters that it sets: dotted names of `params.yaml`. Those of inactive conditions are absent."""
    overrides: tuple[str, ...]
    """The same as `dvc exp run -S` would be given them."""
    trailers: Mapping[str, str] = field(default_factory=dict)
    """Lines of the commit message that are known before the trial runs."""


@dataclass(frozen=True)
class GitObject:
    """One object that a recorded trial adds to the repository."""

    kind: int
    """As git numbers them: 1 commit, 2 tree, 3 blob."""
    data: bytes


@dataclass(frozen=True)
class Bundle:
    """An experiment on its way home: its objects, each before those that point at it, the commit last."""

    ref: str
    commit: str
    """40 hexadecimal digits, as are all ids."""
    tree: str
    objects: tuple[GitObject, ...]


@dataclass(frozen=True)
class TrialResult:
    """A trial that ended well; its outputs are in the DVC cache."""

    request: TrialRequest
    bundle: Bundle
    metrics: Metrics
    """Of all metrics files of the pipeline after the trial."""
    seconds: float
    """In stages; recording doesn't count."""
    epochs: int
    """As DVCLive counted them; 0 where no stage logged any."""
    cached: bool
    """Nothing ran: the same code, data and parameters were tried before."""
    recording: float = 0.0
    """Seconds around the stages: to set up the checkout, and to put the result into the cache and into git objects."""


@dataclass(frozen=True)
class TrialFailure:
    """A trial whose stages failed: no fault of the search."""

    request: TrialRequest
    cause: str
    """One line: the kind of error and what it says."""
    traceback: str
    seconds: float
    epochs: int


class Listener(Protocol):
    """Told what happens while a search runs; calls come from several threads, one at a time for each trial."""

    def trial_started(self, request: TrialRequest) -> None:
        """A trial begins."""

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """An epoch of it has ended.

        Args:
            trial_id: of the trial.
            epoch: its number, counted from 1.
            metrics: what DVCLive was given for that epoch, by its own names: `val/macro_f1`.
        """

    def trial_finished(self, result: TrialResult) -> None:
        """It ended well and stands in git."""

    def trial_failed(self, failure: TrialFailure) -> None:
        """Its stages failed; the search goes on."""
