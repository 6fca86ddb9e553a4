"""What runs are ranked by: the metric, and which way it is better.

A trial's own commit tells, by `Hemolog-Objective` and the direction in `Hemolog-Definition`. For runs that are no
trials it is what `board:` in params.yaml says: `objective`, a metric, and `direction`, `min` or `max`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from hemolog.errors import RankingError
from hemolog.experiments import trailers
from hemolog.experiments.definition import Direction, inferred_direction
from hemolog.experiments.documents import mapping
from hemolog.experiments.history.columns import METRICS
from hemolog.experiments.history.run import Run
from hemolog.experiments.space.names import shown


@dataclass(frozen=True)
class Objective:
    """What a run is to be good at."""

    metric: str
    """A column's qualified name: `metrics.val.macro_f1`."""
    direction: Direction

    def __str__(self) -> str:
        return f"{self.metric} ({self.direction})"


def objective_of(run: Run, default: Objective | None = None) -> Objective | None:
    """A run's own, or if it is no trial the default; None where a trial tells of none that is a metric."""
    metric = run.facts.get(trailers.OBJECTIVE)
    if metric is None:
        return default
    return _own(metric, run.facts.get(trailers.DEFINITION, ""))


def objectives(runs: Iterable[Run], default: Objective | None = None) -> tuple[Objective, ...]:
    """All that runs with metrics have, those of the most runs first; the default only if one of them is no trial."""
    found = Counter(objective for run in runs if run.metrics and (objective := objective_of(run, default)) is not None)
    return tuple(objective for objective, _ in found.most_common())


def common_objective(runs: Iterable[Run], default: Objective | None = None) -> Objective:
    """The one that all runs are ranked by.

    Raises:
        RankingError: there is none, or there are several; with the way out.
    """
    found = objectives(runs, default)
    if not found:
        raise RankingError(
            "no run tells its objective: say what to sort by, as in `--sort -val.accuracy`, or set `board: {objective: "
            "metrics.val.accuracy, direction: max}` in params.yaml"
        )
    if len(found) > 1:
        named = ", ".join(map(str, found[:4])) + (", ..." if len(found) > 4 else "")
        raise RankingError(
            f"these runs have several objectives, {shown(named, quoted=False, longest=300)}: take those of one with "
            "`--search NAME`, or say what to sort by with `--sort COLUMN`"
        )
    return found[0]


def direction_of(metric: str, among: Iterable[Objective]) -> Direction | None:
    """Which way a metric is better: as the one objective of that name says, else as its name tells; else None."""
    told = {objective.direction for objective in among if objective.metric == metric}
    if len(told) > 1:
        return None
    return told.pop() if told else inferred_direction(metric)


@lru_cache(maxsize=1_000)  # All trials of a search say the same.
def _own(metric: str, definition: str) -> Objective | None:
    if not metric.startswith(METRICS):
        return None
    try:
        direction = mapping(json.loads(definition)).get("direction")
    except (ValueError, RecursionError):
        direction = None
    if direction not in ("min", "max"):
        direction = inferred_direction(metric)
    return None if direction is None else Objective(metric, direction)
