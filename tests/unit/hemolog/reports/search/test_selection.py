"""The trials that a table has room for."""

from hemolog.reports.search.progress import State
from hemolog.reports.search.selection import Selection, select
from support.search_events import row


def numbers(chosen: Selection) -> tuple[list[int], list[int], int]:
    return [int(r.trial_id) for r in chosen.best], [int(r.trial_id) for r in chosen.newest], chosen.hidden


def test_all_trials_stand_in_their_order_where_there_is_room() -> None:
    rows = tuple(row(i, i / 10) for i in range(8))
    assert numbers(select(rows, "max", 8)) == ([], list(range(8)), 0)


def test_the_best_and_the_newest_of_a_thousand_are_shown() -> None:
    rows = tuple(row(i, -abs(i - 500)) for i in range(1000))
    assert numbers(select(rows, "max", 8)) == ([500, 499, 501], [995, 996, 997, 998, 999], 992)
    assert numbers(select(rows, "min", 4)) == ([0, 1], [998, 999], 996)


def test_a_trial_that_is_best_and_newest_stands_once() -> None:
    rows = tuple(row(i, float(i)) for i in range(10))
    assert numbers(select(rows, "max", 6)) == ([9, 8, 7], [4, 5, 6], 4)


def test_running_trials_come_before_newer_ones_that_ended() -> None:
    rows = tuple(row(i, 0.5, State.RUNNING if i in (2, 9) else State.FINISHED) for i in range(20))
    assert numbers(select(rows, "max", 8)) == ([0, 1, 3], [2, 9, 17, 18, 19], 12)


def test_nothing_but_newest_is_shown_where_nothing_has_a_score() -> None:
    rows = tuple(row(i, None, State.FAILED) for i in range(9))
    assert numbers(select(rows, "max", 4)) == ([], [5, 6, 7, 8], 5)
