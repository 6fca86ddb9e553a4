"""What a search may vary: one typed entry for each parameter, and the values that it can take."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hemolog.experiments.messages import Value

Sampling = Literal["linear", "log", "reverse_log"]
"""How a range is drawn from, in KerasTuner's words."""

Conditions = Mapping[str, tuple[Value, ...]]
"""Parameters of the same space, and those of their values under which an entry counts. All of them have to hold."""


@dataclass(frozen=True)
class FloatRange:
    """Numbers from `low` to `high`, both included; every number, or those a `step` apart."""

    low: float
    high: float
    sampling: Sampling = "linear"
    step: float | None = None
    """A distance when linear, else a factor greater than 1."""
    when: Conditions = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As `params.yaml` has it, without what is the default."""
        return {"float": [self.low, self.high]} | _sampled(self.sampling, self.step) | _conditioned(self.when)

    def values(self) -> list[float] | None:
        """The numbers that it can take, or None when there are too many to count."""
        if self.step is None:
            return None
        # Twelve digits, for 3 * 0.1 is 0.30000000000000004, which nobody would type after `-S`.
        return [float(f"{value:.12g}") for value in _steps(self.low, self.high, self.step, self.sampling)]


@dataclass(frozen=True)
class IntRange:
    """Integers from `low` to `high`, both included."""

    low: int
    high: int
    sampling: Sampling = "linear"
    step: int | None = None
    """A distance when linear, else a factor greater than 1; None is every integer."""
    when: Conditions = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As `params.yaml` has it, without what is the default."""
        return {"int": [self.low, self.high]} | _sampled(self.sampling, self.step) | _conditioned(self.when)

    def values(self) -> list[int] | range:
        """The integers that it can take, in order of their drawing."""
        if self.step is None or self.sampling == "linear":
            return range(self.low, self.high + 1, self.step or 1)
        return [round(value) for value in _steps(self.low, self.high, self.step, self.sampling)]


@dataclass(frozen=True)
class Choice:
    """One of some values of one kind; null may stand among them."""

    options: tuple[Value, ...]
    when: Conditions = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As `params.yaml` has it, without what is the default."""
        return {"choice": list(self.options)} | _conditioned(self.when)

    def values(self) -> list[Value]:
        """The options, in their order."""
        return list(self.options)


@dataclass(frozen=True)
class Boolean:
    """False or true."""

    when: Conditions = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As `params.yaml` has it, without what is the default."""
        return {"boolean": None} | _conditioned(self.when)

    def values(self) -> list[bool]:
        """Both."""
        return [False, True]


Entry = FloatRange | IntRange | Choice | Boolean
Space = Mapping[str, Entry]
"""Dotted names of parameters to what they may be, in alphabetical order: the order in a file is no part of a search."""


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal and of one type: 1, 1.0 and true are three values."""
    return json.dumps(one) == json.dumps(other)


def allows(entry: Entry, value: Value) -> bool:
    """Whether `value` is one that the entry can take, of its very type."""
    values = entry.values()
    if isinstance(values, range):  # perhaps of billions
        return isinstance(value, int) and not isinstance(value, bool) and value in values
    if values is None:
        return isinstance(entry, FloatRange) and isinstance(value, float) and entry.low <= value <= entry.high
    return any(same(value, possible) for possible in values)


def parents_first(space: Space) -> list[str]:
    """The names of a space, each after those that its conditions are about, else in the order of the space.

    Raises:
        ValueError: conditions go round in a circle; its arguments are the names on it, in order.
    """
    ordered: list[str] = []
    for name in space:
        _visit(name, space, ordered, ())
    return ordered


def active(space: Space, values: Mapping[str, Value]) -> dict[str, Value]:
    """Those of `values` whose conditions, and their parents' conditions, hold among them; parents come first."""
    found: dict[str, Value] = {}
    for name in parents_first(space):
        when = space[name].when
        holds = all(
            parent in found and any(same(found[parent], value) for value in wanted) for parent, wanted in when.items()
        )
        if holds and name in values:
            found[name] = values[name]
    return found


def _visit(name: str, space: Space, ordered: list[str], path: tuple[str, ...]) -> None:
    if name in path:
        raise ValueError(*path[path.index(name) :])
    if name not in ordered and name in space:
        for parent in space[name].when:
            _visit(parent, space, ordered, (*path, name))
        ordered.append(name)


def _steps(low: float, high: float, step: float, sampling: Sampling) -> list[float]:
    # The same numbers as KerasTuner's `Numerical.values` gives, which has them off by an ulp here and there.
    if sampling == "linear":
        return [low + index * step for index in range(math.floor((high - low) / step + 1e-8) + 1)]
    grown = [low * step**index for index in range(math.floor(math.log(high / low, step) + 1e-8) + 1)]
    return grown if sampling == "log" else [high + low - value for value in grown]


def _sampled(sampling: Sampling, step: float | None) -> dict[str, Any]:
    shown: dict[str, Any] = {} if sampling == "linear" else {"sampling": sampling}
    return shown if step is None else shown | {"step": step}


def _conditioned(when: Conditions) -> dict[str, Any]:
    return {"when": {parent: list(values) for parent, values in when.items()}} if when else {}
