"""What is asked of two models: whether head is better or worse than base in one metric."""

from dataclasses import dataclass
from typing import Literal

from hemolog.reports.significance.statistics import known
from hemolog.reports.significance.units import Paired


@dataclass(frozen=True)
class Question:
    """Is head better or worse than base?"""

    metric: str
    """Its name, for people."""
    statistic: str
    """`accuracy`, `balanced_accuracy`, `macro_f1`, or a summed column."""
    direction: Literal["min", "max"]
    """Which values are better."""
    paired: Paired
    unaugmented: bool = False
    """Whether no item was made from another, so that McNemar's test may speak of those that are alone in their unit."""

    @property
    def problem(self) -> str:
        """Why it has no answer; empty if it has one."""
        if not self.paired.base.names:
            return "no unit is in both with the same number of items"
        if not known(self.paired, self.statistic):
            return f"{self.statistic[:80]} is no statistic and no column summed in both"
        return ""
