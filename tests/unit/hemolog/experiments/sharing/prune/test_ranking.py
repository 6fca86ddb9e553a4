"""Trials ranked by what their commits tell, and the search that is meant among those of one name."""

import json

import pytest

from hemolog.errors import DefinitionError, SharingError
from hemolog.experiments.recorded import RecordedTrial
from hemolog.experiments.sharing.prune.ranking import rank

HEAD, OTHER, THIRD = "ab" * 20, "cd" * 20, "ef" * 20


def definition(direction: str) -> str:
    space = {"train.width": {"int": [1, 9]}}
    return json.dumps(
        {"objective": "metrics.val.loss", "direction": direction, "algorithm": "random", "seed": 1, "space": space}
    )


def trial(
    number: int,
    score: float | None,
    *,
    direction: str = "min",
    baseline: str = HEAD,
    tree: str = "1" * 40,
    name: str = "rates",
    told: str = "",
) -> RecordedTrial:
    return RecordedTrial(
        ref=f"refs/exps/{baseline[:2]}/{baseline[2:]}/{name}-{number:04}",
        commit=f"{number:040}",
        tree="",
        baseline=baseline,
        time=number,
        search=name,
        trial_id=f"{number:04}",
        values={},
        score=score,
        seconds=0.0,
        epochs=0,
        cached=False,
        definition=told or definition(direction),
        baseline_tree=tree,
        baseline_values={},
        overrides=(),
        oracle=None,
    )


@pytest.mark.parametrize(("direction", "order"), [("min", [3, 0, 4, 2, 1, 5]), ("max", [2, 0, 4, 3, 1, 5])])
def test_the_best_are_first_equal_ones_by_number_and_those_without_a_score_last(
    direction: str, order: list[int]
) -> None:
    scores = [0.5, None, 0.9, 0.1, 0.5, None]
    trials = [trial(number, score, direction=direction) for number, score in enumerate(scores)]
    ranking = rank([*trials, trial(9, 0.0, name="others")], "rates", HEAD)
    assert [int(each.trial_id) for each in ranking.trials] == order
    assert (ranking.metric, ranking.direction) == ("val.loss", direction)


def test_of_searches_of_one_name_that_of_the_commit_checked_out_is_meant() -> None:
    trials = [trial(0, 0.1, baseline=OTHER), trial(1, 0.2), trial(2, 0.3)]
    assert [each.baseline for each in rank(trials, "rates", HEAD).trials] == [HEAD, HEAD]
    assert [each.baseline for each in rank(trials[:1], "rates", HEAD).trials] == [OTHER]
    with pytest.raises(SharingError, match=r"2 searches are named 'rates': check out .* \(abababa, cdcdcdc\)"):
        rank(trials, "rates", THIRD)


def test_searches_that_nothing_tells_apart_are_refused() -> None:
    with pytest.raises(SharingError, match="2 searches that grow from abababa are named 'rates'"):
        rank([trial(0, 0.1), trial(1, 0.2, tree="2" * 40)], "rates", HEAD)


def test_a_search_that_is_unknown_or_damaged_is_told() -> None:
    with pytest.raises(SharingError, match=r"'rate' is unknown \(did you mean rates\?\)"):
        rank([trial(0, 0.1)], "rate", HEAD)
    with pytest.raises(DefinitionError):
        rank([trial(0, 0.1, told="{")], "rates", HEAD)
