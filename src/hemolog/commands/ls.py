"""`hemolog ls`: experiments, branches, tags and commits as a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemolog.commands.wanted import Best, Filter, Revisions, Sort, TrialsOf

if TYPE_CHECKING:
    from hemolog.experiments.history.objectives import Objective
    from hemolog.experiments.workspace import Workspace

NOTHING = "no experiments yet: `hemolog search` or `dvc exp run` makes some, `hemolog pull --all` brings the team's"

_ANY = 100_000
"""Columns of a pipe, for a table whose columns are named: none is left out."""


def ls(
    revisions: Revisions = None,
    search: TrialsOf = None,
    filter_: Filter = None,
    sort: Sort = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns", metavar="A,B,...", help="These instead of those that vary; 'val.*' and the like for several."
        ),
    ] = None,
    best: Best = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for other programs.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="For spreadsheets; a text that they would take for a formula begins with '.")
    ] = False,
) -> None:
    """List experiments: the objective, and the hyperparameters and metrics in which they differ.

    The best come first where all have one objective, that of their search or `board.objective` in params.yaml; else
    the newest. Values that are missing or no number come last.

    A column is named as in `params.train.learning_rate`, `metrics.val.macro_f1`, `run.time`, or by as much of its end
    as no other column has.

    Metrics of test splits (`test`, `test_...`) choose nothing: they neither rank nor stand in the table unless you
    name them in --columns or --sort, or a search has one for its objective.
    """
    from hemolog.experiments.history.read import read_history
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.ls.listing import Asked, listing
    from hemolog.reports.ls.listing_csv import listing_csv
    from hemolog.reports.ls.listing_json import listing_json
    from hemolog.reports.ls.table import RunTable
    from hemolog.reports.reading import ReadingView
    from hemolog.reports.sharing.printed import printed

    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other.")
    workspace = Workspace(Path.cwd())
    with ReadingView() as view:
        runs = read_history(workspace, tuple(revisions or ()), progress=view).runs
    if not runs and not (as_json or as_csv):
        typer.echo(NOTHING)
        return
    named = tuple(filter(None, (each.strip() for each in (columns or "").split(","))))
    asked = Asked(filter_, search, sort, named, best)
    found = listing(runs, asked, _default_objective(workspace))
    if as_json:
        typer.echo(listing_json(found))
    elif as_csv:
        typer.echo(listing_csv(found), nl=False)
    else:
        printed(RunTable(found), (), width=_ANY if found.asked else None)


def _default_objective(workspace: "Workspace") -> "Objective | None":
    """What params.yaml says of runs that are no trials; if it makes no sense, that is no reason to list nothing."""
    from hemolog.errors import SettingsError
    from hemolog.reports.board.settings import settings_of
    from hemolog.reports.search.words import visible

    try:
        return settings_of(workspace).default_objective
    except SettingsError as error:
        typer.echo(f"warning: {visible(str(error), longest=1_000)}", err=True)
        return None
