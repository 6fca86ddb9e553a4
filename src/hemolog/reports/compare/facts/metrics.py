"""Metrics of both sides: old, new, and whether that is better, as far as their names or the settings tell."""

from dataclasses import dataclass

from hemolog.experiments.definition import Direction
from hemolog.experiments.messages import Value


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


@dataclass(frozen=True)
class Metrics:
    """All of them."""

    rows: tuple[MetricChange, ...] = ()
    """Guarded ones first, then in alphabetical order; what bounds another is that one's interval, and no row."""
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why they can't be compared, and what is still known; empty if they are."""

    @property
    def changed(self) -> tuple[MetricChange, ...]:
        """Those that differ."""
        return tuple(row for row in self.rows if row.old != row.new)
