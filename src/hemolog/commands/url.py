"""`hemolog url`: where an artifact of an experiment lies."""

from typing import Annotated

import typer

from hemolog.commands.checkout import checkout

_LONGEST = 5_000  # characters of a line; a key has at most 1,024 bytes


def url(
    experiment: Annotated[
        str, typer.Argument(metavar="EXPERIMENT", help="Its name, or a commit, branch or tag.", show_default=False)
    ],
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="From the repository's root: an output, or a file in one.", show_default=False
        ),
    ],
) -> None:
    """Print the address of an artifact of an experiment: `s3://bucket/prefix/files/md5/...`.

    Other programs take it from there, with no DVC and no checkout. Of a directory it is that of the list of its files.
    Whether the object is there, `hemolog audit` tells.
    """
    from hemolog.experiments.dvc_store import cache_folder
    from hemolog.experiments.sharing.artifacts import commit_of, locate
    from hemolog.experiments.sharing.stores import Stores
    from hemolog.reports.search.words import visible

    workspace = checkout()
    stores = Stores(workspace.dvc_root)
    artifact = locate(workspace, commit_of(workspace, experiment), path, cache_folder(workspace.dvc_root), stores)
    address = stores.of(artifact.remote).uri(artifact.key)
    typer.echo(address if address.isprintable() else visible(address, longest=_LONGEST))
