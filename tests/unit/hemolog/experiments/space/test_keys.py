"""Keys of a space are parameters of the stages that a search repeats."""

import shlex
from typing import Any

import pytest

from hemolog.errors import SpaceError
from hemolog.experiments.space import Boolean, Choice, Entry, FloatRange, IntRange, StageParams, check_keys, queue_line

STAGES = (
    StageParams("prepare", ("prepare.fold", "prepare.crop", "size")),
    StageParams("train", ("train", "seed", "size")),
    StageParams("evaluate", ("seed", "evaluate.bins", "evaluate.deep.inner")),
)
SEARCHABLE = ("train", "evaluate")
DOCUMENT: dict[str, Any] = {
    "seed": 7,
    "size": 3,
    "prepare": {"fold": 0, "crop": "none"},
    "train": {"learning_rate": 0.1, "augmentation": {"flips": True, "zoom": 0.1}, "weights": None, "sizes": [1]},
    "evaluate": {"bins": 15, "free": 1, "deep": {"inner": 1}},
    "search": {"space": {"train.learning_rate": {"float": [0, 1]}}},
}


def problems_of(key: str, entry: Entry, budget: str | None = None) -> list[str]:
    try:
        check_keys({key: entry}, STAGES, SEARCHABLE, DOCUMENT, budget)
    except SpaceError as error:
        return error.problems
    return []


@pytest.mark.parametrize(
    "key",
    [
        "train.learning_rate", "train.augmentation.flips", "train.weights", "train.sizes", "seed", "evaluate.bins",
        "evaluate.deep.inner",
    ],
)  # fmt: skip
def test_parameters_of_searchable_stages_can_be_searched_alone_or_by_their_group(key: str) -> None:
    assert problems_of(key, Boolean()) == []


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("train.learning_rat", "is unknown (did you mean train.learning_rate?)"),
        ("training.learning_rate", "is unknown (did you mean train.learning_rate?)"),
        ("train.flips", "is unknown (did you mean train.augmentation.flips?)"),
        ("train.augmentation", "is a group of parameters: name one of them, such as train.augmentation.flips"),
        ("evaluate.free", "is a parameter that no stage depends on: list it under `params` of a stage in dvc.yaml"),
        (
            "prepare.fold",
            "belongs to the stage prepare, which runs before those that a search repeats: "
            "try its values with dvc exp run --queue -S prepare.fold=0,1,2, "
            "or set search.stage to prepare, so that each trial runs it",
        ),
        (
            "size",
            "belongs to the stage prepare, which runs before those that a search repeats: "
            "try its values with dvc exp run --queue -S size=0,1,2, "
            "or set search.stage to prepare, so that each trial runs it",
        ),
    ],
)
def test_other_keys_are_refused_with_the_reason(key: str, problem: str) -> None:
    assert problems_of(key, IntRange(0, 2)) == [f"search.space.{key} {problem}"]


def test_a_name_that_begins_like_a_group_is_not_of_it() -> None:
    assert not StageParams("train", ("train",)).depends_on("training.x")
    assert not StageParams("train", ("train.a.b",)).depends_on("train.a")


def test_the_budget_is_checked_alike() -> None:
    assert problems_of("seed", Boolean(), "train.epoch") == [
        "search.budget.param: train.epoch is unknown (known: seed, train.learning_rate, train.augmentation.flips, "
        "train.augmentation.zoom, tr...)"
    ]
    assert problems_of("seed", Boolean(), "prepare.fold") == [
        "search.budget.param: prepare.fold belongs to the stage prepare, which runs before those that a search "
        "repeats: set search.stage to prepare, so that each trial runs it"
    ]


def test_all_wrong_keys_are_told_at_once() -> None:
    with pytest.raises(SpaceError) as caught:
        check_keys({"a": Boolean(), "prepare.crop": Boolean(), "seed": Boolean()}, STAGES, SEARCHABLE, DOCUMENT)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("entry", "sweep", "values"),
    [
        (IntRange(0, 2), "x=0,1,2", ["0", "1", "2"]),
        (IntRange(8, 32, step=8), "x=8,16,24,32", ["8", "16", "24", "32"]),
        (IntRange(0, 40, step=2), "'x=range(0,41,2)'", [str(number) for number in range(0, 41, 2)]),
        (FloatRange(1e-5, 0.01, "log"), "x=1e-05,0.01", ["1e-05", "0.01"]),
        (FloatRange(0.0, 0.3, step=0.1), "x=0.0,0.1,0.2,0.3", ["0.0", "0.1", "0.2", "0.3"]),
        (Boolean(), "x=false,true", ["False", "True"]),
        (Choice(("cnn", "resnet")), "x=cnn,resnet", ["cnn", "resnet"]),
        (Choice(("true", "a b")), "\"x='true','a b'\"", ["'true'", "'a b'"]),
        (Choice(("it's", '"')), None, ["'it\\'s'", "'\"'"]),
        (Choice(([1, 2], [3])), "'x=[1,2],[3]'", ["[1,2]", "[3]"]),
        (Choice((None, "a")), "x=null,a", ["null", "a"]),
    ],
)
def test_the_line_that_queues_an_entry_is_one_that_a_shell_and_dvc_read(
    entry: Entry, sweep: str | None, values: list[str]
) -> None:
    from dvc.utils.hydra import get_hydra_sweeps

    line = queue_line("x", entry)

    if sweep:
        assert line == f"dvc exp run --queue -S {sweep}"
    (*_, word) = shlex.split(line)
    assert get_hydra_sweeps({"params.yaml": [word]}) == [{"params.yaml": [f"x={value}"]} for value in values]
