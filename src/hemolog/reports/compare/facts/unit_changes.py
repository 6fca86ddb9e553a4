"""Two indices of the data -> how many units of what changed, and the first of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hemolog.reports.data.difference import difference
from hemolog.reports.data.index import Unit

MOST = 20
"""Names that are told of each change, and moves between splits."""
MOST_COUNTS = 400
"""Classes in splits."""


@dataclass(frozen=True)
class Names:
    """How many there are, and the first of them."""

    count: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moved:
    """Units that are in another split."""

    before: str
    after: str
    units: Names
    groups: int
    """From which these were made."""


@dataclass(frozen=True)
class DataCount:
    """What one class has in one split."""

    split: str
    label: str
    units_before: int
    units_after: int
    groups_before: int
    groups_after: int

    @property
    def is_changed(self) -> bool:
        """Whether there are more or fewer."""
        return (self.units_before, self.groups_before) != (self.units_after, self.groups_after)


@dataclass(frozen=True)
class UnitChanges:
    """From the index of the one side to that of the other."""

    units_before: int
    units_after: int
    groups_before: int
    groups_after: int
    added: Names
    removed: Names
    moved: tuple[Moved, ...]
    relabelled: Names
    """Of another class."""
    regrouped: Names
    """Made from something else."""
    rewritten: Names
    """Of other bytes under the same name."""
    groups_added: Names
    groups_removed: Names
    counts: tuple[DataCount, ...]
    """Of every class in every split, in alphabetical order; also of those that are the same."""

    @property
    def is_empty(self) -> bool:
        """Whether both have the same data."""
        changes = (self.added, self.removed, self.relabelled, self.regrouped, self.rewritten)
        return not self.moved and not any(each.count for each in changes)


def unit_changes(before: Sequence[Unit], after: Sequence[Unit]) -> UnitChanges:
    """Compare two indices; no name stands twice in one of them."""
    found = difference(before, after)
    group_of = {unit.name: unit.group for unit in after}
    moved = sorted(found.moved, key=lambda move: -len(move.units))
    old, new = (_groups_by_class(units) for units in (before, after))
    return UnitChanges(
        units_before=len(before),
        units_after=len(after),
        groups_before=_groups(before),
        groups_after=_groups(after),
        added=_names(found.added),
        removed=_names(found.removed),
        moved=tuple(
            Moved(move.before, move.after, _names(move.units), len({group_of[name] for name in move.units} - {""}))
            for move in moved[:MOST]
        ),
        relabelled=_names(found.relabelled),
        regrouped=_names(found.regrouped),
        rewritten=_names(found.rewritten),
        groups_added=_names(found.groups_added),
        groups_removed=_names(found.groups_removed),
        counts=tuple(
            DataCount(
                each.split,
                each.label,
                each.before,
                each.after,
                old.get((each.split, each.label), 0),
                new.get((each.split, each.label), 0),
            )
            for each in found.counts[:MOST_COUNTS]
        ),
    )


def _names(names: Sequence[str]) -> Names:
    return Names(len(names), tuple(names[:MOST]))


def _groups(units: Sequence[Unit]) -> int:
    return len({unit.group for unit in units} - {""})


def _groups_by_class(units: Sequence[Unit]) -> Mapping[tuple[str, str], int]:
    found: dict[tuple[str, str], set[str]] = {}
    for unit in units:
        if unit.group:
            found.setdefault((unit.split, unit.label), set()).add(unit.group)
    return {key: len(groups) for key, groups in found.items()}
