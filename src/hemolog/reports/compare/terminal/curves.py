"""Training curves of both sides, each as a line of bars."""

from collections.abc import Sequence

from rich.console import RenderableType

from hemolog.reports.compare import digits, words
from hemolog.reports.compare.facts.curves import CurvePair, Curves, Points
from hemolog.reports.compare.terminal.sheets import WRITING, Row, remarks, sheet

_BARS, _GAP, _WIDTH = "▁▂▃▄▅▆▇█", " ", 30


def curves(found: Curves) -> list[RenderableType]:
    """Both sides of a metric below each other, drawn to one scale."""
    if not found.pairs:
        return remarks([found.missing])
    rows = [row for pair in found.pairs for row in _rows(pair)]
    return [*sheet(("curve", "side", "", "first", "last", "best"), rows, texts=3), *remarks(found.remarks)]


def _rows(pair: CurvePair) -> list[Row]:
    sides = [(side, points) for side, points in (("old", pair.old), ("new", pair.new)) if points is not None]
    known = [value for _, points in sides for value in points.values if value is not None]
    if not known:
        return []
    best = {"max": max, "min": min}.get(pair.direction or "")
    rows = []
    for place, (side, points) in enumerate(sides):
        own = [value for value in points.values if value is not None]
        ends = (own[0], own[-1], best(own) if best else None) if own else (None, None, None)
        name = WRITING.name(words.short(pair.metric)) if place == 0 else ""
        rows.append(Row((name, side, bars(points, min(known), max(known)), *map(digits.metric, ends))))
    return rows


def bars(points: Points, low: float, high: float) -> str:
    """A bar a point, at most 30 of them: `▂▅▇█`; a blank where there is no number.

    Args:
        points: a curve.
        low: what the lowest bar stands for.
        high: what the highest one stands for.
    """
    return "".join(_bar(value, low, high) for value in _thinned(points.values))


def _bar(value: float | None, low: float, high: float) -> str:
    if value is None:
        return _GAP
    span = high / 2 - low / 2  # The whole of it may be more than a float holds.
    share = (value / 2 - low / 2) / span if span > 0 else 0.5
    return _BARS[min(int(share * len(_BARS)), len(_BARS) - 1)]


def _thinned(values: Sequence[float | None]) -> list[float | None]:
    count = min(len(values), _WIDTH)
    return [values[round(place * (len(values) - 1) / max(1, count - 1))] for place in range(count)]
