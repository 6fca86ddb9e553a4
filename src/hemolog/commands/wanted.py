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

# Of commands that show runs, experiments and other commits alike.
Revisions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="REVISION", help="Branches, tags and commits to show beside the experiments.", show_default=False
    ),
]
TrialsOf = Annotated[str | None, typer.Option("--search", metavar="NAME", help="Only the trials of a search.")]
Filter = Annotated[
    str | None,
    typer.Option(
        "--filter",
        metavar="EXPRESSION",
        help="Only runs that satisfy it, such as 'train.learning_rate < 0.01 and (val.macro_f1 > 0.8 or model == "
        "cnn)'. Comparisons: < <= > >= == != in, and ~ for texts that contain another.",
    ),
]
Sort = Annotated[
    str | None,
    typer.Option("--sort", metavar="COLUMN", help="Ascending; with - before it, as in --sort=-val.auc, descending."),
]
Best = Annotated[
    int | None, typer.Option("--best", metavar="N", min=1, help="Only the N best by the objective, or by --sort.")
]
