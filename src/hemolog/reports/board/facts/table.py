"""How the table of runs begins: which columns, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemolog.experiments.history.columns import METRICS, Columns, is_of_test
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.order import Order
from hemolog.reports.board.settings import Intervals

MOST = 12
"""Metrics beside the objectives that are shown until the reader chooses."""


@dataclass(frozen=True)
class TableFacts:
    """What the page does until its reader chooses otherwise."""

    objectives: Sequence[str]
    """Qualified names of the metrics that runs are judged by, that of the most runs first."""
    direction: str
    """Of the first: `max` or `min`; empty without one."""
    main: Sequence[str]
    """Columns beside objectives and the parameters that vary. Test splits choose nothing: none of them is here."""
    reported: Sequence[str]
    """Metrics of test splits, to be reported of a run that was chosen by others."""
    sort: Sequence[tuple[str, str]]
    """Column and way, `asc` or `desc`, the first the most important."""
    intervals: Intervals | None


def table_facts(
    columns: Columns, objectives: Sequence[Objective], intervals: Intervals | None, order: Order | None = None
) -> TableFacts:
    """Choose them.

    Args:
        columns: that the runs have.
        objectives: of the runs.
        intervals: endings of the metrics that bound another.
        order: that somebody asked for.
    """
    names = [name for name in columns.kinds if name.startswith(METRICS) and not _is_bound(name, columns, intervals)]
    tested = [name for name in names if is_of_test(name)]
    judged = list(dict.fromkeys(objective.metric for objective in objectives))
    plain = [name for name in names if not is_of_test(name) and name not in judged]
    return TableFacts(
        objectives=judged,
        direction=objectives[0].direction if objectives else "",
        main=[*_shallow(plain)[:MOST], "run.time"],
        reported=_shallow(tested)[:MOST],
        sort=_sort(order or (Order(judged[0], objectives[0].direction == "max") if judged else None)),
        intervals=intervals,
    )


def _sort(order: Order | None) -> list[tuple[str, str]]:
    newest = ("run.time", "desc")
    return [newest] if order is None else [(order.column, "desc" if order.descending else "asc"), newest]


def _shallow(names: Sequence[str]) -> list[str]:
    """Metrics of the fewest words first: those deep within others are details, such as of one class."""
    return sorted(names, key=lambda name: name.count("."))


def _is_bound(name: str, columns: Columns, intervals: Intervals | None) -> bool:
    if intervals is None:
        return False
    ends = (intervals.low, intervals.high)
    return any(end and name.endswith(end) and name.removesuffix(end) in columns.kinds for end in ends)
