"""Whether a change may pass: no guarded metric got worse beyond its tolerance, and the lock belongs to the code."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hemolog.reports.compare.comparison import Comparison

if TYPE_CHECKING:
    from hemolog.experiments.dvc_store import Staleness


@dataclass(frozen=True)
class Gate:
    """What closes it, and what it can't tell."""

    worse: tuple[str, ...] = ()
    """Guarded metrics that are worse, and by more than their tolerance; qualified."""
    stale: tuple[str, ...] = ()
    """Stages that the lock of HEAD doesn't belong to: `dvc repro` would run them."""
    after: tuple[str, ...] = ()
    """Stages that stand on these: whether they would run depends on what comes of them."""
    unjudged: tuple[str, ...] = ()
    """Guarded metrics without a verdict: no reason to close, for nobody knows that they got worse."""

    @property
    def passed(self) -> bool:
        """Whether nothing closes it."""
        return not self.worse and not self.stale


def gate(comparison: Comparison, staleness: "Staleness") -> Gate:
    """Judge a change.

    Args:
        comparison: of what it would be merged into with what it is.
        staleness: of the latter.
    """
    guarded = comparison.verdicts.guarded
    return Gate(
        worse=tuple(each.metric for each in guarded if each.beyond_tolerance),
        stale=staleness.stale,
        after=staleness.after,
        unjudged=tuple(each.metric for each in guarded if each.verdict is None),
    )
