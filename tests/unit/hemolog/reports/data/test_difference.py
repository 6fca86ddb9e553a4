"""Tests of what two indices have otherwise."""

from hemolog.reports.data.difference import ClassCount, DataDifference, Move, difference
from hemolog.reports.data.index import Unit

A = Unit("a", "p1", "train", "cat", "d1")
B = Unit("b", "p1", "train", "cat", "d2")
C = Unit("c", "p2", "val", "dog", "d3")


def test_equal_data_has_no_difference() -> None:
    found = difference([A, B, C], [C, A, B])
    assert found.is_empty
    assert found.counts == (ClassCount("train", "cat", 2, 2), ClassCount("val", "dog", 1, 1))


def test_every_kind_of_change_is_told() -> None:
    after = [
        Unit("a", "p1", "val", "cat", "d1"),
        Unit("e", "p4", "train", "cat", "d5"),
        Unit("b", "p3", "val", "dog", "other"),
        Unit("d", "p4", "test", "dog", "d4"),
    ]
    assert difference([A, B, C], after) == DataDifference(
        added=("e", "d"),
        removed=("c",),
        moved=(Move("train", "val", ("a", "b")),),
        relabelled=("b",),
        regrouped=("b",),
        rewritten=("b",),
        groups_added=("p4", "p3"),
        groups_removed=("p2",),
        counts=(
            ClassCount("test", "dog", 0, 1),
            ClassCount("train", "cat", 2, 1),
            ClassCount("val", "cat", 0, 1),
            ClassCount("val", "dog", 1, 1),
        ),
    )


def test_no_data_can_be_compared_too() -> None:
    assert difference([], []).is_empty
    assert difference([], [A]).added == ("a",)
