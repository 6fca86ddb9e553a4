"""Listens to a search and writes a line where a person who reads a log wants one."""

import threading
from collections.abc import Callable, Mapping

from rich.console import Console

from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.reports.search import lines
from hemolog.reports.search.ledger import Ledger
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.printing import print_line

SILENCE = 60.0
"""Seconds without a line after which the end of an epoch is told, so that a long search doesn't look dead."""


class Log:
    """A `Listener` that tells a ledger and writes one line for each trial that ends.

    Epochs are told at the very first one of a search, and after a silence.
    """

    def __init__(self, plan: SearchPlan, ledger: Ledger, console: Console, clock: Callable[[], float]) -> None:
        """Write to `console` what `ledger` learns; the `clock` gives seconds."""
        self._plan, self._ledger, self._console, self._clock = plan, ledger, console, clock
        self._spoke: float | None = None
        self._lock = threading.RLock()

    def open(self) -> None:
        """Write what the search is for."""
        print_line(self._console, lines.opening(self._plan, self._ledger.progress()))

    def trial_started(self, request: TrialRequest) -> None:
        """A trial begins: no news."""
        self._ledger.trial_started(request)

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """An epoch of it has ended."""
        with self._lock:
            self._ledger.epoch_ended(trial_id, epoch, metrics)
            if self._spoke is not None and self._clock() - self._spoke < SILENCE:
                return
            for row in self._ledger.progress().rows:
                if row.trial_id == trial_id:
                    self._say(lines.epoch(self._plan, row))

    def trial_finished(self, result: TrialResult) -> None:
        """It ended well."""
        with self._lock:
            self._ledger.trial_finished(result)
            self._tell_end(result.request.trial_id)

    def trial_failed(self, failure: TrialFailure) -> None:
        """Its stages failed."""
        with self._lock:
            self._ledger.trial_failed(failure)
            self._tell_end(failure.request.trial_id)

    def _tell_end(self, trial_id: str) -> None:
        progress = self._ledger.progress()
        row = next(row for row in progress.rows if row.trial_id == trial_id)
        self._say(lines.ending(self._plan, progress, row))

    def _say(self, line: str) -> None:
        self._spoke = self._clock()
        print_line(self._console, line)
