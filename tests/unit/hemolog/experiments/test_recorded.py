"""Trials that git has: whether a search still has something to run."""

import pytest

from hemolog.experiments.recorded import are_complete


@pytest.mark.parametrize(
    ("ended", "trials"),
    [
        (["0000"], 1),
        (["0001", "0000", "0002"], 3),
        (["0000", "0001", "0002"], 2),  # more than are asked for
        (["0000", "0001", "0001"], 2),  # failed here, recorded elsewhere
        (["0000", "0001", "nothing of ours"], 2),
    ],
)
def test_enough_trials_of_which_none_is_missing_are_a_whole_search(ended: list[str], trials: int) -> None:
    assert are_complete(ended, trials)


@pytest.mark.parametrize(
    ("ended", "trials"),
    [
        ([], 1),
        (["0000"], 2),
        (["0000", "0002"], 2),  # 0001 was interrupted and waits
        (["0001"], 1),
        (["0000", "0000"], 2),
        (["0000", "nothing of ours"], 2),
    ],
)
def test_a_search_goes_on_while_a_trial_is_missing(ended: list[str], trials: int) -> None:
    assert not are_complete(ended, trials)
