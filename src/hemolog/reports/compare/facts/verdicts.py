"""For each guarded metric: better, worse or can't tell, by the units that git has of both sides."""

from dataclasses import dataclass

from hemolog.experiments.definition import Direction
from hemolog.reports.significance.verdict import Verdict


@dataclass(frozen=True)
class Guarded:
    """A guarded metric."""

    metric: str
    """Qualified: `metrics.test.accuracy`."""
    statistic: str
    direction: Direction
    tolerance: float
    verdict: Verdict | None
    """None where it can't be judged; `missing` says why."""
    beyond_tolerance: bool
    """Whether it is worse, and by more than the tolerance."""
    missing: str = ""
    """One line: why it is not judged, and what would let it be."""


@dataclass(frozen=True)
class Verdicts:
    """Of all guarded metrics, in the order of the settings."""

    guarded: tuple[Guarded, ...] = ()
    confidence: float = 0.95
    """Of each interval, and 1 - the chance of any false verdict."""
    resamples: int = 0
    file: str = ""
    """What they are judged from; empty if the settings name none."""
    unit: str = "units"
    """For people, what is resampled: `photographs`."""
    item: str = "items"
    """For people: `images`."""
    remarks: tuple[str, ...] = ()
    """One line each: units that only one side has, or that hold another number of items."""
    missing: str = ""
    """One line: why nothing is judged; then no metric is."""
