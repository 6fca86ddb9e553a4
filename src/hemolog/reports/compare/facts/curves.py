"""Training curves of both sides, thinned to what a drawing can show."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from hemolog.experiments.definition import Direction
from hemolog.experiments.history.run import Curve
from hemolog.reports.compare.facts.metrics import direction_of
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair
from hemolog.reports.compare.settings import CompareSettings

MOST = 12
"""Curves that are shown where the settings name none."""
MOST_POINTS = 100
"""Of one curve."""
_LOSS = "loss"


@dataclass(frozen=True)
class Points:
    """A curve."""

    steps: tuple[float, ...]
    values: tuple[float | None, ...]
    """As many; None where there is no finite number."""
    total: int
    """Points that the curve has before it is thinned."""


@dataclass(frozen=True)
class CurvePair:
    """A metric by step, on both sides."""

    metric: str
    """Qualified: `metrics.val.macro_f1`."""
    direction: Direction | None
    old: Points | None
    new: Points | None


@dataclass(frozen=True)
class Curves:
    """All that are shown."""

    pairs: tuple[CurvePair, ...] = ()
    """Of which at least one side has a curve."""
    remarks: tuple[str, ...] = ()
    """One line each: curves that a side has not."""
    missing: str = ""
    """One line: why there are none to compare; empty if there are."""


def curves(pair: Pair, settings: CompareSettings) -> Curves:
    """The curves that the settings name; without them those of the objective and of all losses."""
    old = {} if pair.base is None else pair.base.curves
    new = pair.head.curves
    named = settings.curves if settings.curves is not None else tuple(_by_itself([*new, *old], settings))
    pairs = [CurvePair(name, direction_of(name, settings), _of(old.get(name)), _of(new.get(name))) for name in named]
    remarks = [
        f"{side} has no curve of {each.metric}"
        for each in pairs
        for side, found in ((BASE, each.old), (HEAD, each.new))
        if found is None and pair.sides[side] is not None
    ]
    found = tuple(each for each in pairs if each.old is not None or each.new is not None)
    return Curves(found, tuple(remarks), _missing(pair, settings, found))


def _missing(pair: Pair, settings: CompareSettings, found: tuple[CurvePair, ...]) -> str:
    if found:
        return pair.missing
    if not pair.head.curves:
        problem = next(iter(pair.head.problems), "its dvc.yaml names no plots that have any")
        return pair.missing or f"HEAD has no curves: {problem}"
    if settings.curves is not None:
        return pair.missing or "neither side has a curve that `compare.curves` in params.yaml names"
    return pair.missing or "no curve is of the objective or a loss: `compare.curves` in params.yaml names others"


def _by_itself(names: Iterable[str], settings: CompareSettings) -> list[str]:
    objective = settings.objective.metric if settings.objective is not None else ""
    found = [name for name in sorted(set(names)) if name == objective or name.rpartition(".")[2] == _LOSS]
    return sorted(found, key=lambda name: name != objective)[:MOST]


def _of(curve: Curve | None) -> Points | None:
    if curve is None or not curve.steps:
        return None
    total = len(curve.steps)
    # The first and the last point are always among them.
    count = min(total, MOST_POINTS)
    places = [round(at * (total - 1) / max(1, count - 1)) for at in range(count)]
    values = (curve.values[place] for place in places)
    return Points(
        steps=tuple(curve.steps[place] for place in places),
        values=tuple(value if math.isfinite(value) else None for value in values),
        total=total,
    )
