"""Training curves of both sides, thinned to what a drawing can show."""

from dataclasses import dataclass

from hemolog.experiments.definition import Direction


@dataclass(frozen=True)
class Points:
    """A curve."""

    steps: tuple[float, ...]
    values: tuple[float | None, ...]
    """As many; None where there is no finite number."""
    total: int
    """Points that the curve has before it is thinned."""


@dataclass(frozen=True)
class CurvePair:
    """A metric by step, on both sides."""

    metric: str
    """Qualified: `metrics.val.macro_f1`."""
    direction: Direction | None
    old: Points | None
    new: Points | None


@dataclass(frozen=True)
class Curves:
    """All that are shown."""

    pairs: tuple[CurvePair, ...] = ()
    remarks: tuple[str, ...] = ()
    """One line each: metrics that the settings name and a side has no curve of."""
    missing: str = ""
    """One line: why there are none; empty if there are."""
