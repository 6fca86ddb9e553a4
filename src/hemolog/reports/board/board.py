"""All facts of a page, typed: computed from a history, drawn elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import Objective, objectives
from hemolog.experiments.history.run import History, Kind
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.facts.overview import Overview, overview
from hemolog.reports.board.facts.runs import RunFacts, run_facts
from hemolog.reports.board.facts.table import TableFacts, table_facts
from hemolog.reports.board.settings import BoardSettings, settings_of


@dataclass(frozen=True)
class RepositoryFacts:
    """What the page is of."""

    name: str
    branch: str
    """That is checked out; empty if none is."""
    head: str
    """The commit that is checked out."""


@dataclass(frozen=True)
class Board:
    """A page."""

    repository: RepositoryFacts
    runs: RunFacts
    table: TableFacts
    overview: Overview


def board(workspace: Workspace, history: History) -> Board:
    """Compute a page's facts.

    Args:
        workspace: the repository.
        history: the runs.

    Raises:
        BoardSettingsError: what params.yaml says of the board makes no sense.
    """
    settings = settings_of(workspace)
    columns, default = Columns.of(history.runs), _default(settings)
    found = objectives(history.runs, default)
    return Board(
        repository=RepositoryFacts(workspace.dvc_root.name, history.branch, history.head),
        runs=run_facts(history.runs, columns),
        table=table_facts(columns, found, settings.intervals),
        overview=overview(history.runs, found, default),
    )


def wanted_revisions(workspace: Workspace, history: History) -> Sequence[str]:
    """What a page shows beside experiments: what is checked out, and every commit that an experiment grows from."""
    baselines = dict.fromkeys(run.baseline for run in history.runs if run.kind is Kind.EXPERIMENT)
    return [history.branch or history.head, *(each for each in baselines if each and each != history.head)]


def _default(settings: BoardSettings) -> Objective | None:
    if settings.objective is None or settings.direction is None:
        return None
    return Objective(settings.objective, settings.direction)
