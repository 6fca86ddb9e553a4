"""The state of a search at one moment, as a value."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.definition import Direction
from hemolog.experiments.messages import Value


class State(StrEnum):
    """Where a trial stands."""

    RUNNING = "running"
    FINISHED = "finished"
    CACHED = "cached"
    """Finished, and nothing ran: it was tried before."""
    FAILED = "failed"


@dataclass(frozen=True)
class TrialRow:
    """One trial."""

    trial_id: str
    name: str
    """Of its experiment."""
    state: State
    values: Mapping[str, Value]
    """Of its parameters by dotted name; inactive ones are absent."""
    epochs: int = 0
    """Done."""
    now: float | None = None
    """The objective after the last epoch; None where no epoch logged it."""
    final: float | None = None
    """The objective of the experiment; None until it has ended well."""
    seconds: float = 0.0
    """So far, or in all."""
    cause: str = ""
    """Of a failure."""

    @property
    def well(self) -> bool:
        """It ended and stands in git."""
        return self.state in (State.FINISHED, State.CACHED)


@dataclass(frozen=True)
class Progress:
    """All of a search at one moment."""

    rows: tuple[TrialRow, ...]
    """In the order in which they began."""
    total: int | None
    """Trials in all; None where only the oracle knows."""
    best: TrialRow | None
    elapsed: float
    """Seconds since the search began or went on."""
    left: float | None
    """Seconds, estimated; None until a trial has trained to its end."""

    def count(self, *states: State) -> int:
        """Trials in any of these states."""
        return sum(row.state in states for row in self.rows)

    @property
    def finished(self) -> int:
        """Trials that stand in git, cached ones included."""
        return self.count(State.FINISHED, State.CACHED)

    @property
    def failed(self) -> int:
        """Trials that failed."""
        return self.count(State.FAILED)

    @property
    def ended(self) -> int:
        """Trials that are over, one way or the other."""
        return self.finished + self.failed


def ranked(rows: Iterable[TrialRow], direction: Direction) -> tuple[TrialRow, ...]:
    """The trials that ended with a number for an objective, best first; of equals the earlier one."""
    scored = [row for row in rows if row.well and row.final is not None and not math.isnan(row.final)]
    sign = -1 if direction == "max" else 1
    return tuple(sorted(scored, key=lambda row: sign * (row.final or 0.0)))
