"""Which runs a page is of: the experiments that are wanted, and the commits that they are to be seen beside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pygit2

from hemolog.experiments.history.choice import choose
from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.order import Order, best, best_order, order_of
from hemolog.experiments.history.read import Progress, read_history
from hemolog.experiments.history.run import History, Run
from hemolog.experiments.workspace import Workspace


@dataclass(frozen=True)
class Wanted:
    """What a user asks for, in the words of `hemolog ls`."""

    revisions: tuple[str, ...] = ()
    """Shown beside the experiments, whatever else is asked for."""
    filter: str | None = None
    search: str | None = None
    sort: str | None = None
    best: int | None = None


@dataclass(frozen=True)
class Chosen:
    """What the page is of."""

    history: History
    order: Order | None
    """That the user wants the table to begin with; None without a wish."""


def chosen(workspace: Workspace, wanted: Wanted, default: Objective | None, progress: Progress | None = None) -> Chosen:
    """Read and choose.

    Args:
        workspace: the repository.
        wanted: what is asked for.
        default: the objective of runs that are no trials of a search.
        progress: told how far the reading is.

    Raises:
        HemologError: a column, a search or a revision is unknown, a filter makes no sense, or nothing tells what is
            best.
    """
    history = read_history(workspace, progress=progress)
    columns = Columns.of(history.runs)
    runs = choose(history.runs, columns, text=wanted.filter, search=wanted.search)
    order = order_of(wanted.sort, columns) if wanted.sort else None
    if wanted.best is not None:
        order = best_order(runs, default, order)
        runs = best(runs, order, wanted.best)
    beside = beside_them(workspace, runs, wanted.revisions)
    named = read_history(workspace, beside, experiments=False).runs
    return Chosen(replace(history, runs=(*named, *runs)), order)


def beside_them(workspace: Workspace, runs: Sequence[Run], revisions: Sequence[str]) -> list[str]:
    """Revisions to show beside experiments: what is checked out, what is asked for, and what experiments grow from.

    A commit is in it once, and one that a clone lacks not at all.
    """
    shown = {run.commit for run in runs}
    found = {workspace.head(): workspace.branch() or workspace.head()}
    for revision in revisions:
        found.setdefault(_commit(workspace, revision), revision)
    for baseline in dict.fromkeys(run.baseline for run in runs):
        if baseline and baseline in workspace.git:
            found.setdefault(baseline, baseline)
    return [revision for commit, revision in found.items() if commit not in shown]


def _commit(workspace: Workspace, revision: str) -> str:
    """The commit that a revision stands for; the revision itself where reading it will tell what is wrong."""
    try:
        return str(workspace.git.revparse_single(revision).peel(pygit2.Commit).id)
    except (KeyError, ValueError, pygit2.GitError):
        return revision
