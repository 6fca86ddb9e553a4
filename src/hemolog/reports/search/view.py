"""Shows a search: a live table on a terminal, plain lines elsewhere, and its summary at the end."""

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from hemolog.experiments.messages import Listener
from hemolog.reports.search import delivery, farewell, words
from hemolog.reports.search.ledger import Ledger
from hemolog.reports.search.log import Log
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.printing import print_line
from hemolog.reports.search.progress import Progress, TrialRow
from hemolog.reports.search.summary import Summary
from hemolog.reports.search.table import SearchTable, draw_rows

REFRESHES = 2
"""A second: each costs some 7 ms, which the training lacks."""


class SearchView:
    """A context in which a search is shown; `listener` is to be told what happens in it.

    Methods may be called from any thread.
    """

    def __init__(
        self,
        plan: SearchPlan,
        console: Console,
        *,
        before: Iterable[TrialRow] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare to show a search.

        Args:
            plan: of the search.
            console: from `open_console`; a live table is drawn where it is interactive.
            before: trials of earlier runs of the search.
            clock: seconds since any moment, never going back.
        """
        self._plan, self._console = plan, console
        self._ledger = Ledger(plan, before=before, clock=clock)
        self._log = None if console.is_interactive else Log(plan, self._ledger, console, clock)
        self._live = Live(
            console=console,
            get_renderable=lambda: SearchTable(plan, self.progress()),
            refresh_per_second=REFRESHES,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    @property
    def listener(self) -> Listener:
        """To be told of trials and epochs."""
        return self._ledger if self._log is None else self._log

    def progress(self) -> Progress:
        """The facts as they are now."""
        return self._ledger.progress()

    def note(self, message: str) -> None:
        """Say one line that stays: above the table, or between the lines."""
        print_line(self._console, words.visible(message, longest=2000))

    def finish(self, summary: Summary) -> None:
        """Take the table away and tell what has come of the search."""
        self._live.transient = True
        self._stop()
        print_line(self._console, farewell.opening(summary), style="bold")
        if self._log is None and summary.best:
            self._print_best(summary)
        else:
            self._print_lines(farewell.best(summary))
        self._print_lines(farewell.failures(summary), style="red")
        if summary.delivery is not None:
            self._print_lines(delivery.lines(summary.delivery))
        self._print_lines([] if self._log else [""])
        self._print_lines(farewell.hints(summary))

    def __enter__(self) -> Self:
        if self._log is not None:
            self._log.open()
        else:
            self._live.start(refresh=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave the last table where it is, unless `finish` took it away."""
        self._stop()

    def _stop(self) -> None:
        if self._log is None:
            self._live.stop()

    def _print_best(self, summary: Summary) -> None:
        table = draw_rows(summary.plan, [summary.best], None, self._console.width, named=True)
        self._console.print(Group(Text(), table))

    def _print_lines(self, lines: Iterable[str], style: str = "") -> None:
        for line in lines:
            print_line(self._console, line, style=style)
