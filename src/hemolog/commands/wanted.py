"""The words by which a command is told which experiments it is about, the same for each."""

from typing import Annotated

import typer

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="EXPERIMENT",
        help="Names; without any, those of the commit that is checked out.",
        show_default=False,
    ),
]
SearchName = Annotated[str | None, typer.Option("--search", metavar="NAME", help="All trials of a search.")]
AsJson = Annotated[bool, typer.Option("--json", help="What was done, for other programs.")]
