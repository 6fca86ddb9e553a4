"""A data index -> its units: a CSV file with a row each, as `board.data_index` names its columns."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from hemolog.reports.settings.data_index import DataIndex

LARGEST = 200_000_000
"""Bytes of the file."""
LONGEST = 500
"""Characters of a value."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A row: what is empty isn't told."""

    name: str
    group: str = ""
    """What it was made from."""
    split: str = ""
    label: str = ""
    digest: str = ""
    """Of its bytes."""


class NoIndexError(ValueError):
    """A file is no such index; the message says why."""


def read_index(data: bytes, settings: DataIndex) -> tuple[Unit, ...]:
    """The units in the order of the rows.

    Raises:
        NoIndexError: it is no table with these columns, or two rows have one name.
    """
    try:
        units = tuple(_units(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True), settings))
    except (csv.Error, UnicodeDecodeError) as error:
        raise NoIndexError(f"{settings.file} is no CSV file: {error}") from error
    seen: set[str] = set()
    for unit in units:
        if unit.name in seen:
            raise NoIndexError(f"{settings.file} has {unit.name[:80]!r} in two rows")
        seen.add(unit.name)
    return units


def _units(lines: Iterator[Sequence[str]], settings: DataIndex) -> Iterator[Unit]:
    header = next(lines, [])
    names = [settings.unit, settings.group, settings.split, settings.label, settings.digest]
    for name in filter(None, names):
        if name not in header:
            raise NoIndexError(f"{settings.file} has no column {name}")
    # A column that isn't named is the one after the last of each row, which is empty.
    pick = itemgetter(*(header.index(name) if name else len(header) for name in names))
    for line in lines:
        if len(line) != len(header):
            raise NoIndexError(f"{settings.file} has a row of {len(line)} values below {len(header)} columns")
        unit = Unit(*pick([*line, ""]))
        if len(unit.name) + len(unit.group) + len(unit.split) + len(unit.label) > LONGEST:
            raise NoIndexError(f"{settings.file} has a row of more than {LONGEST} characters")
        yield unit
