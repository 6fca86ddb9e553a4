"""What is seen first: which runs an objective judges, the best of them against its baseline, searches."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hemolog.experiments import trailers
from hemolog.experiments.history.columns import is_missing, value
from hemolog.experiments.history.objectives import Objective, objective_of
from hemolog.experiments.history.run import Kind, Run


@dataclass(frozen=True)
class Best:
    """The best of the runs that one objective judges."""

    metric: str
    """Qualified."""
    direction: str
    run: int
    """Its number."""
    baseline: int | None
    """The run of the commit that it grows from; None where that was not read, or has no such metric."""
    judged: Sequence[int]
    """The runs that have the objective, of which a reader may choose some."""


@dataclass(frozen=True)
class SearchFacts:
    """One search."""

    name: str
    trials: int
    objective: str
    direction: str
    best: int | None
    """The run that it found best."""
    newest: int
    """When its last trial was recorded, seconds since 1970."""
    seconds: float
    """Of all its trials together."""


@dataclass(frozen=True)
class Overview:
    """The tab's facts."""

    best: Sequence[Best]
    """One for each objective, that of the most runs first."""
    searches: Sequence[SearchFacts]
    experiments: int
    searched: int
    """Experiments that are trials of a search."""
    damaged: int
    """Runs that can't be read in whole."""


def overview(runs: Sequence[Run], found: Sequence[Objective], default: Objective | None) -> Overview:
    """Compute it.

    Args:
        runs: all of the page.
        found: their objectives, that of the most runs first.
        default: of runs that are no trials.
    """
    judged = [objective_of(run, default) for run in runs]
    bests = [_best(runs, judged, objective) for objective in found]
    return Overview(
        best=[best for best in bests if best is not None],
        searches=_searches(runs, default),
        experiments=sum(run.kind is Kind.EXPERIMENT for run in runs),
        searched=sum(run.kind is Kind.EXPERIMENT and trailers.SEARCH in run.facts for run in runs),
        damaged=sum(bool(run.problems) for run in runs),
    )


def _best(runs: Sequence[Run], judged: Sequence[Objective | None], objective: Objective) -> Best | None:
    own = [number for number, each in enumerate(judged) if each == objective and _has(runs[number], objective)]
    best = best_of(runs, own, objective)
    if best is None:
        return None
    baseline = next((number for number, run in enumerate(runs) if run.commit == runs[best].baseline), None)
    if baseline is not None and not _has(runs[baseline], objective):
        baseline = None
    return Best(objective.metric, objective.direction, best, baseline, own)


def best_of(runs: Sequence[Run], among: Sequence[int], objective: Objective) -> int | None:
    """Which of some runs has the best value, the earlier of two that are equal; None if none has one."""
    scores = {number: score for number in among if (score := _score(runs[number], objective)) is not None}
    sign = 1 if objective.direction == "max" else -1
    return max(scores, key=lambda number: (sign * scores[number], -number), default=None)


def _has(run: Run, objective: Objective) -> bool:
    return _score(run, objective) is not None


def _score(run: Run, objective: Objective) -> float | None:
    found = value(run, objective.metric)
    return None if is_missing(found) or isinstance(found, str | bool) or found is None else float(found)


def _searches(runs: Sequence[Run], default: Objective | None) -> list[SearchFacts]:
    trials: dict[str, list[int]] = {}
    for number, run in enumerate(runs):
        if run.kind is Kind.EXPERIMENT and trailers.SEARCH in run.facts:
            trials.setdefault(run.facts[trailers.SEARCH], []).append(number)
    found = [_search(runs, name, numbers, default) for name, numbers in trials.items()]
    return sorted(found, key=lambda search: (-search.newest, search.name))


def _search(runs: Sequence[Run], name: str, numbers: Sequence[int], default: Objective | None) -> SearchFacts:
    told = Counter(objective for number in numbers if (objective := objective_of(runs[number], default)) is not None)
    objective = told.most_common(1)[0][0] if told else None
    seconds = (value(runs[number], "run.seconds") for number in numbers)
    return SearchFacts(
        name=name,
        trials=len(numbers),
        objective=objective.metric if objective else "",
        direction=objective.direction if objective else "",
        best=best_of(runs, numbers, objective) if objective else None,
        newest=max(runs[number].time for number in numbers),
        seconds=sum(each for each in seconds if isinstance(each, int | float)),
    )
