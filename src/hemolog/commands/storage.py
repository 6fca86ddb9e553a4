"""`hemolog storage`: what experiments and searches take up."""

from typing import Annotated

import typer

from hemolog.commands.checkout import checkout


def storage(
    remote: Annotated[
        bool, typer.Option("--remote", help="Count the DVC remote too, and the experiments on the git remote.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All that is counted, for other programs.")] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="GIT_REMOTE", help="With --remote: another one than that of the branch."),
    ] = None,
) -> None:
    """Tell how many bytes experiments and searches take up: alone, and shared with others.

    What only one of them points at would go with it. What a branch, a tag or the workspace points at is shared.
    """
    from hemolog.experiments.sharing.storage.storage import storage as counted
    from hemolog.reports.sharing.printed import printed
    from hemolog.reports.sharing.progress import TransferView
    from hemolog.reports.sharing.storage import StorageTables
    from hemolog.reports.sharing.storage_json import storage_json

    with TransferView() as view:
        found = counted(checkout(), view, remote=remote or source is not None, name=source)
    if as_json:
        typer.echo(storage_json(found))
    else:
        tables = StorageTables(found)
        printed(tables, tables.lines())
