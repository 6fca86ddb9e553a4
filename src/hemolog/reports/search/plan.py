"""What is known of a search before its first trial: what the table of it needs, and no more."""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["min", "max"]


@dataclass(frozen=True)
class SearchPlan:
    """A search as its reports see it."""

    name: str
    objective: str
    """The qualified metric: `metrics.val.macro_f1`."""
    direction: Direction
    varying: tuple[str, ...]
    """Dotted parameters that can take more than one value, in the order of the space."""
    trials: int | None
    """In all, those of earlier runs included; None where only the oracle knows."""
    jobs: int = 1
    """Trials that run at once, at least 1."""

    @property
    def metric(self) -> str:
        """The objective as DVC names it: `val.macro_f1`."""
        return self.objective.removeprefix("metrics.")

    @property
    def logged_as(self) -> str:
        """The objective as DVCLive is given it after an epoch: `val/macro_f1`."""
        return self.metric.replace(".", "/")
