"""The order of trials by their objective."""

import math

from hemolog.reports.search.progress import State, ranked
from support.search_events import row

ROWS = [
    row(0, 0.5),
    row(1, 0.9, State.CACHED),
    row(2, math.nan),
    row(3, None),
    row(4, None, State.FAILED),
    row(5, None, State.RUNNING, now=1.0),
    row(6, 0.9),
    row(7, 0.1),
]


def test_the_best_comes_first_and_of_equals_the_earlier() -> None:
    assert [trial.trial_id for trial in ranked(ROWS, "max")] == ["0001", "0006", "0000", "0007"]
    assert [trial.trial_id for trial in ranked(ROWS, "min")] == ["0007", "0000", "0001", "0006"]
