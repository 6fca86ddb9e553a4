"""The values that an oracle drew for a trial: made plain for JSON, and checked when they come back from git.

Beside those of the space, Hyperband's have names that begin with `tuner/`.
"""

from collections.abc import Mapping
from typing import Any

import keras_tuner
from keras_tuner.engine.hyperparameters import Float, Int

Drawn = Mapping[str, Any]
"""Names of the space, and of Hyperband, to booleans, integers, floats and texts."""

_OWN = "tuner/"
_PARENT = "tuner/trial_id"
_COUNTS = ("tuner/epochs", "tuner/initial_epoch", "tuner/bracket", "tuner/round")
_MOST = 1_000_000
_ROUNDING = 1e-9  # relative; logarithms end up beside the limits


def plain(values: Drawn) -> dict[str, Any]:
    """The same of Python's own types, for the Bayesian oracle draws NumPy's floats."""
    return {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}


def without_own(values: Drawn) -> dict[str, Any]:
    """Only what is the space's: without what Hyperband keeps there for itself."""
    return {name: value for name, value in plain(values).items() if not name.startswith(_OWN)}


def fits(values: Any, space: keras_tuner.HyperParameters) -> bool:
    """Whether an oracle of this space may be told that it drew `values`, whatever they are."""
    if not isinstance(values, Mapping):
        return False
    held = space.copy()
    held.values = dict(values)
    active = [entry for entry in held.space if held.is_active(entry)]
    names = {entry.name for entry in active}
    return (
        names <= values.keys()
        and all(_allows(entry, values[entry.name]) for entry in active)
        and all(_is_own(name, values[name]) for name in values.keys() - names)
    )


def _allows(entry: Any, value: Any) -> bool:
    if isinstance(entry, Int | Float):
        kinds = (int,) if isinstance(entry, Int) else (int, float)
        if type(value) not in kinds:
            return False
        slack = _ROUNDING * max(abs(entry.min_value), abs(entry.max_value))
        return bool(entry.min_value - slack <= value <= entry.max_value + slack)
    return any(type(allowed) is type(value) and allowed == value for allowed in entry.values)


def _is_own(name: Any, value: Any) -> bool:
    if name == _PARENT:
        return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(_MOST))
    return name in _COUNTS and type(value) is int and 0 <= value <= _MOST
