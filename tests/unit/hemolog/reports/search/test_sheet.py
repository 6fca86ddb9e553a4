"""Columns that fit."""

import pytest

from hemolog.reports.search.sheet import Column, Sheet, clip, fit

A, B, C = Column("a", ("12345",), numeric=True), Column("bbb", ("1",)), Column("c", ("", "細胞"))


@pytest.mark.parametrize(
    ("width", "sheet"),
    [
        (16, Sheet((A, B, C), ())),
        (15, Sheet((A, C), ("bbb",))),
        (11, Sheet((A, C), ("bbb",))),
        (10, Sheet((C,), ("a", "bbb"))),
        (1, Sheet((C,), ("a", "bbb"))),
    ],
)
def test_what_matters_least_goes_first_and_is_named(width: int, sheet: Sheet) -> None:
    assert fit([A, B, C], [1, 0], width) == sheet


@pytest.mark.parametrize(
    ("text", "width", "clipped"),
    [
        ("", 0, ""),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("ab cd", 4, "ab…"),
        ("細胞核", 6, "細胞核"),
        ("細胞核", 5, "細胞…"),
    ],
)
def test_a_cut_is_marked(text: str, width: int, clipped: str) -> None:
    assert clip(text, width) == clipped
