"""Paired units: what two models said of the same units, from two CSV files of one row a unit and class.

A unit is what is resampled: that which makes its items right or wrong together. All sums of a unit are over its items.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hemolog.reports.significance.figures import Figures, NoFigureError

LARGEST = 20_000_000
"""Bytes of the file."""
MOST_UNITS = 20_000
"""Rows of the file."""
MOST_CLASSES = 100
LONGEST = 500
"""Characters of a unit's or a class's name."""

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class NoUnitsError(ValueError):
    """There are no such units; the message says why and names no file."""


@dataclass(frozen=True)
class UnitColumns:
    """The columns of the file."""

    unit: str
    """Its name."""
    actual: str
    """Its true class."""
    items: str
    """How many items it holds."""
    counts: str
    """`<counts><class>`: how many of the items were taken for that class."""
    sums: tuple[str, ...] = ()
    """Columns summed over the items, such as a loss."""


@dataclass(frozen=True)
class Units:
    """What one model said of g units, in k classes."""

    classes: tuple[str, ...]
    names: tuple[str, ...]
    """`(g,)`; with `actual` they stand for one unit."""
    actual: Counts
    """`(g,)` in `[0, k)`."""
    items: Counts
    """`(g,)`, each at least 1."""
    predicted: Counts
    """`(g, k)`, a row's sum at most its items."""
    sums: Mapping[str, Floats]
    """`(g,)` each; of the asked columns those that the file has."""

    @property
    def right(self) -> Counts:
        """`(g,)`: items taken for what they are."""
        right: Counts = self.predicted[np.arange(len(self.actual)), self.actual]
        return right


@dataclass(frozen=True)
class Paired:
    """Units of two models: in both the same ones with the same number of items, in one order, in the same classes."""

    base: Units
    head: Units
    only_base: int
    only_head: int
    changed: int
    """Units of both that hold another number of items now: left out."""


@dataclass(frozen=True)
class UnitTable:
    """The whole file."""

    classes: tuple[str, ...]
    """Those that can be predicted in the order of their columns, then others that are only ever true."""
    columns: UnitColumns
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def where(self, conditions: Mapping[str, str]) -> Units:
        """The units of the rows that have these values in these columns; rows without items hold no unit.

        Raises:
            NoUnitsError: no column of that name, no such row, or two rows of one unit and class.
        """
        places = [(_place(self.header, name), value) for name, value in conditions.items()]
        rows = [row for row in self.rows if all(row[place] == value for place, value in places)]
        units = _units(self, rows)
        if not units.names:
            told = " and ".join(f"{name} = {value}"[:LONGEST] for name, value in conditions.items())
            raise NoUnitsError(f"has no row with items{' where ' if told else ''}{told}")
        _expect_distinct(units)
        return units


def read_units(data: bytes, columns: UnitColumns) -> UnitTable:
    """Read the file once, for any choice of its rows.

    Raises:
        NoUnitsError: it is no table with these columns (those of `sums` may be missing), it is too large, a count is no
            whole number of at least 0, a row has more items predicted than it holds, or a sum is not finite.
    """
    _expect(len(data) <= LARGEST, f"has more than {LARGEST:,} bytes")
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise NoUnitsError(f"is no CSV file: {error}") from error
    header, rows = tuple(lines[0]) if lines else (), tuple(map(tuple, lines[1:]))
    _expect(len(rows) <= MOST_UNITS, f"has more than {MOST_UNITS:,} rows")
    _expect({len(row) for row in rows} <= {len(header)}, f"has a row of other than {len(header)} values")
    table = UnitTable(_classes(header, rows, columns), columns, header, rows)
    _units(table, rows)
    return table


def pair(base: Units, head: Units) -> Paired:
    """Pair by name and true class, whatever the order; the classes are those of both."""
    classes = tuple(dict.fromkeys([*base.classes, *head.classes]))
    ours, theirs = ({key: row for row, key in enumerate(_keys(units))} for units in (base, head))
    shared = [(row, theirs[key]) for key, row in ours.items() if key in theirs]
    same = [(one, other) for one, other in shared if base.items[one] == head.items[other]]
    return Paired(
        base=_chosen(base, [one for one, _ in same], classes),
        head=_chosen(head, [other for _, other in same], classes),
        only_base=len(ours) - len(shared),
        only_head=len(theirs) - len(shared),
        changed=len(shared) - len(same),
    )


def _classes(header: Sequence[str], rows: Sequence[Sequence[str]], columns: UnitColumns) -> tuple[str, ...]:
    twice = [name for name, times in Counter(header).items() if times > 1]
    _expect(not twice, f"has two columns {twice[0][:80] if twice else ''}")
    predicted = [name.removeprefix(columns.counts) for name in header if name.startswith(columns.counts)]
    _expect(bool(predicted), f"has no column {columns.counts}<class>")
    unit, actual = _place(header, columns.unit), _place(header, columns.actual)
    classes = tuple(dict.fromkeys([*predicted, *(row[actual] for row in rows)]))
    _expect(len(classes) <= MOST_CLASSES, f"has more than {MOST_CLASSES} classes")
    longest = max(map(len, [*classes, *(row[unit] for row in rows)]))
    _expect(longest <= LONGEST, f"has a name of more than {LONGEST} characters")
    return classes


def _units(table: UnitTable, rows: Sequence[tuple[str, ...]]) -> Units:
    columns, figures = table.columns, Figures(table.header, rows)
    try:
        items = figures.counts([columns.items])[:, 0]
        predicted = np.zeros((len(rows), len(table.classes)), np.int64)
        names = [f"{columns.counts}{name}" for name in table.classes if f"{columns.counts}{name}" in table.header]
        predicted[:, : len(names)] = figures.counts(names)
        sums = {name: figures.finite(name) for name in columns.sums if name in table.header}
    except NoFigureError as error:
        raise NoUnitsError(str(error)) from error
    _expect(bool((predicted.sum(axis=1) <= items).all()), "has a row with more items predicted than it holds")
    index = {name: number for number, name in enumerate(table.classes)}
    actual = np.array([index[row[_place(table.header, columns.actual)]] for row in rows], np.int64)
    unit = _place(table.header, columns.unit)
    whole = Units(table.classes, tuple(row[unit] for row in rows), actual, items, predicted, sums)
    return _chosen(whole, np.flatnonzero(items).tolist(), table.classes)


def _chosen(units: Units, rows: Sequence[int], classes: tuple[str, ...]) -> Units:
    """Some units in this order, their classes among these."""
    places = np.array([classes.index(name) for name in units.classes], np.int64)
    chosen = np.array(rows, np.int64)
    predicted = np.zeros((len(rows), len(classes)), np.int64)
    predicted[:, places] = units.predicted[chosen]
    return Units(
        classes=classes,
        names=tuple(units.names[row] for row in rows),
        actual=places[units.actual[chosen]],
        items=units.items[chosen],
        predicted=predicted,
        sums={name: values[chosen] for name, values in units.sums.items()},
    )


def _keys(units: Units) -> list[tuple[str, str]]:
    return [(name, units.classes[actual]) for name, actual in zip(units.names, units.actual, strict=True)]


def _expect_distinct(units: Units) -> None:
    (name, actual), times = Counter(_keys(units)).most_common(1)[0]
    _expect(times == 1, f"has {name[:80]!r} of class {actual[:80]!r} in {times} rows")


def _place(header: Sequence[str], name: str) -> int:
    _expect(name in header, f"has no column {name[:80]}")
    return header.index(name)


def _expect(right: bool, otherwise: str) -> None:
    if not right:
        raise NoUnitsError(otherwise)
