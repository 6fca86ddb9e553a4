"""Charts have what the curves have, in a form that Mermaid reads, and no more than a comment has room for."""

import math
import re

from hemolog.reports.compare.facts.curves import CurvePair, Points
from hemolog.reports.compare.markdown.mermaid import POINTS, chart
from support.hostile import PAYLOADS


def points(values, first=0):
    return Points(tuple(map(float, range(first, first + len(values)))), tuple(values), len(values))


def pair(old, new, metric="metrics.val.loss", direction="min"):
    return CurvePair(metric, direction, None if old is None else points(old), None if new is None else points(new))


def drawn(text):
    """The steps and the lines of a chart."""
    steps = re.search(r"x-axis .*\[(.*)\]", text)
    lines = re.findall(r"^line \[(.*)\]$", text, re.MULTILINE)
    numbers = [list(map(float, each.split(","))) for each in lines]
    return [float(each.strip('" ')) for each in steps[1].split(",")], numbers


def test_a_chart_of_two_short_curves():
    assert chart(pair((1.0, 0.5, 0.25), (0.9, 0.4))) == (
        "```mermaid\n"
        "---\n"
        "config:\n"
        "  themeVariables:\n"
        "    xyChart:\n"
        '      plotColorPalette: "gray, royalblue"\n'
        "---\n"
        "xychart-beta\n"
        'title "val.loss"\n'
        'x-axis "step" ["0", "1", "2"]\n'
        "y-axis 0.2125 --> 1.0375\n"
        "line [1, 0.5, 0.25]\n"
        "line [0.9, 0.4]\n"
        "```"
    )


def test_one_side_alone_has_its_own_colour():
    text = chart(pair(None, (0.9, 0.4)))
    assert '"royalblue"' in text
    assert drawn(text) == ([0, 1], [[0.9, 0.4]])
    assert '"gray"' in chart(pair((0.9, 0.4), None))


def test_a_step_that_one_side_lacks_is_left_out_of_both_but_after_its_end():
    steps, lines = drawn(chart(pair((1.0, math.nan, 0.8, None, 0.6, 0.5), (0.9, 0.8, 0.7, 0.6, math.inf, 0.4, 0.3))))
    assert steps == [0, 2, 5, 6]
    assert lines == [[1.0, 0.8, 0.5], [0.9, 0.7, 0.4, 0.3]]


def test_nothing_is_drawn_without_a_finite_point_or_a_common_step():
    assert chart(pair(None, None)) == ""
    assert chart(pair((math.nan,), (math.inf, None))) == ""
    assert chart(CurvePair("metrics.loss", None, points((1.0, 2.0)), points((1.0, 2.0), first=5))) == ""


def test_long_curves_keep_first_last_and_best_of_each_side():
    old = [1.0] * 1000
    new = [1.0] * 700
    old[501], new[333] = 0.1, 0.2
    steps, lines = drawn(chart(pair(old, new)))
    assert len(steps) <= POINTS + 4
    assert {0, 333, 501, 699, 999} <= set(steps)
    assert lines[0][steps.index(501)] == 0.1
    assert lines[1][steps.index(333)] == 0.2
    assert len(lines[1]) == steps.index(699) + 1


def test_curves_that_were_thinned_to_other_steps_are_drawn_over_the_steps_of_both():
    old = Points((0.0, 2.0, 4.0), (1.0, 0.5, 0.1), total=5)
    new = Points((0.0, 3.0, 6.0), (0.9, 0.6, 0.0), total=7)
    steps, lines = drawn(chart(CurvePair("metrics.val.loss", "min", old, new)))
    assert steps == [0, 2, 3, 4, 6]
    assert lines == [[1.0, 0.5, 0.3, 0.1], [0.9, 0.7, 0.6, 0.4, 0.0]]


def test_small_and_large_numbers_have_no_exponent():
    text = chart(pair((1.234567e-7, 2e-7), (3e11, -3.3e-8)))
    assert not re.search(r"\d[eE]", text)
    assert drawn(text)[1] == [[1.2346e-7, 2e-7], [3e11, -3.3e-8]]


def test_a_flat_curve_has_room_above_and_below():
    assert "y-axis 0.475 --> 0.525" in chart(pair((0.5, 0.5), None))
    assert "y-axis -0.5 --> 0.5" in chart(pair((0.0,), None))


def test_names_are_plain_text_to_mermaid():
    for text in PAYLOADS.values():
        lines = chart(pair((1.0, 2.0), (2.0, 1.0), metric=f"metrics.{text}")).split("\n")
        assert len(lines) == 14
        assert re.fullmatch(r'title "[A-Za-z0-9 ._/-]{1,60}"', lines[8])
