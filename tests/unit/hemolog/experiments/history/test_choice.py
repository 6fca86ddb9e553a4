"""Which runs of a history are meant."""

import pytest

from hemolog.errors import FilterError, RepositoryError
from hemolog.experiments.history.choice import choose
from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.run import Kind, Run


def trial(search: str | None, number: int) -> Run:
    facts = {} if search is None else {"Hemolog-Search": search}
    return Run(Kind.EXPERIMENT, f"{search}-{number}", "", "", facts=facts, metrics={"metrics.val.f1": number / 10})


RUNS = [trial(search, number) for search in ("rates", "wider", None) for number in range(3)]
COLUMNS = Columns.of(RUNS)


def names(**asked: str) -> list[str]:
    return [each.name for each in choose(RUNS, COLUMNS, **asked)]


def test_without_a_wish_all_runs_are_meant() -> None:
    assert choose(RUNS, COLUMNS) == RUNS


def test_a_search_and_a_filter_choose_together() -> None:
    assert names(search="wider") == ["wider-0", "wider-1", "wider-2"]
    assert names(text="f1 > 0.1") == ["rates-2", "wider-2", "None-2"]
    assert names(text="f1 > 0.1 or name ~ -0", search="wider") == ["wider-0", "wider-2"]


def test_a_search_that_is_unknown_is_refused_with_the_nearest() -> None:
    with pytest.raises(RepositoryError, match=r"the search 'rate' is unknown \(did you mean rates\?\)"):
        names(search="rate")


def test_a_filter_may_name_columns_that_only_other_runs_have() -> None:
    assert names(text="f1 != null and search == wider", search="rates") == []
    with pytest.raises(FilterError):
        names(text="accuracy > 1", search="rates")
