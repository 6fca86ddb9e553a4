"""What runs and what failed, as the page shows it beside runs that have a commit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hemolog.experiments import trailers
from hemolog.experiments.history.columns import Scalar, scalar
from hemolog.experiments.history.objectives import Objective, objective_of
from hemolog.experiments.history.run import Curve, Kind, Run
from hemolog.experiments.history.running import FailedRun, Running, RunningRun
from hemolog.experiments.messages import Value

MOST_FAILED = 200
"""Failed trials whose causes are in the page, the last ones; all are counted."""
MOST_POINTS = 2_000
"""Of a curve that is still written, the last ones."""

_TRIAL = (trailers.SEARCH, trailers.DEFINITION, trailers.TRIAL)
"""What tells a trial from all others."""


@dataclass(frozen=True)
class CurveFacts:
    """A curve, as the page has that of a finished run."""

    steps: Sequence[float]
    values: Sequence[float | None]
    """As many; None for what is no number."""


@dataclass(frozen=True)
class TrialFacts:
    """Something that runs."""

    name: str
    """Empty where it has none yet."""
    place: str
    """`search`, `workspace`, `temporary`."""
    search: str
    """Of which it is a trial, or empty."""
    trial: str
    values: Mapping[str, Scalar]
    """Parameters that were set for it, by qualified name."""
    objective: str
    """Qualified metric, or empty."""
    direction: str
    """Of the objective: `max`, `min`, or empty."""
    begun: float
    """Seconds since 1970."""
    written: float | None
    """When its last epoch was, seconds since 1970; None before the first."""
    epochs: int
    curves: Mapping[str, CurveFacts]
    """By qualified name of the metric."""


@dataclass(frozen=True)
class FailedFacts:
    """A trial that failed."""

    name: str
    search: str
    values: Mapping[str, Scalar]
    cause: str
    """One line."""
    epochs: int
    seconds: float
    """In stages."""


@dataclass(frozen=True)
class RunningFacts:
    """Both."""

    trials: Sequence[TrialFacts]
    failed: Sequence[FailedFacts]
    """The last ones, the last one first."""
    failures: int
    """How many failed in all."""


def running_facts(running: Running, runs: Sequence[Run], default: Objective | None) -> RunningFacts:
    """Compute them.

    Args:
        running: what was found in the clone.
        runs: of the history: a trial that failed and was recorded later on has not failed.
        default: the objective of runs that are no trials.
    """
    recorded = {tuple(run.facts.get(name) for name in _TRIAL) for run in runs}
    failed = [each for each in running.failed if (each.search, each.definition, each.trial) not in recorded]
    return RunningFacts(
        trials=[_trial(each, default) for each in running.runs],
        failed=[_failed(each) for each in failed[: -MOST_FAILED - 1 : -1]],
        failures=len(failed),
    )


def _trial(run: RunningRun, default: Objective | None) -> TrialFacts:
    objective = objective_of(Run(Kind.EXPERIMENT, run.name, "", "", facts=run.facts), default)
    return TrialFacts(
        name=run.name,
        place=run.place,
        search=run.facts.get(trailers.SEARCH, ""),
        trial=run.facts.get(trailers.TRIAL, ""),
        values=_values(run.params),
        objective=objective.metric if objective else "",
        direction=objective.direction if objective else "",
        begun=run.begun,
        written=run.written,
        epochs=run.epochs,
        curves={name: _curve(curve) for name, curve in run.curves.items()},
    )


def _failed(run: FailedRun) -> FailedFacts:
    return FailedFacts(run.name, run.search, _values(run.params), run.cause, run.epochs, run.seconds)


def _values(params: Mapping[str, Value]) -> dict[str, Scalar]:
    return {name: scalar(value) for name, value in params.items()}


def _curve(curve: Curve) -> CurveFacts:
    steps, values = curve.steps[-MOST_POINTS:], curve.values[-MOST_POINTS:]
    return CurveFacts(steps, [value if math.isfinite(value) else None for value in values])
