"""Which trials a table has room for: the best and the newest."""

from dataclasses import dataclass

from hemolog.experiments.definition import Direction
from hemolog.reports.search.progress import State, TrialRow, ranked

BEST = 3


@dataclass(frozen=True)
class Selection:
    """The rows of a table."""

    best: tuple[TrialRow, ...]
    """Best first; empty where every trial is among the newest."""
    newest: tuple[TrialRow, ...]
    """In the order in which they began; running ones before all others."""
    hidden: int
    """Trials that there is no room for."""


def select(rows: tuple[TrialRow, ...], direction: Direction, room: int) -> Selection:
    """Choose at most `room` of the rows, `room` at least 2."""
    if len(rows) <= room:
        return Selection((), rows, 0)
    best = ranked(rows, direction)[: min(BEST, room // 2)]
    shown = {row.trial_id for row in best}
    others = [row for row in rows if row.trial_id not in shown]
    others.sort(key=lambda row: row.state is State.RUNNING)  # Stable: within each kind the order stays.
    chosen = {row.trial_id for row in others[len(others) - (room - len(best)) :]}
    newest = tuple(row for row in rows if row.trial_id in chosen)
    return Selection(best, newest, len(rows) - len(best) - len(newest))
