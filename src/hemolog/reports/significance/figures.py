"""Figures of a CSV file's columns, as strict as files of strangers need: plain decimal numbers, bounded."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 10**9
"""Of a count."""
FURTHEST = 1e15
"""Of any number, on both sides of 0: sums of all rows still are exact to some digits."""
_WHOLE = re.compile(r"\d{1,10}(\.0{1,6})?", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][-+]?\d{1,3})?", re.ASCII)


class NoFigureError(ValueError):
    """A value is no such figure; the message says which."""


class Figures:
    """The columns of a table as arrays.

    Args:
        header: the names of the columns, each once.
        rows: as many values each.
    """

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._header, self._rows = header, rows

    def counts(self, names: Sequence[str]) -> NDArray[np.int64]:
        """`(rows, columns)`, whole numbers from 0 to `MOST`."""
        columns = [self._column(name, _WHOLE, f"no whole number from 0 to {MOST:,}", MOST) for name in names]
        return np.stack(columns, axis=1).astype(np.int64)

    def finite(self, name: str) -> NDArray[np.float64]:
        """`(rows,)`, numbers no further from 0 than `FURTHEST`."""
        return self._column(name, _DECIMAL, f"no number between -{FURTHEST:g} and {FURTHEST:g}", FURTHEST)

    def _column(self, name: str, pattern: re.Pattern[str], otherwise: str, most: float) -> NDArray[np.float64]:
        if name not in self._header:
            raise NoFigureError(f"has no column {name[:80]}")
        place = self._header.index(name)
        texts = [row[place] for row in self._rows]
        for text in texts:
            if not pattern.fullmatch(text) or abs(float(text)) > most:
                raise NoFigureError(f"has {text[:40]!r} in column {name[:80]}: {otherwise}")
        return np.array([float(text) for text in texts])
