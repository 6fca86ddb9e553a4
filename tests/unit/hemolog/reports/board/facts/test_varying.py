"""Parameters that differ, and those that no run tells apart."""

import math
from typing import Any

import pytest

from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts.varying import Column, moving_together, varying


def runs_of(**values: list[Any]) -> list[Run]:
    """Runs with parameters, named with `_` for a dot; an absent one is `...`."""
    columns = [[(f"params.{name.replace('_', '.')}", value) for value in each] for name, each in values.items()]
    return [
        Run(Kind.EXPERIMENT, "run", "", "", params={name: value for name, value in row if value is not ...})
        for row in zip(*columns, strict=True)
    ]


def found_of(**values: list[Any]) -> dict[str, Column]:
    runs = runs_of(**values)
    return {column.name.removeprefix("params."): column for column in varying(runs, Columns.of(runs))}


def test_what_is_the_same_in_all_runs_is_left_out() -> None:
    assert list(found_of(a=[1, 1, 1], b=[1, 2, 1], c=[None, None, ...], d=["x", "x", ...], e=[1, 1.0, 1])) == ["b", "d"]


def test_what_no_stage_reads_is_left_out() -> None:
    values = {"search_trials": [1, 2], "board_objective": ["a", "b"], "compare_level": [1, 2], "train_search": [1, 2]}
    assert list(found_of(**values)) == ["train.search"]


@pytest.mark.parametrize(
    ("values", "is_number", "expected"),
    [
        ([1, 2.5, None, ...], True, (1.0, 2.5, None, None)),
        ([1, math.nan, math.inf, 10**400], True, (1.0, None, None, None)),
        ([True, False], False, ("true", "false")),
        (["cnn", None, "resnet"], False, ("cnn", None, "resnet")),
        (["auto", 0.5, True], False, ("auto", "0.5", "true")),
        ([[1, 2], [2, 1]], False, ("[1, 2]", "[2, 1]")),
    ],
)
def test_values_are_numbers_or_categories(
    values: list[Any], is_number: bool, expected: tuple[float | str | None, ...]
) -> None:
    column = found_of(a=values)["a"]
    assert (column.is_number, column.values) == (is_number, expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 1, None], (3.0, 1.0, None)),
        ([True, False, None], (1.0, 0.0, None)),
        (["sgd", "adam", "sgd"], (1.0, 0.0, 1.0)),
        (["a", "b", "c"], (None, None, None)),
        (["imagenet", None, "imagenet"], (1.0, 0.0, 1.0)),
        ([0.9, ..., 0.9], (1.0, 0.0, 1.0)),
    ],
)
def test_two_categories_have_an_order_and_more_have_none(values: list[Any], expected: tuple[float | None, ...]) -> None:
    assert found_of(a=values)["a"].steps == expected


TOGETHER = {
    "numbers that rise together": ([1, 2, 3, 2], [10, 40, 90, 40], True),
    "numbers of which one falls": ([1, 2, 3, 2], [0.3, 0.2, 0.1, 0.2], True),
    "numbers that rise and fall": ([1, 2, 3, 4], [1, 3, 2, 4], False),
    "categories one to one": (["a", "b", "c", "a"], ["z", "x", "y", "z"], True),
    "categories all but one to one": (["a", "b", "c", "a"], ["z", "x", "y", "x"], False),
    "two categories and two numbers": (["a", "b", "a", "b"], [2, 1, 2, 1], True),
    "numbers absent in the same runs": ([1, ..., 3, 2], [1, ..., 3, 2], True),
    "numbers absent in others": ([1, ..., 3, 2], [1, 2, 3, ...], False),
}


@pytest.mark.parametrize(("left", "right", "expected"), TOGETHER.values(), ids=TOGETHER)
def test_parameters_that_no_run_tells_apart_are_a_group(left: list[Any], right: list[Any], expected: bool) -> None:
    columns = found_of(a=left, b=right, c=[1, 2, 2, 1])
    groups = [tuple(column.name for column in group) for group in moving_together(list(columns.values()))]
    one, other, third = "params.a", "params.b", "params.c"
    assert groups == ([(one, other), (third,)] if expected else [(one,), (other,), (third,)])
