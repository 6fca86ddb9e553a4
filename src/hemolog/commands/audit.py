"""`hemolog audit`: whether all that experiments point at is there."""

from typing import Annotated

import typer

from hemolog.commands.checkout import checkout

NOT_WHOLE = 1


def audit(
    remote: Annotated[
        bool, typer.Option("--remote", help="Of the experiments on the git remote: all must be in the DVC remote.")
    ] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Read all bytes again and compare their digests.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All that is found, for other programs.")] = False,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="GIT_REMOTE", help="With --remote: another one than that of the branch."),
    ] = None,
) -> int:
    """Tell of each experiment whether every object that it points at is there and of the right size.

    An experiment of this repository may have them in the cache or in the DVC remote; one on the git remote must have
    them in the DVC remote. Where something is missing the exit code is 1, and the command that mends it is told. What
    was pruned can be made again and is not missing.
    """
    from hemolog.experiments.sharing.audit.experiments import audit_here, audit_there
    from hemolog.reports.sharing.audit import AuditTable
    from hemolog.reports.sharing.audit_json import audit_json
    from hemolog.reports.sharing.printed import printed
    from hemolog.reports.sharing.progress import TransferView

    with TransferView() as view:
        workspace = checkout()
        there = remote or source is not None
        found = audit_there(workspace, source, view, deep=deep) if there else audit_here(workspace, view, deep=deep)
    if as_json:
        typer.echo(audit_json(found))
    else:
        table = AuditTable(found)
        printed(table, table.lines())
    return 0 if found.is_good else NOT_WHOLE
