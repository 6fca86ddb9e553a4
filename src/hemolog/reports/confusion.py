"""What was taken for what: the confusion counts of a run, from a CSV file, and the figures of classes among metrics."""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from hemolog.reports.settings.confusion import Confusion

LARGEST = 4_000_000
"""Bytes of the file."""
MOST_CLASSES = 100
LONGEST = 200
"""Characters of a class's name."""


@dataclass(frozen=True)
class Matrix:
    """Counts of one run."""

    classes: tuple[str, ...]
    """Those predicted in the order of their columns, then others that are only ever true."""
    counts: tuple[tuple[float, ...], ...]
    """A row a true class, a column a predicted one."""


class NoMatrixError(ValueError):
    """A file holds no confusion counts; the message says why."""


def read_matrix(data: bytes, settings: Confusion) -> Matrix:
    """Add up the counts of a file.

    Raises:
        NoMatrixError: it is no table with these columns, or a count is no number of at least 0.
    """
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = next(lines, [])
        return _added_up(header, lines, settings)
    except (csv.Error, UnicodeDecodeError) as error:
        raise NoMatrixError(f"{settings.file} is no CSV file: {error}") from error


def _added_up(header: Sequence[str], lines: Iterable[Sequence[str]], settings: Confusion) -> Matrix:
    columns = [index for index, name in enumerate(header) if name.startswith(settings.counts)]
    classes = [header[index].removeprefix(settings.counts) for index in columns]
    _expect(bool(classes), settings, f"has no column {settings.counts}<class>")
    rows = _by_class(header, lines, settings)
    names = list(dict.fromkeys([*classes, *rows]))
    _expect(len(names) <= MOST_CLASSES, settings, f"has more than {MOST_CLASSES} classes")
    _expect(all(len(each) <= LONGEST for each in names), settings, f"has a class of more than {LONGEST} characters")
    padding = (0,) * (len(names) - len(classes))
    return Matrix(tuple(names), tuple(_sums(rows.get(each, []), columns, settings) + padding for each in names))


def _by_class(
    header: Sequence[str], lines: Iterable[Sequence[str]], settings: Confusion
) -> dict[str, list[Sequence[str]]]:
    """The rows that count, by their true class."""
    places = [_column(header, name, settings) for name in (settings.actual, *settings.where)]
    rows = list(lines)
    # All rows at once: thousands of such files are read for one page.
    if strange := {len(each) for each in rows} - {len(header)}:
        raise NoMatrixError(f"{settings.file} has a row of {min(strange)} values below {len(header)} columns")
    key, found = itemgetter(*places, places[0]), defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    wanted = tuple(settings.where.values())
    return {told[0]: chosen for told, chosen in found.items() if told[1:-1] == wanted}


def _sums(rows: Sequence[Sequence[str]], columns: Sequence[int], settings: Confusion) -> tuple[float, ...]:
    try:
        values = [[float(row[index]) for row in rows] for index in columns]
    except ValueError:
        values = [[math.nan]]
    totals = [sum(each) for each in values]
    right = all(map(math.isfinite, totals)) and min(map(min, filter(None, values)), default=0) >= 0
    _expect(right, settings, "has a count that is no number of at least 0")
    return tuple(int(each) if each == int(each) else each for each in totals)


def _column(header: Sequence[str], name: str, settings: Confusion) -> int:
    _expect(name in header, settings, f"has no column {name}")
    return header.index(name)


def _expect(right: bool, settings: Confusion, otherwise: str) -> None:
    if not right:
        raise NoMatrixError(f"{settings.file} {otherwise}")


def per_class(metrics: Mapping[str, object], prefix: str) -> dict[str, dict[str, object]]:
    """Figures of classes: class -> figure -> value.

    Args:
        metrics: of a run, by qualified names.
        prefix: as `board.per_class` has it: what follows is `<class>.<figure>`.
    """
    found: dict[str, dict[str, object]] = {}
    for name, value in metrics.items():
        kind, dot, figure = name.removeprefix(f"{prefix}.").rpartition(".")
        if dot and name.startswith(f"{prefix}."):
            found.setdefault(kind, {})[figure] = value
    return found
