"""How much each parameter matters for the objective, in all runs that have one and in each search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hemolog.experiments import trailers
from hemolog.experiments.history.columns import Columns, value
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import Run
from hemolog.reports.board.facts.cautions import (
    MOST_PARAMETERS,
    cautions_of_forest,
    cautions_of_runs,
    is_too_few_for_forest,
)
from hemolog.reports.board.facts.forest import Estimate, Forest
from hemolog.reports.board.facts.forests import Forests
from hemolog.reports.board.facts.ranks import FEWEST, rank_correlation
from hemolog.reports.board.facts.varying import Column, moving_together, number, varying

MOST_FORESTS = 8
"""Groups with a forest each: one takes up to half a second."""
MOST_GROUPS = 100


@dataclass(frozen=True)
class Parameter:
    """A parameter, or several that no run of the group tells apart."""

    names: tuple[str, ...]
    """Qualified."""
    importance: Estimate | None
    """R^2 that is lost without it, see `forest`; None where no forest was grown."""
    correlation: float | None
    """Spearman's rank correlation of the first with the objective; None where its values have no order."""


@dataclass(frozen=True)
class Importance:
    """Of one group of runs."""

    search: str | None
    """Whose trials the runs are; None of all that have the objective."""
    objective: str
    """A metric, qualified."""
    direction: str
    """`min` or `max`."""
    runs: int
    """That have the objective."""
    settings: int
    """Different ones of all parameters that vary. Runs of equal parameters count as one, with their mean objective:
    else one of them would tell a tree what the other is to come to."""
    explained: Estimate | None
    """R^2 of the forest, see `forest`."""
    parameters: tuple[Parameter, ...]
    """The most important first; without a forest, those of the strongest rank correlation."""
    cautions: tuple[str, ...]
    """Sentences to be read before the figures."""


@dataclass(frozen=True)
class ImportanceFacts:
    """Of all groups."""

    groups: tuple[Importance, ...]
    """Of each objective, that of the most runs first: all runs, then its searches, the largest first."""
    left_out: int
    """Searches beyond so many groups, the smallest ones."""


def importance_facts(
    runs: Sequence[Run], columns: Columns, objectives: Sequence[Objective], forests: Forests
) -> ImportanceFacts:
    """Compute them.

    Args:
        runs: all of a page.
        columns: that they have.
        objectives: of these runs, that of the most first.
        forests: that grow.
    """
    groups = [group for objective in objectives for group in _groups(runs, objective)]
    kept = groups[:MOST_GROUPS]
    largest = sorted(kept, key=lambda group: -len(group.runs))[:MOST_FORESTS]
    found = tuple(_importance(group, columns, forests if group in largest else None) for group in kept)
    return ImportanceFacts(found, len(groups) - len(kept))


@dataclass(frozen=True, eq=False)
class _Group:
    search: str | None
    objective: Objective
    runs: Sequence[Run]
    scores: Sequence[float]


def _groups(runs: Sequence[Run], objective: Objective) -> list[_Group]:
    scored = [(run, score) for run in runs if (score := number(value(run, objective.metric))) is not None]
    searches: dict[str, list[tuple[Run, float]]] = {}
    judged: set[str] = set()
    for run, score in scored:
        search = run.facts.get(trailers.SEARCH)
        if search is not None:
            searches.setdefault(search, []).append((run, score))
            judged |= {search} if run.facts.get(trailers.OBJECTIVE) == objective.metric else set()
    parts = sorted(searches.items(), key=lambda part: (-len(part[1]), part[0]))
    named = [(name, part) for name, part in parts if name in judged and FEWEST <= len(part) < len(scored)]
    together = [(None, scored), *named] if len(scored) >= FEWEST else []
    return [_Group(name, objective, [run for run, _ in part], [score for _, score in part]) for name, part in together]


def _importance(group: _Group, columns: Columns, forests: Forests | None) -> Importance:
    """The facts of one group, without a forest where none is to be grown."""
    found = moving_together(varying(group.runs, columns))
    settings = _settings(found, group.scores)
    cautions = cautions_of_runs(
        group.runs, group.objective.metric, group.scores, settings=len(settings), parameters=len(found)
    )
    forest = None
    if forests is not None and len(set(settings.values())) > 1 and not is_too_few_for_forest(len(settings)):
        forest = _forest(found[:MOST_PARAMETERS], settings, forests)
        cautions += cautions_of_forest(forest, found, len(settings))
    elif forests is None:
        cautions += (f"no forest was grown: only the {MOST_FORESTS} largest groups of a page have one",)
    return Importance(
        search=group.search,
        objective=group.objective.metric,
        direction=group.objective.direction,
        runs=len(group.runs),
        settings=len(settings),
        explained=forest.explained if forest else None,
        parameters=_parameters(found, group.scores, forest),
        cautions=cautions,
    )


def _settings(
    found: Sequence[tuple[Column, ...]], scores: Sequence[float]
) -> dict[tuple[float | str | None, ...], float]:
    """Each setting of the parameters, and the mean objective of its runs."""
    settings: dict[tuple[float | str | None, ...], list[float]] = {}
    rows = zip(*(group[0].values for group in found), strict=True) if found else [()] * len(scores)
    for row, score in zip(rows, scores, strict=True):
        settings.setdefault(row, []).append(score)
    return {row: sum(each / len(part) for each in part) for row, part in settings.items()}


def _forest(
    found: Sequence[tuple[Column, ...]], settings: Mapping[tuple[float | str | None, ...], float], forests: Forests
) -> Forest:
    blocks = list(zip(*settings, strict=True))[: len(found)]
    return forests.grow(blocks, list(settings.values()))


def _parameters(
    found: Sequence[tuple[Column, ...]], scores: Sequence[float], forest: Forest | None
) -> tuple[Parameter, ...]:
    importances = dict(enumerate(forest.importances if forest else ()))
    parameters = [
        Parameter(
            tuple(column.name for column in group),
            importances.get(place),
            rank_correlation(group[0].steps, scores),
        )
        for place, group in enumerate(found)
    ]
    return tuple(sorted(parameters, key=_order))


def _order(parameter: Parameter) -> tuple[float, float, tuple[str, ...]]:
    mean = parameter.importance.mean if parameter.importance else float("-inf")
    return -mean, -abs(parameter.correlation or 0.0), parameter.names
