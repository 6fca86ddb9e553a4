"""All facts of a page, typed: computed from a history, drawn elsewhere."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.files import RunFiles
from hemolog.experiments.history.objectives import Objective, objectives
from hemolog.experiments.history.order import Order
from hemolog.experiments.history.run import History
from hemolog.experiments.history.running import Running
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.facts.artifacts import Artifacts, Sources, artifacts, read_places, remotes_of
from hemolog.reports.board.facts.compare import CompareFacts, compare_facts
from hemolog.reports.board.facts.forests import Forests, Grow
from hemolog.reports.board.facts.importance import ImportanceFacts, importance_facts
from hemolog.reports.board.facts.lineage import Lineage, lineage
from hemolog.reports.board.facts.overview import Overview, overview
from hemolog.reports.board.facts.pictures import Pictures, PicturesOfRuns
from hemolog.reports.board.facts.running import RunningFacts, running_facts
from hemolog.reports.board.facts.runs import RunFacts, run_facts
from hemolog.reports.board.facts.sampling import logarithmic
from hemolog.reports.board.facts.table import TableFacts, table_facts
from hemolog.reports.board.facts.written import Written, written
from hemolog.reports.board.settings import BoardSettings, settings_of

NOTHING_RUNS = Running((), ())


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
    logarithmic: list[str]
    """Parameters whose axes begin as such."""
    overview: Overview
    importance: ImportanceFacts
    compare: CompareFacts
    artifacts: Artifacts
    lineage: Lineage
    pictures: Pictures
    reports: Written
    running: RunningFacts
    version: str = ""
    """Of what is told of the history, where a server has newer facts; empty in a file."""


def board(
    workspace: Workspace,
    history: History,
    running: Running = NOTHING_RUNS,
    order: Order | None = None,
    grower: Grow | None = None,
) -> Board:
    """Compute a page's facts.

    Args:
        workspace: the repository.
        history: the runs.
        running: what has no commit yet, or never will.
        order: of the table; by the objective if None.
        grower: of forests, if not this process; all else is computed meanwhile.

    Raises:
        SettingsError: what params.yaml says of the board makes no sense.
    """
    settings = settings_of(workspace)
    columns, default = Columns.of(history.runs), settings.default_objective
    found = objectives(history.runs, default)
    with ThreadPoolExecutor(1) as aside:
        forests = Forests.of(workspace, grower)
        importance = aside.submit(importance_facts, history.runs, columns, found, forests)
        return _board(workspace, history, running, order, settings, columns, found, importance)


def _board(
    workspace: Workspace,
    history: History,
    running: Running,
    order: Order | None,
    settings: BoardSettings,
    columns: Columns,
    found: tuple[Objective, ...],
    importance: Future[ImportanceFacts],
) -> Board:
    default = settings.default_objective
    best = overview(history.runs, found, default)
    places = read_places(workspace, remotes_of(history.runs))
    made = artifacts(history.runs, places, Sources(workspace.git))
    pictures = PicturesOfRuns(workspace, RunFiles(workspace), places, settings.pictures)
    return Board(
        repository=RepositoryFacts(workspace.dvc_root.name, history.branch, history.head),
        runs=run_facts(history.runs, columns),
        table=table_facts(columns, found, settings.intervals, order),
        logarithmic=logarithmic(history.runs),
        overview=best,
        compare=compare_facts(workspace, history.runs, settings),
        artifacts=made,
        lineage=lineage(made),
        pictures=pictures.take(history.runs, [each.run for each in best.best]),
        reports=written(workspace.dvc_root, settings.reports, columns),
        running=running_facts(running, history.runs, default),
        importance=importance.result(),
    )


def with_running(before: Board, workspace: Workspace, history: History, running: Running) -> Board:
    """A page's facts with what runs by now, all else as it was; see `board`."""
    return replace(before, running=running_facts(running, history.runs, settings_of(workspace).default_objective))
