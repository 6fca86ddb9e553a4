"""Training curves of both sides as a Mermaid `xychart-beta`, which GitHub draws itself: no picture has to be hosted.

Such a chart has no legend, so that the colours are told in words, and no gaps: its lines have a value at each step from
the first on, and may only end early. So a step that one side lacks is left out for both, but for those after its end.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from hemolog.experiments.definition import Direction
from hemolog.reports.compare.facts.curves import CurvePair, Points
from hemolog.reports.compare.words import short

BASE_COLOUR, HEAD_COLOUR = "gray", "royalblue"
"""Seen on white and on black, and apart without seeing red or green. Mermaid's own first one is nearly white."""
POINTS = 30
"""Of a line, about; each has its label below the chart."""
_LONGEST = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._/-]+")
_LARGEST = 1e12
_SMALLEST = 1e-9

Line = dict[float, float]


def chart(pair: CurvePair, points: int = POINTS) -> str:
    """The fenced block; empty where neither side has a finite point, or the two have no step in common."""
    sides = [(colour, line) for colour, line in zip((BASE_COLOUR, HEAD_COLOUR), drawn(pair), strict=True) if line]
    steps = _thinned(common([line for _, line in sides]), [line for _, line in sides], pair.direction, points)
    if not steps:
        return ""
    values = [[line[step] for step in steps if step in line] for _, line in sides]
    low, high = _range([value for each in values for value in each])
    return "\n".join(
        (
            "```mermaid",
            *header([colour for colour, _ in sides]),
            "xychart-beta",
            f'title "{_label(short(pair.metric))}"',
            f'x-axis "step" [{", ".join(_quoted(step) for step in steps)}]',
            f"y-axis {_number(low)} --> {_number(high)}",
            *(f"line [{', '.join(map(_number, each))}]" for each in values),
            "```",
        )
    )


def header(colours: Iterable[str]) -> tuple[str, ...]:
    """The lines before the chart that say its colours; whoever posts the report knows no others."""
    palette = ", ".join(colours)
    return ("---", "config:", "  themeVariables:", "    xyChart:", f'      plotColorPalette: "{palette}"', "---")


def lines(pair: CurvePair) -> tuple[Line, Line]:
    """Base's and head's finite points by their steps, in order."""
    return _line(pair.old), _line(pair.new)


def drawn(pair: CurvePair) -> tuple[Line, Line]:
    """As `lines`; a side that was thinned has the other's steps too, on the straight lines between its own points."""
    base, head = lines(pair)
    return _filled(base, pair.old, head), _filled(head, pair.new, base)


def common(sides: Sequence[Line]) -> list[float]:
    """The steps that a chart can have: those of all sides, then those of one that goes on longer."""
    if not sides:
        return []
    ends = min(max(line) for line in sides)
    every = sorted(set().union(*sides))
    shared = [step for step in every if step <= ends and all(step in line for line in sides)]
    return [*shared, *(step for step in every if step > ends)] if shared else []


def best(line: Mapping[float, float], direction: Direction | None) -> float | None:
    """The step of the best value, the first of equals; None where nothing tells which are better."""
    if not line or direction is None:
        return None
    return min(line, key=lambda step: (line[step] if direction == "min" else -line[step], step))


def _line(points: Points | None) -> Line:
    if points is None:
        return {}
    told = zip(points.steps, points.values, strict=False)
    return dict(sorted((step, value) for step, value in told if value is not None and _is_drawn(step, value)))


def _filled(line: Line, points: Points | None, steps: Iterable[float]) -> Line:
    if not line or points is None or points.total <= len(points.steps):
        return line
    own = list(line)
    between = [step for step in steps if step not in line and own[0] < step < own[-1]]
    return dict(sorted({**line, **{step: _between(line, own, step) for step in between}}.items()))


def _between(line: Line, own: Sequence[float], step: float) -> float:
    at = bisect_left(own, step)
    left, right = own[at - 1], own[at]
    return line[left] + (line[right] - line[left]) * (step - left) / (right - left)


def _is_drawn(step: float, value: float) -> bool:
    return math.isfinite(step) and math.isfinite(value) and abs(value) <= _LARGEST


def _thinned(steps: Sequence[float], sides: Sequence[Line], direction: Direction | None, points: int) -> list[float]:
    """About `points` of them, evenly; the first, each side's last and each side's best stay."""
    if len(steps) <= points:
        return list(steps)
    even = {steps[round(at * (len(steps) - 1) / (points - 1))] for at in range(points)}
    kept = {max(step for step in steps if step in line) for line in sides}
    kept |= {
        found for line in sides if (found := best({s: line[s] for s in steps if s in line}, direction)) is not None
    }
    return sorted(even | kept)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = 0.05 * (high - low) or 0.05 * abs(low) or 0.5
    return low - margin, high + margin


def _number(of: float) -> str:
    """Without an exponent, which Mermaid doesn't read; five digits that count."""
    if abs(of) < _SMALLEST:
        return "0"
    decimals = max(0, 4 - math.floor(math.log10(abs(of))))
    text = f"{of:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def _quoted(step: float) -> str:
    return f'"{step:g}"'


def _label(text: str) -> str:
    """Nothing that ends a text of Mermaid's, or begins something in it."""
    return _UNSAFE.sub("_", text[: 4 * _LONGEST])[:_LONGEST] or "_"
