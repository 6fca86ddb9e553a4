"""How far the reading of a history is: a bar on standard error, where that is a terminal and it takes a while."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hemolog.reports.search.terminal import open_console

_SILENT = 0.5  # seconds: most histories are read by then
_REDRAWN = 0.1  # seconds
_WIDTH = 24  # of the bar


def told(done: int, total: int) -> str:
    """One line: `3,500 of 10,000 commits read`."""
    return f"{done:,} of {total:,} commits read"


class ReadingView:
    """Told how many commits are read, of how many: a context, and a `read.Progress` within it."""

    def __init__(self, console: Console | None = None) -> None:
        """Take where to draw; standard error by itself."""
        self._own = None if console is not None else open_console(sys.stderr)
        self._console = console or self._own or Console(stderr=True)
        self._live: Live | None = None
        self._next = 0.0

    def __enter__(self) -> Self:
        self._next = time.monotonic() + _SILENT
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        if self._own is not None:
            self._own.file.close()

    def __call__(self, done: int, total: int) -> None:
        """Draw it, if it is time."""
        now = time.monotonic()
        if now < self._next or not (self._console.is_terminal and self._console.is_interactive):
            return
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        row = Table.grid(padding=(0, 1))
        row.add_row(ProgressBar(total=total or 1, completed=done, width=_WIDTH), Text(told(done, total)))
        self._live.update(row, refresh=True)
        self._next = now + _REDRAWN
