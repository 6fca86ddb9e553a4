"""The facts of a list of runs: which, in which order, in which columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemolog.experiments.history.choice import choose
from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import Objective, objectives
from hemolog.experiments.history.order import Order, best, best_order, default_order, order_of, ordered
from hemolog.experiments.history.run import Run
from hemolog.reports.ls.relevance import relevant

NAME = "run.name"


@dataclass(frozen=True)
class Asked:
    """What a user wants to see."""

    filter: str | None = None
    search: str | None = None
    sort: str | None = None
    """A column, for descending order with `-` before it."""
    columns: tuple[str, ...] = ()
    """Names and patterns; without any those that vary."""
    best: int | None = None
    """How many of the best."""


@dataclass(frozen=True)
class Listing:
    """What he gets."""

    runs: tuple[Run, ...]
    total: int
    """How many there are, those included that were not chosen."""
    columns: Columns
    """Of all of them."""
    shown: tuple[str, ...]
    """Qualified names of the columns that are to be shown, those that matter most first."""
    asked: bool
    """Whether the user named these columns."""
    objectives: tuple[Objective, ...]
    """Of the chosen runs, before the best were taken."""
    order: Order | None
    """None: as the history has them, the newest first."""


def listing(runs: Sequence[Run], asked: Asked, default: Objective | None = None) -> Listing:
    """Choose and sort runs.

    Args:
        runs: all of a history.
        asked: what is wanted of them.
        default: the objective of runs that are no trials of a search.

    Raises:
        HemologError: a column or a search is unknown, a filter makes no sense, or nothing tells what is best.
    """
    columns = Columns.of(runs)
    chosen = choose(runs, columns, text=asked.filter, search=asked.search)
    aims = objectives(chosen, default)
    compared = chosen
    order = order_of(asked.sort, columns) if asked.sort else None
    if asked.best is not None:
        order = best_order(chosen, default, order)
        chosen = best(chosen, order, asked.best)
    else:
        order = order or default_order(chosen, default)
        chosen = ordered(chosen, order) if order else chosen
    shown = _named(asked.columns, columns) if asked.columns else _relevant(compared, columns, aims, order)
    return Listing(tuple(chosen), len(runs), columns, shown, bool(asked.columns), aims, order)


def _relevant(runs: Sequence[Run], columns: Columns, aims: Sequence[Objective], order: Order | None) -> tuple[str, ...]:
    sorted_by = [order.column] if order else []
    found = relevant(runs, columns, aims)
    first = dict.fromkeys([*found[: len(aims)], *sorted_by, *found])
    return tuple(name for name in first if name != NAME)


def _named(patterns: Sequence[str], columns: Columns) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for pattern in patterns for name in columns.matching(pattern)))
