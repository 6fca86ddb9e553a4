"""`hemolog prune`: delete the models of all but the best trials of a search."""

from typing import Annotated

import typer

from hemolog.commands.checkout import checkout


def prune(
    search: Annotated[str, typer.Option("--search", metavar="NAME", help="Whose trials.")],
    keep_best: Annotated[int, typer.Option(min=1, metavar="K", help="So many of the best keep their models.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without, it is only told.")] = False,
    older_than: Annotated[
        float, typer.Option(min=0, metavar="HOURS", help="What was put there later stays, here and in the DVC remote.")
    ] = 24.0,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="GIT_REMOTE", help="Has the team's experiments; that of the branch, or origin, by itself."
        ),
    ] = None,
) -> None:
    """Delete the models of all but the best trials of a search, here and in the DVC remote.

    No reference, metric or curve goes, and no object that another experiment, a branch, a tag or the workspace points
    at. What goes is recorded first, for the whole team, so that an audit knows of it, and `dvc exp apply` and
    `dvc repro` make the same bytes again.
    """
    from hemolog.experiments.dvc_store import cache_folder
    from hemolog.experiments.sharing.prune.planner import PruneOptions
    from hemolog.experiments.sharing.prune.prune import Prune
    from hemolog.experiments.sharing.references.git_remote import git_remote_if_any
    from hemolog.reports.sharing.printed import printed
    from hemolog.reports.sharing.progress import TransferView
    from hemolog.reports.sharing.prune import PruneTable, after, before

    workspace, options = checkout(), PruneOptions(search, keep_best, older_than)
    with TransferView() as view:
        remote = git_remote_if_any(workspace, to)
        work = Prune(workspace, options, remote, cache_folder(workspace.dvc_root), view)
        plan = work.plan()
    printed(PruneTable(plan), before(plan, certain=yes))
    if yes and plan.doomed:
        with TransferView() as view:
            deleted = Prune(workspace, options, remote, cache_folder(workspace.dvc_root), view).execute(plan)
        for line in after(deleted):
            typer.echo(line)
