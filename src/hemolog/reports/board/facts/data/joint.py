"""The units of several states of the data, each told once, and which of them each state has in which split.

A record is a unit with its group, its class and its bytes; where one of these changes under the same name it is a
second record. Numbers that follow each other are told as runs: `[start, how many, start, how many, ...]` where they
ascend by one, `[value, how many, ...]` where they stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hemolog.reports.data.index import Unit

MOST_UNITS = 200_000
"""Records of all states together."""
MOST_NUMBERS = 2_000_000
"""Of all states together."""


@dataclass(frozen=True)
class Records:
    """Columns of numbers, as runs that stay; but of units as runs that ascend."""

    unit: Sequence[int]
    group: Sequence[int]
    label: Sequence[int]
    version: Sequence[int]
    """Which of the bytes that units of this name have: 0 for those that were met first."""


@dataclass(frozen=True)
class Units:
    """All that there are, in the order in which they were met."""

    names: Sequence[str]
    groups: Sequence[str]
    labels: Sequence[str]
    splits: Sequence[str]
    records: Records


@dataclass(frozen=True)
class Members:
    """Which records a state has."""

    records: Sequence[int]
    """Runs that ascend."""
    splits: Sequence[int]
    """Of these records in their order: runs that stay."""


class _Numbers:
    """Texts by numbers."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def __getitem__(self, text: str) -> int:
        return self.of.setdefault(text, len(self.of))


@dataclass
class Joint:
    """Takes in one state after the other."""

    _names: _Numbers = field(default_factory=_Numbers)
    _groups: _Numbers = field(default_factory=_Numbers)
    _labels: _Numbers = field(default_factory=_Numbers)
    _splits: _Numbers = field(default_factory=_Numbers)
    _records: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    _versions: dict[int, list[str]] = field(default_factory=dict)
    _met: set[tuple[str, ...]] = field(default_factory=set)
    _room: int = field(default_factory=lambda: MOST_NUMBERS)

    def add(self, units: Sequence[Unit]) -> Members | None:
        """Take in a state; None if there is no room for it."""
        new = sum(_told(unit) not in self._met for unit in units)
        if new and len(self._records) + new > MOST_UNITS:
            return None
        placed = sorted((self._record(unit), self._splits[unit.split]) for unit in units)
        members = Members(ascending(record for record, _ in placed), staying(split for _, split in placed))
        if len(members.records) + len(members.splits) > self._room:
            return None
        self._room -= len(members.records) + len(members.splits)
        return members

    def units(self) -> Units:
        """All that were met."""
        columns = list(zip(*self._records, strict=True)) or [(), (), (), ()]
        return Units(
            names=list(self._names.of),
            groups=list(self._groups.of),
            labels=list(self._labels.of),
            splits=list(self._splits.of),
            records=Records(ascending(columns[0]), *map(staying, columns[1:])),
        )

    def _record(self, unit: Unit) -> int:
        name = self._names[unit.name]
        digests = self._versions.setdefault(name, [])
        if unit.digest not in digests:
            digests.append(unit.digest)
        key = name, self._groups[unit.group], self._labels[unit.label], digests.index(unit.digest)
        self._met.add(_told(unit))
        return self._records.setdefault(key, len(self._records))


def _told(unit: Unit) -> tuple[str, ...]:
    """All of a unit that its record tells."""
    return unit.name, unit.group, unit.label, unit.digest


def ascending(numbers: Iterable[int]) -> list[int]:
    """Numbers as runs of which each is one more than the one before."""
    runs: list[int] = []
    expected = None
    for number in numbers:
        if number == expected:
            runs[-1] += 1
        else:
            runs += (number, 1)
        expected = number + 1
    return runs


def staying(numbers: Iterable[int]) -> list[int]:
    """Numbers as runs of equal ones."""
    runs: list[int] = []
    for number in numbers:
        if runs and runs[-2] == number:
            runs[-1] += 1
        else:
            runs += (number, 1)
    return runs
