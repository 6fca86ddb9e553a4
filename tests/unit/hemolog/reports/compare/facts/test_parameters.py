"""Tests of the parameters that are not the same on both sides."""

import math
from typing import Any

import pytest

from hemolog.reports.compare.facts.parameters import MOST, Change, ParameterChange, Parameters, is_same, parameters
from support.compared_pairs import FIRST, of_values, pair, run


def found(old: Any, new: Any) -> Parameters:
    return parameters(of_values("params", old, new))


def test_what_changed_was_added_or_removed_is_told_in_the_order_of_the_file() -> None:
    old = {"params.a": 1, "params.gone": "x", "params.rate": 0.1, "params.same": [1, 2]}
    new = {"params.rate": 0.2, "params.a": 2, "params.same": [1, 2], "params.new": None}
    assert found(old, new) == Parameters(
        (
            ParameterChange("params.rate", Change.CHANGED, 0.1, 0.2),
            ParameterChange("params.a", Change.CHANGED, 1, 2),
            ParameterChange("params.new", Change.ADDED, None, None),
            ParameterChange("params.gone", Change.REMOVED, "x", None),
        ),
        same=1,
    )


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (1, 1.0, True),
        (math.nan, math.nan, True),
        ([1, [math.nan]], [1, [float("nan")]], True),
        (None, None, True),
        (1, True, False),
        (0, False, False),
        (0, None, False),
        ("1", 1, False),
        ([1], [1, 2], False),
        ([1], 1, False),
        (math.nan, 1.0, False),
    ],
)
def test_which_values_are_the_same(old: Any, new: Any, same: bool) -> None:
    assert is_same(old, new) is same


def test_settings_of_hemolog_itself_come_last_and_those_that_judge_bring_a_caution() -> None:
    old = {"params.compare.tolerance": 0.0, "params.search.trials": 3, "params.rate": 1}
    new = {"params.compare.tolerance": 0.5, "params.search.trials": 4, "params.rate": 2}
    told = found(old, new)
    assert [(each.name, each.own) for each in told.changes] == [
        ("params.rate", False),
        ("params.compare.tolerance", True),
        ("params.search.trials", True),
    ]
    assert len(told.cautions) == 1
    assert "by which it is judged itself" in told.cautions[0]


@pytest.mark.parametrize(
    ("name", "cautions"),
    [("params.board.data_index.file", 1), ("params.board.reports", 0), ("params.search.seed", 0), ("params.board", 0)],
)
def test_of_the_board_only_what_comparisons_take_from_it_brings_a_caution(name: str, cautions: int) -> None:
    assert len(found({name: 1}, {name: 2}).cautions) == cautions


def test_thousands_of_changes_are_cut_and_counted() -> None:
    told = found(
        {f"params.p{number}": 0 for number in range(5_000)}, {f"params.p{number}": 1 for number in range(5_000)}
    )
    assert len(told.changes) == MOST
    assert told.more == 5_000 - MOST


def test_long_values_are_cut() -> None:
    (change,) = found({"params.a": "x" * 10_000}, {"params.a": list(range(20_000))}).changes
    assert change.old == "x" * 1_000 + "…"
    assert isinstance(change.new, list)
    assert change.new[998:] == [998, 999, "…"]


def test_a_side_without_parameters_is_said_with_the_reason() -> None:
    damaged = run("base", problems=("params.yaml can't be read: it is damaged",))
    assert parameters(pair(damaged, run("head", params={"params.a": 1}))).missing == (
        "BASE has no parameters: params.yaml can't be read: it is damaged"
    )
    assert found({"params.a": 1}, {}).missing.startswith("HEAD has no parameters: no file")
    assert found(None, {"params.a": 1}) == Parameters(missing=FIRST)
