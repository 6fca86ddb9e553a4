"""What a stage says: progress on a terminal, plain lines in a log, one line for an error."""

import errno
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from bloodcells import interrupt
from bloodcells.errors import BloodcellsError, StorageError

EXIT_ERROR = 2
RUN_FACTS = "RUN_FACTS"

Item = TypeVar("Item")


class _Console(Console):
    """That of Rich, which would end the process when nobody reads any more."""

    def on_broken_pipe(self) -> None:
        self.quiet = True


_console = _Console(stderr=True, highlight=False)


def say(message: str) -> None:
    """Print one line on stderr, as it is: no markup in it is understood."""
    _print(message)


def warn(message: str) -> None:
    """Print one line on stderr that starts with `warning:`."""
    _print(f"warning: {message}", style="yellow")


def _print(line: str, style: str | None = None) -> None:
    with suppress(OSError):  # A full log is no reason to lose the work.
        _console.print(line, markup=False, soft_wrap=True, style=style)


def tell_fact(name: str, value: float) -> None:
    """Tell whoever runs the stage a fact of this run, such as its speed, that must not stand in an output.

    It goes as JSON into the file that the environment variable `RUN_FACTS` names, beside those told before.
    """
    place = os.environ.get(RUN_FACTS)
    if place:
        with suppress(OSError, ValueError):
            file = Path(place)
            facts = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
            file.write_text(json.dumps({**facts, name: value}), encoding="utf-8")


def track(items: Iterable[Item], *, what: str, total: int | None = None) -> Iterator[Item]:
    """Yield `items` under a progress bar named `what`; silent where there is no terminal."""
    with _progress(MofNCompleteColumn()) as progress:
        yield from progress.track(items, description=what, total=total)


def download_bar() -> Progress:
    """A progress bar that counts bytes, to be used as a context."""
    return _progress(DownloadColumn(), TransferSpeedColumn())


def _progress(*columns: ProgressColumn) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        *columns,
        TimeRemainingColumn(),
        console=_console,
        disable=not _console.is_terminal,
        transient=True,
    )


def run(main: Callable[[], None]) -> None:
    """Run the `main` of a module as a program and end the process.

    A user's mistake is one line and exit code 2; `--traceback` on the command line shows where it was found.
    """
    try:
        interrupt.give_back()
        main()
    except KeyboardInterrupt:
        say(interrupt.MESSAGE)
        sys.exit(interrupt.EXIT_CODE)
    except (BloodcellsError, OSError) as error:
        if "--traceback" in sys.argv[1:]:
            traceback.print_exc()
        say(f"error: {one_line(error if isinstance(error, BloodcellsError) else explain(error))}")
        sys.exit(EXIT_ERROR)


def explain(error: OSError) -> StorageError:
    """Tell what an error of the operating system means for the user."""
    place = f"{error.filename}: " if error.filename else ""
    told = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(f"{place}the disk is full: free some space and run the stage again; nothing was lost")
    if error.errno == errno.EFBIG:
        return StorageError(f"{place}a file may not grow so large: raise the limit (`ulimit -f`); nothing was lost")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError(f"{place}{told}: check who owns it and its folder, and whether they may be written")
    if error.errno == errno.ENOENT and error.filename:
        return StorageError(f"{error.filename} is missing: run `dvc repro`, which makes what the stage reads")
    return StorageError(f"{place}{told}")


def one_line(error: BaseException) -> str:
    """The message of `error` for a log that a person greps: without line breaks or what would drive a terminal."""
    text = " ".join(str(error).split())
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
