"""Metrics of both sides: old, new, and whether that is better, as far as their names or the settings tell."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from hemolog.experiments.definition import Direction, inferred_direction
from hemolog.experiments.history.run import Run
from hemolog.experiments.messages import Value
from hemolog.experiments.space.names import shown
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.facts.parameters import is_same, shortened
from hemolog.reports.compare.settings import CompareSettings

MOST = 500
"""Rows that are listed."""


@dataclass(frozen=True)
class Interval:
    """Of a metric, as other metrics tell it."""

    low: float
    high: float


@dataclass(frozen=True)
class MetricChange:
    """One of them."""

    name: str
    """Qualified: `metrics.val.macro_f1`."""
    old: Value
    """None where there is none, or it is NaN or infinite; `problem` says which."""
    new: Value
    delta: float | None = None
    """New less old; None where one of them is no number."""
    direction: Direction | None = None
    """Which way it is better, where that is told."""
    better: bool | None = None
    """Of the two numbers alone, whatever chance has in them; None where they are equal or nothing tells."""
    guarded: bool = False
    of_class: bool = False
    """A figure of one class, as `Classes` tells it too."""
    old_interval: Interval | None = None
    new_interval: Interval | None = None
    problem: str = ""
    """One line: why there is no difference to tell; empty if there is."""

    @property
    def is_changed(self) -> bool:
        """Whether the two differ, or only one side has it."""
        return bool(self.problem) or not is_same(self.old, self.new)


@dataclass(frozen=True)
class Metrics:
    """All of them."""

    rows: tuple[MetricChange, ...] = ()
    """Guarded ones first, then in alphabetical order; what bounds another is that one's interval, and no row."""
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why they can't be compared; `rows` still has what either side tells. Empty if they are."""

    @property
    def changed(self) -> tuple[MetricChange, ...]:
        """Those that differ."""
        return tuple(row for row in self.rows if row.is_changed)


def metrics(pair: Pair, settings: CompareSettings) -> Metrics:
    """Compare those of both runs."""
    old: Mapping[str, Value] = {} if pair.base is None else pair.base.metrics
    new = pair.head.metrics
    guarded = [guard.metric for guard in settings.guarded]
    names = [*guarded, *sorted((old.keys() | new.keys()) - set(guarded))]
    bounds = _bounds({**old, **new}, settings)
    rows = [_row(name, old, new, pair, settings) for name in names if name not in bounds]
    rows = [row for row in rows if row.name in old or row.name in new or pair.base is not None]
    return Metrics(tuple(rows[:MOST]), max(0, len(rows) - MOST), _missing(pair, old, new))


def _missing(pair: Pair, old: Mapping[str, Value], new: Mapping[str, Value]) -> str:
    if pair.base is None:
        return pair.missing
    for side, run, values in ((BASE, pair.base, old), (HEAD, pair.head, new)):
        if not values:
            return f"{side} has no metrics: {_reason(run)}"
    if not old.keys() & new.keys():
        return f"no metric is in both: BASE has {_first(old)}, HEAD has {_first(new)}"
    return ""


def _reason(run: Run) -> str:
    return next(iter(run.problems), "no file of metrics that its dvc.yaml names is there; `dvc repro` makes them")


def _first(values: Iterable[str]) -> str:
    return shown(", ".join(values), quoted=False)


def _bounds(values: Mapping[str, Value], settings: CompareSettings) -> set[str]:
    """Metrics that bound another."""
    if settings.intervals is None:
        return set()
    ends = settings.intervals.low, settings.intervals.high
    return {name + end for name in values for end in ends if name + end in values}


def _row(
    name: str, old: Mapping[str, Value], new: Mapping[str, Value], pair: Pair, settings: CompareSettings
) -> MetricChange:
    before, after = _usable(old.get(name)), _usable(new.get(name))
    delta = after - before if is_finite(before) and is_finite(after) else None
    direction = direction_of(name, settings)
    return MetricChange(
        name=name,
        old=shortened(before),
        new=shortened(after),
        delta=delta,
        direction=direction,
        better=None if not delta or direction is None else (delta > 0) == (direction == "max"),
        guarded=any(guard.metric == name for guard in settings.guarded),
        of_class=settings.per_class is not None and name.startswith(f"{settings.per_class}."),
        old_interval=_interval(name, old, settings),
        new_interval=_interval(name, new, settings),
        problem="" if delta is not None else _problem(name, old, new, pair),
    )


def direction_of(metric: str, settings: CompareSettings) -> Direction | None:
    """Which way a metric is better: as the settings say of it, else as its name does; else None."""
    told = {guard.metric: guard.direction for guard in settings.guarded}
    if settings.objective is not None:
        told.setdefault(settings.objective.metric, settings.objective.direction)
    return told.get(metric) or inferred_direction(metric)


def is_finite(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number that can be reckoned with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _usable(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _problem(name: str, old: Mapping[str, Value], new: Mapping[str, Value], pair: Pair) -> str:
    """Why two values have no difference; empty of equal texts, and where there is only one side."""
    if pair.base is None:
        return ""
    for side, values in ((BASE, old), (HEAD, new)):
        if name not in values:
            return f"{side} has no such metric"
        value = values[name]
        if isinstance(value, float) and not math.isfinite(value):
            return f"it is {value} in {side}"
    if type(old[name]) is type(new[name]):
        return ""
    return f"it is {_kind(old[name])} in BASE and {_kind(new[name])} in HEAD"


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "a boolean"
    return "a number" if isinstance(value, int | float) else "a text"


def _interval(name: str, values: Mapping[str, Value], settings: CompareSettings) -> Interval | None:
    if settings.intervals is None:
        return None
    low, high = (values.get(name + end) for end in (settings.intervals.low, settings.intervals.high))
    return Interval(float(low), float(high)) if is_finite(low) and is_finite(high) else None
