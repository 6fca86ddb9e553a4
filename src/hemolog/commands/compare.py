"""`hemolog compare`: two states of the pipeline in one report, and a gate for pull requests."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.compare.comparison import Comparison
    from hemolog.reports.compare.gate import Gate

EXIT_CLOSED = 1


def compare(
    base: Annotated[
        str | None,
        typer.Argument(
            metavar="BASE",
            help="What is there already: a branch (then where HEAD left it), a tag, a commit or an experiment; by "
            "itself where HEAD left the default branch.",
            show_default=False,
        ),
    ] = None,
    head: Annotated[
        str | None,
        typer.Argument(
            metavar="HEAD",
            help="What is to be judged; by itself the workspace if a file that git tracks has changed, else what is "
            "checked out.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        Literal["terminal", "markdown", "json"],
        typer.Option("--format", help="For people here, for a pull request, for other programs."),
    ] = "terminal",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the report there instead.", show_default=False)
    ] = None,
    gate: Annotated[
        bool,
        typer.Option(
            "--gate",
            help="End with exit code 1 where a guarded metric is worse beyond its tolerance, or dvc.lock doesn't "
            "belong to the code and the parameters.",
        ),
    ] = False,
) -> None:
    """Tell whether a change makes the model better, worse, or can't tell, and all that is not the same.

    What is judged and by which file, `compare:` in params.yaml says. Verdicts come from what git has; single items
    that changed and their names need the predictions of both sides in DVC's cache.
    """
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports import own_file
    from hemolog.reports.compare.comparison import compare as compare_states
    from hemolog.reports.compare.report_text import Format, is_report, report_text
    from hemolog.reports.reading import ReadingView

    if out is not None:
        own_file.expect_free(out, "report", is_report, "report.md")
    workspace = Workspace(Path.cwd())
    with ReadingView() as view:
        comparison = compare_states(workspace, base, head, view)
    asked = _gate(workspace, comparison) if gate else None
    if out is not None:
        own_file.write(out, report_text(comparison, asked, Format(format_)))
    elif format_ == "terminal":
        _print(comparison, asked)
    else:
        typer.echo(report_text(comparison, asked, Format(format_)), nl=False)
    if asked is not None and not asked.passed:
        raise typer.Exit(EXIT_CLOSED)


def _print(comparison: "Comparison", gate: "Gate | None") -> None:
    from hemolog.reports.compare.terminal import TerminalReport
    from hemolog.reports.sharing.printed import printed

    report = TerminalReport(comparison, gate)
    with suppress(SystemExit):  # Rich's 1 for a reader that is gone: here that is a closed gate.
        printed(report, report.lines())


def _gate(workspace: "Workspace", comparison: "Comparison") -> "Gate":
    from hemolog.experiments.staleness import staleness_of
    from hemolog.reports.compare.gate import gate

    return gate(comparison, staleness_of(workspace, comparison.head.state))
