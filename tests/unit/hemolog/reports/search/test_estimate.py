"""The time that a search will still take."""

import pytest

from hemolog.reports.search.estimate import time_left
from hemolog.reports.search.progress import State, TrialRow
from support.search_events import row

TWENTY = row(1, seconds=20.0)
FORTY = row(2, seconds=40.0)
CACHED = row(3, state=State.CACHED, seconds=0.1)
FAILED = row(4, state=State.FAILED, seconds=1.0)


def running(seconds: float) -> TrialRow:
    return row(5, state=State.RUNNING, seconds=seconds)


@pytest.mark.parametrize(
    ("rows", "total", "jobs", "seconds"),
    [
        ([TWENTY], 4, 1, 60.0),
        ([TWENTY, FORTY], 4, 1, 60.0),
        ([TWENTY, FORTY, CACHED, FAILED], 6, 1, 60.0),
        ([TWENTY, FORTY, running(10.0)], 3, 1, 20.0),
        ([TWENTY, FORTY, running(99.0)], 4, 1, 30.0),
        ([TWENTY, FORTY, running(10.0), running(20.0)], 5, 2, 40.0),
        ([TWENTY, FORTY], 3, 8, 30.0),
        ([TWENTY, FORTY], 2, 1, 0.0),
        ([TWENTY, FORTY], 1, 1, 0.0),
    ],
)
def test_jobs_share_what_is_left(rows: list[TrialRow], total: int, jobs: int, seconds: float) -> None:
    assert time_left(rows, total, jobs) == seconds


@pytest.mark.parametrize(
    ("rows", "total"), [([], 4), ([running(10.0)], 4), ([CACHED], 4), ([FAILED], 4), ([TWENTY], None)]
)
def test_nothing_is_said_before_a_trial_has_trained_to_its_end(rows: list[TrialRow], total: int | None) -> None:
    assert time_left(rows, total, 1) is None
