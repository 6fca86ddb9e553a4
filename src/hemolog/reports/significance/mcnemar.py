"""McNemar's exact test of single items, which must be independent: one item a unit."""

from dataclasses import dataclass

from hemolog.reports.significance.units import Paired


@dataclass(frozen=True)
class McNemar:
    """What flipped, and how likely a split at least as uneven is by chance."""

    fixed: int
    """Items that became right."""
    broken: int
    """Items that became wrong."""
    p: float
    """Two-sided."""
    left_out: int
    """Units of several items: from their sums single flips can't be told, nor would they be independent."""


def mcnemar(paired: Paired) -> McNemar:
    """Test units of one item: a fair coin decides each flip if neither model is better.

    `p = min(1, 2 P(X <= min(fixed, broken)))` with X binomial of `fixed + broken` flips and 1/2 (McNemar, "Note on the
    sampling error of the difference between correlated proportions or percentages", Psychometrika 12, 1947, in the
    exact form). Without a flip it is 1.
    """
    from scipy.special import bdtr

    single = paired.base.items == 1
    change = (paired.head.right - paired.base.right)[single]
    fixed, broken = int((change > 0).sum()), int((change < 0).sum())
    p = min(1.0, 2 * float(bdtr(min(fixed, broken), fixed + broken, 0.5)))
    return McNemar(fixed, broken, p, int((~single).sum()))
