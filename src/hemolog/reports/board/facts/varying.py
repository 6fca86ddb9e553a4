"""Parameters in which runs differ, as columns: of numbers, or of categories that have no order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hemolog.experiments.history.columns import PARAMS, ColumnKind, Columns, Scalar, is_missing, reader
from hemolog.experiments.history.run import Run

_OF_NO_STAGE = tuple(f"{PARAMS}{section}." for section in ("search", "board", "compare"))
"""Sections of params.yaml that the tracker reads, and no training."""


@dataclass(frozen=True)
class Column:
    """A parameter over runs."""

    name: str
    """Qualified: `params.train.learning_rate`."""
    is_number: bool
    """Else it holds categories."""
    values: tuple[float | str | None, ...]
    """One a run: a finite number or the text of a category; None in a run without one."""

    @cached_property
    def distinct(self) -> tuple[float | str, ...]:
        """Each value once, sorted: of categories `false` is before `true`."""
        return tuple(sorted({value for value in self.values if value is not None}))

    @property
    def steps(self) -> tuple[float | None, ...]:
        """As numbers that a rank correlation can take: 0 and 1 of two categories, in their order.

        Of a single value it is whether a run has one. Of more categories there is no order, and each run is without.
        """
        if len(self.distinct) == 1:
            return tuple(float(value is not None) for value in self.values)
        if self.is_number:
            return tuple(value if isinstance(value, float) else None for value in self.values)
        if len(self.distinct) == 2:
            return tuple(None if value is None else float(value == self.distinct[1]) for value in self.values)
        return (None,) * len(self.values)


def varying(runs: Sequence[Run], columns: Columns) -> tuple[Column, ...]:
    """The parameters of stages that are not the same in all runs; a run that has none differs from those that do.

    Args:
        runs: some of a page.
        columns: of all runs of the page, of which a column is of one kind.
    """
    names = [name for name in columns.kinds if name.startswith(PARAMS) and not name.startswith(_OF_NO_STAGE)]
    found = (_column(name, columns.kinds[name], list(map(reader(name), runs))) for name in names)
    return tuple(column for column in found if len(set(column.values)) > 1)


def moving_together(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """The columns in groups that no run tells apart: of two in one, each value of one comes with one of the other.

    Numbers also have to rise together, or one fall as the other rises: among runs that all differ in both, every value
    comes with one of the other, and that means nothing.
    """
    groups: dict[tuple[int, ...], list[Column]] = {}
    for column in columns:
        groups.setdefault(_pattern(column), []).append(column)
    return [tuple(group) for group in groups.values()]


def number(value: Scalar) -> float | None:
    """A value that is a finite number; else None."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if math.isfinite(value) else None


def _column(name: str, kind: ColumnKind, found: Sequence[Scalar]) -> Column:
    if kind is ColumnKind.NUMBER:
        return Column(name, True, tuple(map(number, found)))
    return Column(name, False, tuple(map(_category, found)))


def _category(value: Scalar) -> str | None:
    if is_missing(value):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pattern(column: Column) -> tuple[int, ...]:
    """Equal for columns that no run tells apart."""
    places = {value: place for place, value in enumerate(column.distinct)}
    if not column.is_number or len(places) <= 2:
        places = {value: place for place, value in enumerate(dict.fromkeys(column.values))}  # type: ignore[misc]
        return tuple(places[value] for value in column.values)  # type: ignore[index]
    last = len(places) - 1
    rising = tuple(-1 if value is None else places[value] for value in column.values)
    falling = tuple(-1 if value is None else last - places[value] for value in column.values)
    return max(rising, falling)
