"""Which parameters may be searched: those of the first stage that measures something, or of `search.stage`."""

import pytest

from hemolog.errors import SpaceError
from support.repositories import Repository, set_params
from support.small_search import search, trials

ROWS = {"prepare.rows": {"int": [1, 2]}}


def test_a_stage_before_the_first_metrics_can_be_searched_when_params_say_so(small: Repository) -> None:
    set_params(small, {"search.space": ROWS, "search.algorithm": "grid"})
    with pytest.raises(
        SpaceError,
        match=r"prepare\.rows belongs to the stage prepare, which runs before those that a search repeats: try its "
        r"values with dvc exp run --queue -S prepare\.rows=1,2, or set search\.stage to prepare",
    ):
        search(small.path)

    set_params(small, {"search.stage": "prepare"})
    search(small.path)

    assert [trial.values for trial in trials(small.path)] == [{"prepare.rows": 1}, {"prepare.rows": 2}]
    set_params(small, {"search.stage": "train"})  # no part of what a search is bound to
    assert search(small.path).started == []


def test_a_later_stage_narrows_what_may_be_searched(small: Repository) -> None:
    set_params(small, {"search.stage": "evaluate"})
    with pytest.raises(SpaceError, match=r"train\.rate belongs to the stage train, which runs before"):
        search(small.path)


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ("trian", r"search\.stage: trian is unknown \(did you mean train\?\)"),
        ("", r"search\.stage:  is unknown \(known: prepare, train, evaluate\)"),
        (3, r"search\.stage: expected the name of a stage\. Received 3"),
    ],
)
def test_a_stage_that_is_none_is_refused(small: Repository, stage: object, sentence: str) -> None:
    set_params(small, {"search.stage": stage})
    with pytest.raises(SpaceError, match=sentence):
        search(small.path)
