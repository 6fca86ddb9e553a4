"""`hemolog push`: experiments to the team, data first."""

import time
from typing import Annotated

import typer

from hemolog.commands.checkout import checkout
from hemolog.commands.wanted import AsJson, Names, SearchName


def push(
    experiments: Names = None,
    search: SearchName = None,
    every: Annotated[bool, typer.Option("--all", help="All experiments of this repository.")] = False,
    to: Annotated[
        str | None,
        typer.Option(metavar="GIT_REMOTE", help="Takes their references; that of the branch, or origin, by itself."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Send what is there already, too: replaces what an audit found damaged.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send experiments to the team: what they point at to the DVC remote, and only then their references to git's.

    So an experiment that can be seen can be pulled. What is there already is not sent again, and after an interruption
    the same command goes on.
    """
    from hemolog.experiments.sharing.selection import Wanted
    from hemolog.experiments.sharing.transfer.experiments import push_experiments
    from hemolog.reports.sharing.lines import STAYS, expect_whole, of_push
    from hemolog.reports.sharing.progress import TransferView
    from hemolog.reports.sharing.transfer_json import push_json

    began = time.monotonic()
    with TransferView() as view:
        wanted = Wanted(tuple(experiments or ()), search, every)
        pushed, git_remote = push_experiments(checkout(), wanted, to, view, again=again)
    if as_json:
        typer.echo(push_json(pushed, git_remote))
    for line in () if as_json else of_push(pushed, git_remote, time.monotonic() - began):
        typer.echo(line)
    expect_whole(pushed.left, pushed.failed, STAYS)
