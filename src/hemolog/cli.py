"""`hemolog <verb>`: parses, calls, prints. Imports nothing heavy at start; each verb imports what it needs."""

import contextlib
import io
import os
import signal
import sys
import threading
import traceback as tracebacks
from importlib.metadata import version
from typing import Annotated

import typer

from hemolog.commands.audit import audit
from hemolog.commands.board import BoardCommand, board
from hemolog.commands.compare import compare
from hemolog.commands.ls import ls
from hemolog.commands.prune import prune
from hemolog.commands.pull import pull
from hemolog.commands.push import push
from hemolog.commands.remote import remote
from hemolog.commands.search import search
from hemolog.commands.storage import storage
from hemolog.commands.url import url
from hemolog.errors import HemologError
from hemolog.reports.search.words import visible

EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
_GRACE = 2.0  # seconds after Ctrl-C
_LONGEST = 20_000  # characters of an error, of which some tell of many mistakes

app = typer.Typer(
    name="hemolog",
    help="Experiments as git commits: tracked, searched and compared with no server.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _unwrapped(docstring: str | None) -> str:
    """A help text: paragraphs of one line each, for Typer keeps the line breaks of the source."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in (docstring or "").split("\n\n"))


for verb in (search, ls, board, compare, remote, push, pull, url, audit, storage, prune):
    app.command(help=_unwrapped(verb.__doc__), cls=BoardCommand if verb is board else None)(verb)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hemolog {version('hemolog')}")
        raise typer.Exit


@app.callback()
def _options(
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show where an error was found; understood after any verb.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Declare the options that every verb understands; `main` acts on them."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process: exit code 2 and one line for a user's mistake.

    Args:
        arguments: the words after the program's name; those of the process by default.
    """
    _open_closed_streams()
    _print_whatever_there_is()
    words = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    is_search = "search" in words[:2]  # That ends in its own way.
    if arguments is None and not is_search:  # Who calls this from Python goes on after it.
        _end_soon_when_interrupted()
    try:
        code = app([word for word in words if word != "--traceback"], prog_name="hemolog", standalone_mode=False)
    except (HemologError, typer.TyperException) as error:
        if "--traceback" in words:
            tracebacks.print_exc()
        typer.echo(f"error: {_one_line(error)}", err=True)
        sys.exit(EXIT_ERROR)
    except Exception as error:  # noqa: BLE001 # of the system, of a library or ours: nobody expects a traceback
        if "--traceback" in words:
            tracebacks.print_exc()
        typer.echo(f"error: {visible(_unexpected(error), longest=_LONGEST)}", err=True)
        sys.exit(EXIT_ERROR)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("interrupted", err=True)
        sys.exit(EXIT_INTERRUPTED)
    if code == EXIT_INTERRUPTED and not is_search:  # As Typer has it.
        typer.echo("interrupted", err=True)
    sys.exit(code if isinstance(code, int) else 0)


def _one_line(error: Exception) -> str:
    said = str(error)
    if isinstance(error, typer.TyperException):
        said = f"{error.format_message()} `hemolog --help` tells what is understood."
    return visible(said, longest=_LONGEST)


def _unexpected(error: Exception) -> str:
    from hemolog.experiments.faults import explain, one_line

    if isinstance(error, OSError):
        return explain(error)
    return f"unexpected {type(error).__name__}: {one_line(error)}. With --traceback the command tells where."


def _end_soon_when_interrupted() -> None:
    """Let Ctrl-C end the command within seconds, though threads of it wait for a server that is silent.

    Whatever is under way then is broken off as by `kill -9`, which all commands bear.
    """
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return

    def end() -> None:
        cursor = "\x1b[?25h" if sys.stderr.isatty() else ""
        with contextlib.suppress(OSError):
            os.write(2, f"{cursor}interrupted\n".encode())
        os._exit(EXIT_INTERRUPTED)

    def interrupted(number: int, frame: object) -> None:
        timer = threading.Timer(_GRACE, end)
        timer.daemon = True
        timer.start()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)


_RAISING = ("strict", "surrogateescape")  # The second is Python's own choice where the locale is C.


def _print_whatever_there_is() -> None:
    """Write letters that a terminal or a file's encoding doesn't know as escapes: names come from anywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in _RAISING:
            stream.reconfigure(errors="backslashreplace")


def _open_closed_streams() -> None:
    """Lead streams that whoever started this has closed to nowhere, lest a repository's file take their place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, number)
            if nowhere != number:
                os.close(nowhere)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))
