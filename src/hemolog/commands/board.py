"""`hemolog board`: all experiments in one HTML page."""

from pathlib import Path
from typing import Annotated

import typer


def board(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")] = Path("board.html"),
) -> None:
    """Write all experiments as one HTML page, which opens from disk and loads nothing from anywhere."""
    from hemolog.atomic import new_file
    from hemolog.experiments.history.read import read_history
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.board.board import board as computed
    from hemolog.reports.board.page.page import page

    workspace = Workspace(Path.cwd())
    text = page(computed(workspace, read_history(workspace)))
    with new_file(out) as part:
        part.write_text(text, encoding="utf-8")
    typer.echo(out)
