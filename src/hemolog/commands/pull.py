"""`hemolog pull`: experiments from the team."""

import time
from typing import Annotated

import typer

from hemolog.commands.checkout import checkout
from hemolog.commands.wanted import AsJson, Names, SearchName


def pull(
    experiments: Names = None,
    search: SearchName = None,
    every: Annotated[bool, typer.Option("--all", help="All experiments of the git remote, and those here.")] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="GIT_REMOTE", help="Has them; that of the branch, or origin, by itself."),
    ] = None,
    metrics_only: Annotated[
        bool,
        typer.Option("--metrics-only", help="Parameters, metrics and curves, which are in git; no data or models."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring experiments of the team: their references from git's remote, what they point at from the DVC remote.

    Nothing is checked out: `dvc exp apply` does it. What is here already is not brought again, and after an
    interruption the same command goes on.
    """
    from hemolog.experiments.sharing.selection import Wanted
    from hemolog.experiments.sharing.transfer.experiments import pull_experiments
    from hemolog.reports.sharing.lines import IS_NOT_WHOLE, expect_whole, of_pull
    from hemolog.reports.sharing.progress import TransferView
    from hemolog.reports.sharing.transfer_json import pull_json

    began = time.monotonic()
    with TransferView() as view:
        wanted = Wanted(tuple(experiments or ()), search, every)
        pulled, git_remote = pull_experiments(checkout(), wanted, source, view, metrics_only=metrics_only)
    if as_json:
        typer.echo(pull_json(pulled, git_remote))
    for line in () if as_json else of_pull(pulled, git_remote, time.monotonic() - began, metrics_only=metrics_only):
        typer.echo(line)
    expect_whole(pulled.left, pulled.failed, IS_NOT_WHOLE)
