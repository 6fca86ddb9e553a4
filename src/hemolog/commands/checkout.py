"""The checkout that a command is about: that of the current folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from hemolog.experiments.workspace import Workspace


def checkout() -> "Workspace":
    """Open it, and warn where its settings lead to another DVC remote than the user will think.

    Raises:
        RepositoryError: there is none.
    """
    from hemolog.experiments.sharing.applied_settings import caution
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.search.words import visible

    workspace = Workspace(Path.cwd())
    if told := caution(workspace):
        typer.echo(f"warning: {visible(told, longest=1_000)}", err=True)
    return workspace
