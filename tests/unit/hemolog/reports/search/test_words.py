"""Values, scores, times and names in a table."""

import math

import pytest

from hemolog.experiments.messages import Value
from hemolog.reports.search import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-05, "1e-05"),
        (0.0042, "0.0042"),
        (0.004200000000001, "0.0042"),
        (0.00042318764, "0.0004232"),
        (-0.5, "-0.5"),
        (0.0, "0.0"),
        (64.0, "64.0"),
        (64, "64"),
        (12_345.678, "12346.0"),
        (1e22, "1e+22"),
        (1_234_567, "1234567"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        (True, "true"),
        (None, "null"),
        ("adam", "adam"),
        ("", ""),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        (["sample", 0.1], "[sample, 0.1]"),
        ([], "[]"),
    ],
)
def test_values_are_short_and_keep_their_kind(value: Value, text: str) -> None:
    assert words.value(value) == text


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (None, "-"),
        (0.81254, "0.8125"),
        (0.0, "0.0000"),
        (1.0, "1.0000"),
        (-12.5, "-12.5000"),
        (0.00012345, "1.234e-04"),
        (1e9, "1.000e+09"),
        (math.nan, "nan"),
    ],
)
def test_scores_show_what_tells_them_apart(score: float | None, text: str) -> None:
    assert words.score(score) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59.6, "1:00"), (125, "2:05"), (3723, "1:02:03"), (86_399, "23:59:59"), (176_523, "2d 01:02:03")],
)
def test_durations_read_like_a_clock(seconds: float, text: str) -> None:
    assert words.duration(seconds) == text


def test_counts_have_a_plural() -> None:
    assert [words.count(n, "trial") for n in (0, 1, 1000)] == ["0 trials", "1 trial", "1,000 trials"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[red]as it is[/red]", "[red]as it is[/red]"),
        ("two\n lines\tand  gaps", "two lines and gaps"),
        ("\x1b]0;title\x07\u202e\udcff é", r"\x1b]0;title\x07\u202e\udcff é"),
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 299 + "…"),
        ("\x00" * 10_000_000, r"\x00" * 74 + r"\x0" + "…"),
    ],
)
def test_what_would_drive_a_terminal_is_escaped_and_bounded(text: str, line: str) -> None:
    assert words.visible(text) == line
