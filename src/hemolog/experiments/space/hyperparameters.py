"""A space <-> KerasTuner's hyperparameters, whose names are the dotted names of the parameters."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from hemolog.experiments.messages import Value
from hemolog.experiments.space.entries import (
    Boolean,
    Choice,
    Entry,
    FloatRange,
    IntRange,
    Space,
    active,
    parents_first,
)

if TYPE_CHECKING:
    import keras_tuner

_DIGITS = 12

EPOCHS = "tuner/epochs"
"""What Hyperband calls the budget of a trial."""


def hyperparameters(space: Space) -> "keras_tuner.HyperParameters":
    """The space as KerasTuner has it, in alphabetical order, parents first."""
    import keras_tuner  # TensorFlow comes with it: 8 seconds

    tuned = keras_tuner.HyperParameters()
    for name, conditions in _all_conditions(space).items():
        with ExitStack() as scopes:
            for parent, wanted in conditions:
                encoded = [_encoded(value, space[parent]) for value in wanted]
                scopes.enter_context(tuned.conditional_scope(parent, encoded))
            _register(tuned, name, space[name])
    return tuned


def values_of(drawn: Mapping[str, Any], space: Space, budget: str | None = None) -> dict[str, Value]:
    """What a trial sets: the values of active parameters, of Python's own types.

    Args:
        drawn: `trial.hyperparameters.values`; names that are none of the space's are left out.
        space: that they were drawn from.
        budget: the parameter that holds Hyperband's budget of epochs, where Hyperband drew them.
    """
    values = active(space, {name: _decoded(drawn[name], space[name]) for name in space if name in drawn})
    if budget is not None and EPOCHS in drawn:
        values[budget] = int(drawn[EPOCHS])
    return values


def _all_conditions(space: Space) -> dict[str, list[tuple[str, tuple[Value, ...]]]]:
    """Of each entry, parents first: the conditions of its parents, then its own, each once."""
    found: dict[str, list[tuple[str, tuple[Value, ...]]]] = {}
    for name in parents_first(space):
        found[name] = []
        for parent, wanted in space[name].when.items():
            found[name] += [one for one in (*found[parent], (parent, wanted)) if one not in found[name]]
    return found


def _register(tuned: "keras_tuner.HyperParameters", name: str, entry: Entry) -> None:
    values = entry.values()
    if isinstance(entry, Boolean):
        tuned.Boolean(name)
    elif isinstance(entry, IntRange) and isinstance(values, range):
        if entry.sampling == "linear":
            tuned.Int(name, entry.low, entry.high, step=entry.step)
        else:
            tuned.Int(name, entry.low, entry.high, sampling=entry.sampling)
    elif isinstance(entry, FloatRange) and values is None:
        tuned.Float(name, entry.low, entry.high, sampling=entry.sampling)
    else:
        # Steps too: of KerasTuner's own, 3 * 0.1 is 0.30000000000000004, and grids turn integers into floats.
        tuned.Choice(name, [_encoded(value, entry) for value in values or ()])


def _is_text(entry: Entry) -> bool:
    """Whether KerasTuner gets JSON: it would turn booleans into integers, and refuses null and lists."""
    return isinstance(entry, Choice) and any(
        option is None or isinstance(option, bool | list) for option in entry.options
    )


def _encoded(value: Value, entry: Entry) -> Any:
    return json.dumps(value) if _is_text(entry) else value


def _decoded(drawn: Any, entry: Entry) -> Value:
    if _is_text(entry):
        decoded: Value = json.loads(drawn)
        return decoded
    if isinstance(entry, FloatRange | IntRange):
        # At the very end of a range the Bayesian oracle draws a little more than `high`; of log integers, one more.
        number = int(drawn) if isinstance(entry, IntRange) else _short(drawn) if entry.step is None else float(drawn)
        return min(max(number, entry.low), entry.high)
    return bool(drawn) if isinstance(entry, Boolean) else drawn


def _short(drawn: float) -> float:
    # Of floats with more digits DVC garbles every tenth when it writes a lock anew: 8.79e-05 with a last digit less.
    return float(f"{drawn:.{_DIGITS}g}")
