"""How long a search will still take."""

import heapq
from collections.abc import Iterable
from statistics import fmean

from hemolog.reports.search.progress import State, TrialRow


def time_left(rows: Iterable[TrialRow], total: int | None, jobs: int) -> float | None:
    """Seconds until the last trial ends, if each takes the mean time of those that trained to their end.

    Args:
        rows: of all trials that have begun.
        total: number of trials in all.
        jobs: trials that run at once, at least 1.

    Returns:
        None where the total is unknown or no trial has trained to its end: cached ones tell nothing of the speed.
    """
    rows = list(rows)
    trained = [row.seconds for row in rows if row.state is State.FINISHED]
    if total is None or not trained:
        return None
    each = fmean(trained)
    busy = [max(0.0, each - row.seconds) for row in rows if row.state is State.RUNNING]
    return _makespan(busy, waiting=max(0, total - len(rows)), each=each, jobs=jobs)


def _makespan(busy: list[float], *, waiting: int, each: float, jobs: int) -> float:
    free_at = busy + [0.0] * (jobs - len(busy))
    heapq.heapify(free_at)
    for _ in range(waiting):
        heapq.heapreplace(free_at, free_at[0] + each)
    return max(free_at)
