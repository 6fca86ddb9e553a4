"""What a trial's metrics say of the objective."""

import difflib
import math

import keras_tuner

from hemolog.experiments.messages import Metrics

_NEAREST = 3


def observed(objective: keras_tuner.Objective, metrics: Metrics) -> dict[str, float] | None:
    """What the oracle is told: metrics that are numbers, the objective among them; None where it is not."""
    numbers = {name: float(value) for name, value in metrics.items() if math.isfinite(value)}
    if not objective.has_value(numbers):
        return None
    # Of several objectives the sum is one more metric, which KerasTuner's own tuners add too.
    return {**numbers, objective.name: float(objective.get_value(numbers))}


def missing(objective: keras_tuner.Objective, metrics: Metrics) -> str:
    """Why `observed` finds no objective, in one line."""
    wanted = _names(objective)
    for name in wanted:
        if name in metrics and not math.isfinite(metrics[name]):
            return f"the objective {name} is {metrics[name]}: not a finite number"
    lost = next(name for name in wanted if name not in metrics)
    return f"the objective {lost} is not among the trial's metrics. {_nearest(lost, metrics)}"


def _names(objective: keras_tuner.Objective) -> list[str]:
    return list(getattr(objective, "name_to_direction", {objective.name: None}))


def _nearest(lost: str, metrics: Metrics) -> str:
    if not metrics:
        return "There are none."
    last = lost.rpartition(".")[2]
    same = [name for name in metrics if name.rpartition(".")[2] == last]
    near = same[:_NEAREST] or difflib.get_close_matches(lost, metrics, _NEAREST, 0.0)
    return f"Nearest: {', '.join(near)}."
