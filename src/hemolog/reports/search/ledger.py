"""Listens to a search and keeps what has happened; can be asked at any moment."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.reports.search.estimate import time_left
from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import Progress, State, TrialRow, ranked


class Ledger:
    """A `Listener`. Any thread may call any method; each call is seen whole or not at all by `progress`.

    Events of a trial that the ledger has no use for (an epoch told after the end) are passed over.
    """

    def __init__(
        self, plan: SearchPlan, *, before: Iterable[TrialRow] = (), clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to count the time.

        Args:
            plan: of the search.
            before: trials of earlier runs of it.
            clock: seconds since any moment, never going back.
        """
        self._plan = plan
        self._rows = {row.trial_id: row for row in before}
        self._clock = clock
        self._began = clock()
        self._started: dict[str, float] = {}
        self._lock = threading.RLock()  # A signal's handler may ask while its own thread is in here.

    def trial_started(self, request: TrialRequest) -> None:
        """A trial begins, or begins again."""
        with self._lock:
            self._started[request.trial_id] = self._clock()
            self._rows.pop(request.trial_id, None)
            self._rows[request.trial_id] = _row(request, State.RUNNING)

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """An epoch of it has ended."""
        with self._lock:
            row = self._rows.get(trial_id)
            if row is not None and row.state is State.RUNNING:
                self._rows[trial_id] = replace(row, epochs=epoch, now=metrics.get(self._plan.logged_as))

    def trial_finished(self, result: TrialResult) -> None:
        """It ended well."""
        row = replace(
            _row(result.request, State.CACHED if result.cached else State.FINISHED),
            epochs=result.epochs,
            final=result.metrics.get(self._plan.objective),
            seconds=result.seconds,
        )
        self._end(row)

    def trial_failed(self, failure: TrialFailure) -> None:
        """Its stages failed."""
        row = _row(failure.request, State.FAILED)
        self._end(replace(row, epochs=failure.epochs, seconds=failure.seconds, cause=failure.cause))

    def progress(self) -> Progress:
        """All that is known now."""
        with self._lock:
            now = self._clock()
            rows = tuple(
                replace(row, seconds=now - self._started[row.trial_id]) if row.state is State.RUNNING else row
                for row in self._rows.values()
            )
        plan = self._plan
        best = next(iter(ranked(rows, plan.direction)), None)
        return Progress(rows, plan.trials, best, now - self._began, time_left(rows, plan.trials, plan.jobs))

    def _end(self, row: TrialRow) -> None:
        with self._lock:
            known = self._rows.get(row.trial_id)
            self._rows[row.trial_id] = replace(row, now=known.now if known else None)


def _row(request: TrialRequest, state: State) -> TrialRow:
    return TrialRow(request.trial_id, request.name, state, dict(request.values))
