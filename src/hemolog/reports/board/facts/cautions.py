"""What is to be said before figures of importance are believed: one plain sentence for each doubt."""

import math
from collections.abc import Sequence
from itertools import combinations
from operator import mul

from hemolog.experiments.history.columns import PARAMS, is_of_test
from hemolog.experiments.history.run import Run
from hemolog.experiments.space.names import shown
from hemolog.reports.board.facts.forest import Forest, most_rows
from hemolog.reports.board.facts.ranks import unit_ranks
from hemolog.reports.board.facts.varying import Column

MOST_PARAMETERS = 60
"""That a forest is given; each costs time."""
_FEWEST = 10
"""Settings. Of fewer a tree leaves out three or so, and what it foretells of these is chance."""
_FEW = 20
"""Settings. Of so many, two that have nothing to do with each other correlate beyond 0.44 one time in twenty."""
_PER_PARAMETER = 10
"""Settings. The common rule of regression: F. Harrell, Regression Modeling Strategies, 2nd ed. 2015, section 4.4, asks
for 10 to 20 for each parameter that is looked at."""
_RELATED = 0.7
"""Rank correlation from which two parameters stand in for each other: C. Dormann et al., Collinearity, Ecography 36,
2013."""
_ALONE = 0.5
"""Share of the objective's variance that one run may make up."""
_MOST_NAMED = 3


def is_too_few_for_forest(settings: int) -> bool:
    """Whether no forest is to be grown of so few different settings."""
    return settings < _FEWEST


def cautions_of_runs(
    runs: Sequence[Run], objective: str, scores: Sequence[float], *, settings: int, parameters: int
) -> tuple[str, ...]:
    """Doubts about some runs, whatever is computed of them.

    Args:
        runs: at least one.
        objective: a metric, by its qualified name.
        scores: its value in each.
        settings: how many different ones of their parameters there are.
        parameters: how many vary.
    """
    found = [
        _of_test(objective),
        _too_few(settings, parameters),
        _no_difference(scores),
        _outlier(runs, scores),
        _baselines(runs),
    ]
    return tuple(sentence for sentence in found if sentence)


def cautions_of_forest(forest: Forest, found: Sequence[tuple[Column, ...]], settings: int) -> tuple[str, ...]:
    """Doubts about what a forest found.

    Args:
        forest: that was grown.
        found: all parameters that vary, those that it was given first.
        settings: how many different ones of these there are.
    """
    sentences = [_nothing_explained(forest), _related(found[:MOST_PARAMETERS])]
    if settings > (most := most_rows(min(len(found), MOST_PARAMETERS))):
        sentences.append(f"the forest was grown from {most:,} of {settings:,} different settings, drawn at random")
    if len(found) > MOST_PARAMETERS:
        sentences.append(f"the forest was given the first {MOST_PARAMETERS} of {len(found):,} parameters that vary")
    return tuple(sentence for sentence in sentences if sentence)


def _of_test(objective: str) -> str:
    return "the objective is measured on a test split, which is to choose nothing" if is_of_test(objective) else ""


def _too_few(settings: int, parameters: int) -> str:
    needed = max(_FEW, _PER_PARAMETER * parameters)
    if not parameters:
        return "no parameter of a stage differs between these runs"
    if settings >= needed:
        return ""
    said = f"{settings} different settings of {parameters} parameter{'s' * (parameters != 1)} are too few to say"
    if settings < _FEWEST:
        return f"{said}: no forest is grown of fewer than {_FEWEST}, and the rank correlations may all be chance"
    return f"{said}: take this for hints until there are {needed}"


def _no_difference(scores: Sequence[float]) -> str:
    return "the objective is the same in all of these runs" if len(set(scores)) == 1 else ""


def _outlier(runs: Sequence[Run], scores: Sequence[float]) -> str:
    largest = max(map(abs, scores)) or 1.0  # The square of a large number may be no float.
    middle = sum(score / largest for score in scores) / len(scores)
    squares = [(score / largest - middle) ** 2 for score in scores]
    furthest = max(range(len(runs)), key=squares.__getitem__)
    share = squares[furthest] / (sum(squares) or 1.0)
    if share < _ALONE or len(runs) < _FEWEST:
        return ""
    name = shown(runs[furthest].name, quoted=False)
    return (
        f"one run, {name} with {scores[furthest]:.4g}, makes up {share:.0%} of the objective's variance: "
        "the forest's figures are about it, so filter it out"
    )


def _baselines(runs: Sequence[Run]) -> str:
    baselines = {run.baseline or run.commit for run in runs}
    if len(baselines) == 1:
        return ""
    return f"these runs stand on {len(baselines):,} commits: what else differs in code or data is in no parameter"


def _nothing_explained(forest: Forest) -> str:
    if forest.explained.mean > 0:
        return ""
    return "the parameters explain nothing here: the forest foretells runs no better than their mean does"


def _related(found: Sequence[tuple[Column, ...]]) -> str:
    sides = [(_short(group[0].name), _sides(group[0])) for group in found]
    pairs = [(_strength(left, right), one, other) for (one, left), (other, right) in combinations(sides, 2)]
    close = sorted(((-strength, one, other) for strength, one, other in pairs if strength >= _RELATED))
    if not close:
        return ""
    named = ", ".join(f"{one} and {other} ({-strength:.2f})" for strength, one, other in close[:_MOST_NAMED])
    more = f" and {len(close) - _MOST_NAMED} more pairs" if len(close) > _MOST_NAMED else ""
    return f"some parameters go together, so each of them seems to matter less than it does: {named}{more}"


def _sides(column: Column) -> list[list[float]]:
    """What may go together with another parameter: its order, and which runs have it at all."""
    there = [None if value is None else 1.0 for value in column.values]
    return [unit_ranks(column.steps), *([unit_ranks([each or 0.0 for each in there])] if None in there else [])]


def _strength(left: Sequence[Sequence[float]], right: Sequence[Sequence[float]]) -> float:
    return max(abs(math.fsum(map(mul, one, other))) for one in left for other in right)


def _short(name: str) -> str:
    return shown(name.removeprefix(PARAMS), quoted=False)
