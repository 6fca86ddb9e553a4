"""Which stages a change of parameters reaches."""

from pathlib import Path

import pytest

from hemolog.experiments.dvc_store import StageFacts
from hemolog.experiments.trial.trials import touched


def stage(
    name: str, *params: str, after: tuple[str, ...] = (), variables: tuple[str, ...] = (), frozen: bool = False
) -> StageFacts:
    return StageFacts(
        name, (), Path("/"), frozenset(params), frozenset(variables), (), (), (), frozen, frozenset(after)
    )


STAGES = [
    stage("fetch", "fetch"),
    stage("prepare", "prepare.size", after=("fetch",)),
    stage("apart", "all.of.it"),
    stage("train", "train", "seed", after=("fetch", "prepare")),
    stage("templated", variables=("train.model",)),
    stage("frozen", "train", frozen=True),
    stage("behind", after=("frozen",)),
    stage("whole", ""),
]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([], []),
        (["nobody.reads"], ["whole"]),
        (["fetch.sources"], ["fetch", "prepare", "train", "whole"]),
        (["prepare.size"], ["prepare", "train", "whole"]),
        (["prepare.sizes"], ["whole"]),
        (["prepare"], ["prepare", "train", "whole"]),
        (["train.rate"], ["train", "whole"]),
        (["train.model"], ["train", "templated", "whole"]),
        (["seed", "all"], ["apart", "train", "whole"]),
        (["trainer"], ["whole"]),
    ],
)
def test_touched_are_those_that_read_it_and_those_behind_them(keys: list[str], expected: list[str]) -> None:
    assert touched(STAGES, keys) == expected
