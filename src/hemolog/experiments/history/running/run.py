"""What runs in this clone, and trials that failed in it: of neither there is a commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.history.run import Curve
from hemolog.experiments.messages import Value


class Place(StrEnum):
    """Where something runs."""

    SEARCH = "search"
    """A checkout of a search."""
    WORKSPACE = "workspace"
    """The user's own."""
    TEMPORARY = "temporary"
    """One of DVC, as of `dvc exp run --temp` or its queue."""


@dataclass(frozen=True)
class RunningRun:
    """Stages that run now."""

    place: Place
    name: str
    """Of the experiment that it becomes; empty where DVC will think of one."""
    baseline: str
    """The commit that it grows from; empty if that isn't told."""
    facts: Mapping[str, str]
    """Trailers that its commit will have, as far as they are known: `Hemolog-Search`."""
    params: Mapping[str, Value]
    """Those that were set for it, qualified: `params.train.learning_rate`."""
    begun: float
    """Seconds since 1970."""
    curves: Mapping[str, Curve]
    """By qualified name, as those of a finished run: the epochs until now."""
    written: float | None
    """When the last epoch was, seconds since 1970; None before the first."""

    @property
    def epochs(self) -> int:
        """Of its longest curve."""
        return max((len(curve.steps) for curve in self.curves.values()), default=0)


@dataclass(frozen=True)
class FailedRun:
    """A trial of a search that has no result."""

    search: str
    trial: str
    """Its number, as the oracle has it: `0007`."""
    definition: str
    """Of the search, as JSON."""
    name: str
    params: Mapping[str, Value]
    """Qualified."""
    cause: str
    """One line."""
    seconds: float
    """In stages."""
    epochs: int


@dataclass(frozen=True)
class Running:
    """All of a clone."""

    runs: tuple[RunningRun, ...]
    """Trials of searches, then others."""
    failed: tuple[FailedRun, ...]
    """Those of the search that failed last come last; of one search in the order in which they failed."""
