"""Which columns tell runs apart, the ones that matter most first."""

from collections.abc import Sequence

from hemolog.experiments.history.column_names import OWN
from hemolog.experiments.history.columns import METRICS, PARAMS, Columns, is_of_test, varying
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import Run

_TOLD = ("run.search", "run.time")


def relevant(runs: Sequence[Run], columns: Columns, objectives: Sequence[Objective]) -> tuple[str, ...]:
    """Objectives, then whatever varies: hyperparameters, metrics of no test split, and when the run was made.

    Args:
        runs: that are compared.
        columns: of all runs.
        objectives: of them. One of a test split is told too: it was asked for.

    Returns:
        Qualified names.
    """
    wanted = dict.fromkeys(objective.metric for objective in objectives if objective.metric in columns.kinds)
    params = [name for name in columns.names if name.startswith(PARAMS)]
    measured = [name for name in columns.names if name.startswith(METRICS) and not is_of_test(name)]
    measured.sort(key=lambda name: _distance(name, wanted))
    ours = [name for name in params if name.startswith(OWN)]
    rest = [*(name for name in params if name not in ours), *measured, *_TOLD, *ours]
    return (*wanted, *varying(runs, [name for name in rest if name not in wanted]))


def _distance(name: str, objectives: dict[str, None]) -> tuple[bool, int]:
    """Metrics of an objective's split come first, then those of few words: the others are details, as of one class."""
    splits = {objective.rpartition(".")[0] for objective in objectives}
    return name.rpartition(".")[0] not in splits, name.count(".")
