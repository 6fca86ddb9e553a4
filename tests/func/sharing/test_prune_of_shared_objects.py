"""A prune of real repositories: what something else points at stays, whatever that is."""

from collections.abc import Callable

import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments.sharing.prune.plan import Fate
from support.keepers import (
    by_branch,
    by_branch_of_origin,
    by_damaged_lock,
    by_dvc_file,
    by_experiment_of_origin,
    by_history,
    by_stage,
    by_stash,
    by_tag,
    by_workspace,
    by_worktree,
)
from support.prunes import BEST, SECOND, THIRD, WORST, fates, planned, prune, reasons
from support.shared_search import MODEL, Team


@pytest.mark.parametrize(
    ("keeper", "reason"),
    [
        (by_branch, "branch kept"),
        (by_branch_of_origin, "branch kept of origin"),
        (by_tag, "tag kept"),
        (by_history, "the history"),
        (by_workspace, "the workspace"),
        (by_stage, "the workspace"),
        (by_dvc_file, "the workspace"),
        (by_stash, "a stash"),
        (by_worktree, "what is checked out"),
        (by_experiment_of_origin, "experiment kept"),
        (by_damaged_lock, "the history"),
    ],
)
def test_what_something_else_points_at_stays(pushed: Team, keeper: Callable[[Team], None], reason: str) -> None:
    keeper(pushed)
    plan = prune(pushed.clone)
    assert reasons(plan, THIRD) == (f"also of {reason}",)
    assert fates(plan) == {BEST: Fate.BEST, SECOND: Fate.BEST, THIRD: Fate.STAYS, WORST: Fate.GOES}
    for place in (pushed.store, pushed.cache):
        assert (place / pushed.key(MODEL, THIRD)).is_file()
        assert not (place / pushed.key(MODEL, WORST)).exists()


def test_a_reference_that_leads_nowhere_stops_it(pushed: Team) -> None:
    (pushed.clone.path / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    with pytest.raises(RepositoryError, match=r"refs/heads/broken leads to.*git update-ref -d refs/heads/broken"):
        planned(pushed.clone)
