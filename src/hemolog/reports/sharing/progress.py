"""How far a transfer is: a bar where there is a terminal, else a line now and then."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hemolog.experiments.sharing.transfer.transfer import Progress
from hemolog.reports.search.printing import print_line
from hemolog.reports.search.terminal import open_console
from hemolog.reports.search.words import duration, visible
from hemolog.reports.sharing.amounts import size

_EVERY = 10.0  # seconds between lines where there is no terminal
_REDRAWN = 0.1  # seconds
_WIDTH = 24  # of the bar


def told(progress: Progress) -> str:
    """One line: `412 of 1,500 objects, 3.1 MB of 12 MB, 1.6 MB/s, 0:05 left`."""
    parts = [f"{progress.done_objects:,} of {progress.objects:,} objects"]
    if progress.bytes:
        parts.append(f"{size(min(progress.done_bytes, progress.bytes))} of {size(progress.bytes)}")
    parts.append(f"{size(progress.rate)}/s")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if progress.left is not None:
        parts.append(f"{duration(progress.left)} left")
    return ", ".join(parts)


class TransferView:
    """A `Teller` that draws on standard error: a context."""

    def __init__(self, console: Console | None = None) -> None:
        """Take where to draw; standard error by itself."""
        self._own = None if console is not None else open_console(sys.stderr)
        self._console = console or self._own or Console(stderr=True)
        self._live: Live | None = None
        self._doing, self._last = "", 0.0

    def __enter__(self) -> Self:
        if self._console.is_terminal and self._console.is_interactive:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        if self._own is not None:
            self._own.file.close()

    def doing(self, what: str) -> None:
        """As of Teller."""
        self._doing = visible(what)
        if self._live is not None:
            self._live.update(Text(f"{self._doing} ..."), refresh=True)

    def transferring(self, progress: Progress) -> None:
        """As of Watcher."""
        now = time.monotonic()
        if now - self._last < (_REDRAWN if self._live is not None else _EVERY):
            return
        if self._live is not None:
            self._live.update(_bar(self._doing, progress), refresh=True)
        elif self._last:
            print_line(self._console, f"{self._doing}: {told(progress)}")
        self._last = now


def _bar(doing: str, progress: Progress) -> Table:
    whole = progress.bytes or progress.objects or 1
    done = min(progress.done_bytes, whole) if progress.bytes else progress.done_objects
    row = Table.grid(padding=(0, 1))
    row.add_row(ProgressBar(total=whole, completed=done, width=_WIDTH), Text(told(progress)))
    table = Table.grid()
    table.add_row(Text(doing))
    table.add_row(row)
    return table
