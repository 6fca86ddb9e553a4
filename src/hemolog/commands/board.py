"""`hemolog board`: all experiments in one HTML page, as a file or from a server that keeps it up to date."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from hemolog.commands.wanted import Best, Filter, Revisions, Sort, TrialsOf

if TYPE_CHECKING:
    from hemolog.experiments.history.read import Progress
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.board.chosen import Chosen

DEFAULT = Path("board.html")
_SERVE, _ANY = "--serve", "-1"
_LARGEST_PORT = 65_535


class BoardCommand(TyperCommand):
    """Lets `--serve` stand without a port: Typer knows options with a value and options without one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give each `--serve` that no number follows the value that stands for none."""
        found = list(args)
        until = found.index("--") if "--" in found else len(found)
        for at in [at for at, word in enumerate(found[:until]) if word == _SERVE]:
            if not "".join(found[at + 1 : at + 2]).isdecimal():
                found[at] = f"{_SERVE}={_ANY}"
        return super().parse_args(ctx, found)


def board(
    revisions: Revisions = None,
    search: TrialsOf = None,
    filter_: Filter = None,
    sort: Sort = None,
    best: Best = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where to write it; an older page there is replaced.")
    ] = DEFAULT,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    serve: Annotated[
        int | None,
        typer.Option(
            _SERVE,
            metavar="[PORT]",
            help="Write nothing, but serve it to this machine alone, always up to date, until Ctrl-C: at 8765 or the "
            "next port that is free, unless you name one.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write all experiments as one HTML page, which opens from disk and loads nothing from anywhere.

    Beside the experiments it shows the branch that is checked out, the commits that they grow from, and what you name.
    What runs in this clone is shown with its curves; with --serve they grow epoch by epoch.
    """
    from hemolog.experiments.workspace import Workspace
    from hemolog.reports.board.chosen import Chosen, Wanted, chosen
    from hemolog.reports.board.settings import settings_of
    from hemolog.reports.reading import ReadingView

    wanted = Wanted(tuple(revisions or ()), filter_, search, sort, best)

    def choose(workspace: Workspace, progress: "Progress | None" = None) -> Chosen:
        return chosen(workspace, wanted, settings_of(workspace).default_objective, progress)

    if serve is None:
        with ReadingView() as view:
            _write(Workspace(Path.cwd()), lambda workspace: choose(workspace, view), out, repr(wanted), and_open=open_)
    else:
        _serve(choose, None if serve == int(_ANY) else serve, and_open=open_)


def _write(
    workspace: "Workspace", choose: "Callable[[Workspace], Chosen]", out: Path, wanted: str, *, and_open: bool
) -> None:
    import webbrowser

    from hemolog.experiments.history.running import read_running
    from hemolog.reports.board.board import board as computed
    from hemolog.reports.board.facts.forests import Forests
    from hemolog.reports.board.facts.grower import Grower
    from hemolog.reports.board.page.page import page
    from hemolog.reports.board.page_file import expect_free, write_page

    expect_free(out)
    forests = Forests.of(workspace)
    references = workspace.run_git("for-each-ref", "--format=%(objectname) %(refname)", "refs/exps").decode("latin-1")
    with nullcontext() if forests.are_known(wanted + references) else Grower() as grower:
        found = choose(workspace)
        grow = grower.grow if grower else None
        facts = computed(workspace, found.history, read_running(workspace), found.order, grow)
    forests.all_known(wanted + references)
    write_page(out, page(facts))
    typer.echo(out)
    if _may_be_committed(workspace, out):
        typer.echo(f"git does not ignore {out}: a line in .gitignore keeps it out of commits", err=True)
    if and_open:
        webbrowser.open(out.resolve().as_uri())


def _may_be_committed(workspace: "Workspace", out: Path) -> bool:
    path = out.resolve()
    if not path.is_relative_to(workspace.root):
        return False
    try:
        return not workspace.git.path_is_ignored(str(path.relative_to(workspace.root)))
    except UnicodeEncodeError:  # Its name is no text, which libgit2 isn't asked about.
        return True


def _serve(choose: "Callable[[Workspace], Chosen]", port: int | None, *, and_open: bool) -> None:
    import webbrowser

    from hemolog.reports.board.served.live_board import LiveBoard
    from hemolog.reports.board.served.server import open_server

    if port is not None and not 0 <= port <= _LARGEST_PORT:
        raise typer.BadParameter(f"--serve: expected a port from 0 to {_LARGEST_PORT}. Received {port}")
    live = LiveBoard(Path.cwd(), choose)
    with open_server(live, port) as server:
        try:
            typer.echo(f"{server.url}  Ctrl-C ends it")
            if and_open:
                webbrowser.open(server.url)
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("stopped")
