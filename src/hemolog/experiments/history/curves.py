"""Files of points -> curves by step: TSV and CSV as DVCLive and Keras write them, and JSON."""

import csv
import io
import json
import math
import posixpath
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from hemolog.experiments.history.run import Curve
from hemolog.experiments.history.sources import PlotFile

LARGEST = 10_000_000
"""Bytes of a file."""
MOST_POINTS = 100_000
"""Of a curve."""
MOST_COLUMNS = 200
SUFFIXES = (".tsv", ".csv", ".json")
_STEP = "step"
_TIME = "timestamp"  # DVCLive's, beside the step
_DVCLIVE = "plots/metrics/"
_IN_WORDS = bytes(each for each in range(ord("!"), ord("~") + 1) if each != ord('"'))

Named = tuple[tuple[str, Curve], ...]
"""Curves by the names of their columns."""


class CurvesError(ValueError):
    """A file can't be read: one line."""


class CurveReader:
    """Reads files of points; the steps of curves are shared where they are the same."""

    def __init__(self) -> None:
        """Have read none."""
        self._steps: dict[tuple[Any, ...], tuple[float, ...] | None] = {}

    def read(self, path: str, data: bytes, plot: PlotFile) -> Named:
        """The curves in a file; none if what it holds isn't by step: whole numbers that never fall.

        Args:
            path: whose ending says its format.
            data: its bytes.
            plot: which columns count.

        Raises:
            CurvesError: it is damaged, or has too much in it.
        """
        if path.endswith(".tsv") and not plot.y and plot.header and (found := self._of_two_columns(data, plot)):
            return found
        try:
            columns = _json(data) if path.lower().endswith(".json") else _separated(path, data, plot.header)
        except (ValueError, csv.Error, RecursionError) as error:
            raise CurvesError(" ".join(str(error).split())[:300]) from error
        return self._of_columns(columns, plot)

    def _of_two_columns(self, data: bytes, plot: PlotFile) -> Named:
        """The same of what DVCLive writes: steps, and one metric."""
        words, between = data.split(), data.translate(None, _IN_WORDS)
        rows = len(words) // 2
        if between != b"\t\n" * rows or len(words) != 2 * rows or not 2 <= rows <= MOST_POINTS:
            return ()
        try:
            steps, values = self._shared(words[2::2]), tuple(map(float, words[3::2]))
        except ValueError:
            return ()
        is_curve = steps is not None and words[0].decode() == (plot.x or _STEP)
        return ((words[1].decode(), Curve(steps or (), values)),) if is_curve else ()

    def _of_columns(self, columns: Mapping[str, Sequence[Any]], plot: PlotFile) -> Named:
        x = plot.x or _STEP
        if x not in columns and plot.x is not None:
            return ()
        rows = max(map(len, columns.values()), default=0)
        if rows > MOST_POINTS or len(columns) > MOST_COLUMNS:
            raise CurvesError(f"{rows:,} rows of {len(columns):,} columns are too many")
        steps = self._shared(list(map(_number, columns[x] if x in columns else range(rows))))
        if steps is None:
            return ()
        wanted = plot.y or [name for name in columns if name not in (x, _TIME)]
        found = {name: tuple(map(_number, columns[name])) for name in wanted if name in columns}
        return tuple((name, Curve(steps, values)) for name, values in found.items() if not all(map(math.isnan, values)))

    def _shared(self, words: list[Any]) -> tuple[float, ...] | None:
        """Steps, from numbers as they are written or as they are; None if they are none."""
        key = tuple(words)
        if key not in self._steps:
            numbers = tuple(map(_number, words))
            rising = all(a <= b for a, b in pairwise(numbers))
            self._steps[key] = numbers if rising and all(map(float.is_integer, numbers)) else None
        return self._steps[key]


@lru_cache(maxsize=10_000)
def may_hold_curves(path: str) -> bool:
    """Whether the name of a file is one of points."""
    return path.lower().endswith(SUFFIXES)


@lru_cache(maxsize=10_000)
def name_of(path: str, root: str, column: str) -> str:
    """The dotted name of a curve.

    Args:
        path: of its file.
        root: the file or the folder of files that `dvc.yaml` names.
        column: of its values.
    """
    stem, _ = posixpath.splitext(path)
    _, dvclive, below = f"/{stem}".partition(f"/{_DVCLIVE}")
    if not dvclive:
        below = posixpath.basename(stem) if path == root else posixpath.relpath(stem, root)
    parts = below.split("/")
    return ".".join(parts if parts[-1] == column else [*parts, column])


def _separated(path: str, data: bytes, header: bool) -> dict[str, list[Any]]:
    text = data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if path.lower().endswith(".tsv") else ","))
    rows = [row for row in rows if row]
    names = rows.pop(0) if rows and header else [str(number) for number in range(len(rows[0]) if rows else 0)]
    return {name: [row[at] if at < len(row) else "" for row in rows] for at, name in enumerate(names[:MOST_COLUMNS])}


def _json(data: bytes) -> dict[str, list[Any]]:
    """Rows, or the first list of rows under a name, as DVC looks for them."""
    document = json.loads(data)
    lists = [document] if isinstance(document, list) else document.values() if isinstance(document, dict) else ()
    rows = next((each for each in lists if isinstance(each, list) and each and isinstance(each[0], dict)), [])
    rows = [row for row in rows if isinstance(row, dict)]
    return {name: [row.get(name) for row in rows] for name in list(rows[0])[:MOST_COLUMNS]} if rows else {}


def _number(word: Any) -> float:
    """NaN if it is none."""
    try:
        return float(word) if not isinstance(word, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return math.nan
