"""`hemolog remote`: the team's bucket, checked before it becomes the default DVC remote."""

from pathlib import Path
from typing import Annotated

import typer


def remote(
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="s3://BUCKET/PREFIX",
            help="Where data and models go; without it, the remote that is set is checked.",
            show_default=False,
        ),
    ] = None,
    endpoint_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Of a server other than AWS: MinIO, Ceph, R2.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of your AWS settings; kept in .dvc/config.local.")
    ] = None,
    region: Annotated[str | None, typer.Option(metavar="NAME", help="That the bucket is in.")] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of the DVC remote; `team` for a new one.", show_default=False)
    ] = None,
) -> None:
    """Make a bucket the default DVC remote, after a check by a real write, read, list and delete.

    What a team shares (URL, endpoint, region) goes into .dvc/config, for you to commit. Keys never do: they come from
    where AWS looks for them, or from .dvc/config.local. When the check fails, nothing is changed.
    """
    from hemolog.errors import RemoteError
    from hemolog.experiments.sharing import team_remote
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports import remote as report

    workspace = Workspace(Path.cwd())
    if url is None:
        if endpoint_url or profile or region:
            raise RemoteError("these options go with a bucket: hemolog remote s3://<bucket>/<prefix> ...")
        settings = team_remote.current(workspace, name)
        plan = None
    else:
        wanted = team_remote.Wanted(url, name or team_remote.NAME, endpoint_url, region, profile)
        plan = team_remote.plan(workspace, wanted)
        settings = plan.settings
    typer.echo(report.of_settings(settings))
    check = team_remote.check(workspace, settings)
    for line in report.of_check(check):
        typer.echo(line)
    report.expect_passed(check, "; nothing was changed" if plan else "")
    if plan is not None:
        for line in report.of_adoption(plan, team_remote.adopt(workspace, plan)):
            typer.echo(line)
