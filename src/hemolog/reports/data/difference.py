"""What the data of one run has otherwise than that of another."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemolog.reports.data.index import Unit


@dataclass(frozen=True)
class Move:
    """Units that are in another split."""

    before: str
    after: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class ClassCount:
    """Units of one class in one split."""

    split: str
    label: str
    before: int
    after: int


@dataclass(frozen=True)
class DataDifference:
    """From the one before to the one after; names in the order of the index that has them, of both the later one's."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[Move, ...]
    relabelled: tuple[str, ...]
    """Of another class."""
    regrouped: tuple[str, ...]
    """Made from something else."""
    rewritten: tuple[str, ...]
    """Of other bytes under the same name."""
    groups_added: tuple[str, ...]
    groups_removed: tuple[str, ...]
    counts: tuple[ClassCount, ...]
    """Of every class in every split, in alphabetical order; also of those that are the same."""

    @property
    def is_empty(self) -> bool:
        """Whether both have the same data."""
        changes = (self.added, self.removed, self.moved, self.relabelled, self.regrouped, self.rewritten)
        return not any(changes)


def difference(before: Sequence[Unit], after: Sequence[Unit]) -> DataDifference:
    """Compare two indices; no name stands twice in one of them."""
    old, new = ({unit.name: unit for unit in units} for units in (before, after))
    both = [(old[unit.name], unit) for unit in after if unit.name in old]
    moves: dict[tuple[str, str], list[str]] = {}
    for one, other in both:
        if one.split != other.split:
            moves.setdefault((one.split, other.split), []).append(other.name)
    groups_before, groups_after = _groups(before), _groups(after)
    return DataDifference(
        added=tuple(unit.name for unit in after if unit.name not in old),
        removed=tuple(unit.name for unit in before if unit.name not in new),
        moved=tuple(Move(*splits, tuple(names)) for splits, names in sorted(moves.items())),
        relabelled=tuple(other.name for one, other in both if one.label != other.label),
        regrouped=tuple(other.name for one, other in both if one.group != other.group),
        rewritten=tuple(other.name for one, other in both if one.digest != other.digest),
        groups_added=tuple(group for group in groups_after if group not in groups_before),
        groups_removed=tuple(group for group in groups_before if group not in groups_after),
        counts=_counts(before, after),
    )


def _groups(units: Iterable[Unit]) -> dict[str, None]:
    return dict.fromkeys(unit.group for unit in units if unit.group)


def _counts(before: Iterable[Unit], after: Iterable[Unit]) -> tuple[ClassCount, ...]:
    old, new = (Counter((unit.split, unit.label) for unit in units) for units in (before, after))
    return tuple(ClassCount(*key, old[key], new[key]) for key in sorted(old.keys() | new.keys()))
