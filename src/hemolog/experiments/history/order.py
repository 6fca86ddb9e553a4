"""In which order runs stand: by a column, or the best first. What has no value, or NaN, is always last."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemolog.errors import RankingError
from hemolog.experiments.history.columns import Columns, Scalar, is_missing, is_of_test, reader
from hemolog.experiments.history.objectives import Objective, common_objective, direction_of, objectives
from hemolog.experiments.history.run import Run


@dataclass(frozen=True)
class Order:
    """By what runs are sorted."""

    column: str
    """Its qualified name."""
    descending: bool
    is_best_first: bool = False
    """By which way the column is better, rather than as a user said."""


def order_of(said: str, columns: Columns) -> Order:
    """What a user says: a column's name, for descending order with `-` before it.

    Raises:
        ColumnError: there is no such column, or there are several.
    """
    return Order(columns.resolve(said.removeprefix("-")), said.startswith("-"))


def default_order(runs: Sequence[Run], default: Objective | None) -> Order | None:
    """Best first, where all runs have one objective and that is of no test split: these are to choose nothing."""
    found = objectives(runs, default)
    if len(found) != 1 or is_of_test(found[0].metric):
        return None
    return _best_first(found[0])


def best_order(runs: Sequence[Run], default: Objective | None, said: Order | None = None) -> Order:
    """The order in which the best come first.

    Args:
        runs: to choose among.
        default: the objective of those that are no trials.
        said: a user's own. If it is not descending and its column is known to be better so, it is turned round.

    Raises:
        RankingError: the user says nothing, and the runs have no objective, or several, or one of a test split.
    """
    if said is not None:
        direction = direction_of(said.column, objectives(runs, default))
        return said if said.descending or direction is None else _best_first(Objective(said.column, direction))
    found = common_objective(runs, default)
    if is_of_test(found.metric):
        raise RankingError(
            f"the objective {found.metric} is of a test split, which is to choose nothing: if you mean it, say "
            f"`--sort {'-' if found.direction == 'max' else ''}{found.metric}`"
        )
    return _best_first(found)


def ordered(runs: Sequence[Run], order: Order) -> list[Run]:
    """The runs in that order; equal ones stay as they were."""
    value_of = reader(order.column)
    valued = [(run, value_of(run)) for run in runs]
    present = [pair for pair in valued if not is_missing(pair[1])]
    present.sort(key=lambda pair: _key(pair[1]), reverse=order.descending)
    return [run for run, _ in present] + [run for run, value in valued if is_missing(value)]


def best(runs: Sequence[Run], order: Order, most: int) -> list[Run]:
    """The first ones of that order that have a value at all.

    Args:
        runs: in any order.
        order: as `best_order` gives it.
        most: how many.
    """
    value_of = reader(order.column)
    return ordered([run for run in runs if not is_missing(value_of(run))], order)[:most]


def _best_first(objective: Objective) -> Order:
    return Order(objective.metric, descending=objective.direction == "max", is_best_first=True)


def _key(value: Scalar) -> tuple[bool, float, str]:
    """Numbers and booleans before texts, where a column has both."""
    return (True, 0.0, value) if isinstance(value, str) else (False, float(value or 0), "")
