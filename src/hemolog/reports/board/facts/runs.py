"""The runs of a page, column by column: parameters, metrics, what is told of the run; and their curves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hemolog.experiments.history.columns import ColumnKind, Columns, Scalar, is_missing, reader
from hemolog.experiments.history.run import Curve, Run
from hemolog.experiments.space.names import shown


@dataclass(frozen=True)
class RunColumn:
    """One column."""

    name: str
    """Qualified: `params.train.learning_rate`."""
    kind: ColumnKind
    values: Sequence[Scalar]
    """One a run; None where it has none. Of a text the place in `texts`."""
    texts: Sequence[str] | None = None
    """Of a text: those that there are, each once, in the order in which they were met."""


@dataclass(frozen=True)
class Curves:
    """All curves of all runs."""

    names: tuple[str, ...]
    """Of metrics, qualified."""
    steps: Sequence[Sequence[float]]
    """Those that there are, each once."""
    values: Sequence[Sequence[tuple[int, Sequence[float | None]] | None]]
    """One list a name, in it one entry a run: its steps' place and as many values, None for no number."""


@dataclass(frozen=True)
class RunFacts:
    """What the page knows of every run."""

    count: int
    columns: tuple[RunColumn, ...]
    curves: Curves
    problems: Sequence[tuple[int, Sequence[str]]]
    """Of runs that can't be read in whole: the run's number, and one line for each problem."""


def run_facts(runs: Sequence[Run], columns: Columns) -> RunFacts:
    """Turn rows into columns.

    Args:
        runs: the rows.
        columns: that they have.
    """
    values = {name: list(map(reader(name), runs)) for name in columns.kinds}
    found = tuple(_column(name, kind, values[name]) for name, kind in columns.kinds.items())
    problems = {number: list(run.problems) for number, run in enumerate(runs) if run.problems}
    for name, kind in columns.kinds.items():
        if kind is ColumnKind.NUMBER:
            for number, value in enumerate(values[name]):
                if isinstance(value, str | bool):
                    told = f"{name} is no number, as of most runs, but {shown(_text(value))}"
                    problems.setdefault(number, []).append(told)
    return RunFacts(len(runs), found, curves(runs), sorted(problems.items()))


def curves(runs: Sequence[Run]) -> Curves:
    """The curves of all runs; what has no value has None in place of one."""
    names = tuple(sorted({name for run in runs for name in run.curves}))
    places: dict[tuple[float, ...], int] = {}

    def entry(curve: Curve | None) -> tuple[int, Sequence[float | None]] | None:
        if curve is None:
            return None
        return places.setdefault(curve.steps, len(places)), _finite(curve.values)

    values = [[entry(run.curves.get(name)) for run in runs] for name in names]
    return Curves(names, list(places), values)


def _column(name: str, kind: ColumnKind, values: Sequence[Scalar]) -> RunColumn:
    if kind is not ColumnKind.TEXT:
        fits = _is_finite if kind is ColumnKind.NUMBER else _is_told
        return RunColumn(name, kind, [value if fits(value) else None for value in values])
    places: dict[str, int] = {}
    codes = [None if is_missing(value) else places.setdefault(_text(value), len(places)) for value in values]
    return RunColumn(name, kind, codes, list(places))


def _finite(values: Sequence[float]) -> Sequence[float | None]:
    return values if all(map(math.isfinite, values)) else [each if math.isfinite(each) else None for each in values]


def _is_finite(value: Scalar) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_told(value: Scalar) -> bool:
    return not is_missing(value)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
