"""What a model said of each item: a CSV file with a row for each, as `compare.predictions` names its columns."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from hemolog.reports.settings.predictions_file import PredictionsFile

LARGEST = 200_000_000
"""Bytes of the file."""
MOST_ITEMS = 1_000_000
MOST_CLASSES = 100
LONGEST = 500
"""Characters of a value."""

Key = tuple[str, int]
"""A digest, and which of the rows that have it: items of the same bytes may stand there several times."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row."""

    name: str
    unit: str
    actual: str
    predicted: str
    probabilities: tuple[str, ...]
    """In the order of the table's classes, as they are written."""

    @property
    def is_right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.actual == self.predicted


@dataclass(frozen=True)
class Predictions:
    """Those of one model."""

    classes: tuple[str, ...]
    """That have probabilities."""
    items: Mapping[Key, Item]

    def probabilities(self, item: Item) -> dict[str, float]:
        """Of each class; what is no number from 0 to 1 is left out."""
        told = zip(self.classes, item.probabilities, strict=True)
        return {name: number for name, text in told if (number := _probability(text)) is not None}


class NoPredictionsError(ValueError):
    """A file holds no such table; the message says why, to be read after the file's name."""


def read_predictions(data: bytes, settings: PredictionsFile) -> Predictions:
    """The rows that count.

    Raises:
        NoPredictionsError: it is no table with these columns, or has too much in it.
    """
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = next(lines, [])
        classes = _classes(header, settings)
        return Predictions(tuple(classes), _keyed(_items(header, list(classes.values()), lines, settings)))
    except (csv.Error, UnicodeDecodeError) as error:
        raise NoPredictionsError(f"is no CSV file: {error}") from error


def _classes(header: Sequence[str], settings: PredictionsFile) -> dict[str, int]:
    """Places of the columns of probabilities."""
    start = settings.probabilities
    if start is None:
        return {}
    named = (settings.digest, settings.actual, settings.predicted, settings.name, settings.unit)
    found = {
        name.removeprefix(start): place
        for place, name in enumerate(header)
        if name.startswith(start) and name not in named
    }
    _expect(len(found) <= MOST_CLASSES, f"has more than {MOST_CLASSES} classes")
    return found


def _items(
    header: Sequence[str], classes: Sequence[int], lines: Iterator[Sequence[str]], settings: PredictionsFile
) -> Iterator[tuple[str, Item]]:
    """Digests and items of the rows that count."""
    names = [settings.digest, settings.name or settings.digest, settings.unit, settings.actual, settings.predicted]
    for name in [*filter(None, names), *settings.where]:
        _expect(name in header, f"has no column {name[:80]}")
    # A column that isn't named is the one after the last of each row, which is empty.
    pick = itemgetter(*(header.index(name) if name else len(header) for name in names))
    wanted = [(header.index(name), value) for name, value in settings.where.items()]
    for number, line in enumerate(lines):
        _expect(number < MOST_ITEMS, f"has more than {MOST_ITEMS:,} rows")
        _expect(len(line) == len(header), f"has a row of {len(line)} values below {len(header)} columns")
        if all(line[place] == value for place, value in wanted):
            digest, name, unit, actual, predicted = told = pick([*line, ""])
            _expect(max(map(len, told)) <= LONGEST, f"has a value of more than {LONGEST} characters")
            _expect(bool(digest), f"has a row whose {settings.digest[:80]} is empty")
            yield digest, Item(name, unit, actual, predicted, tuple(line[place] for place in classes))


def _keyed(items: Iterator[tuple[str, Item]]) -> dict[Key, Item]:
    of_digest = defaultdict(list)
    for digest, item in items:
        of_digest[digest].append(item)
    return {
        (digest, number): item
        for digest, found in of_digest.items()
        for number, item in enumerate(sorted(found, key=_order) if len(found) > 1 else found)
    }


def _order(item: Item) -> tuple[str, ...]:
    return item.actual, item.name, item.unit, item.predicted


def _probability(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _expect(right: bool, otherwise: str) -> None:
    if not right:
        raise NoPredictionsError(otherwise)
