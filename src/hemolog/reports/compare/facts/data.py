"""What the data of both sides has otherwise: unit by unit where its index is here, else as the lock tells it."""

from dataclasses import dataclass


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


@dataclass(frozen=True)
class DataCount:
    """What one class has in one split."""

    split: str
    label: str
    units_before: int
    units_after: int
    groups_before: int
    groups_after: int


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
    """Of every class in every split; also of those that are the same."""

    @property
    def is_empty(self) -> bool:
        """Whether both have the same data."""
        changes = (self.added, self.removed, self.relabelled, self.regrouped, self.rewritten)
        return not self.moved and not any(each.count for each in changes)


@dataclass(frozen=True)
class DataState:
    """A file or a directory on one side, as the lock tells it."""

    digest: str
    size: int | None
    """Bytes."""
    files: int | None
    """Of a directory: how many."""


@dataclass(frozen=True)
class DataOutput:
    """Data that stages read and no code is: what another stage made, or what was brought."""

    path: str
    old: DataState | None
    """None where that side doesn't have it."""
    new: DataState | None

    @property
    def is_changed(self) -> bool:
        """Whether the two differ."""
        return (self.old and self.old.digest) != (self.new and self.new.digest)


@dataclass(frozen=True)
class DataChange:
    """All of it."""

    file: str = ""
    """The index; empty if the settings name none."""
    group: str = ""
    """What the index calls what units were made from; empty if nothing."""
    same: bool | None = None
    """Whether both sides have the same data; None where nothing tells."""
    units: UnitChanges | None = None
    """None where an index isn't here; `missing` says why."""
    outputs: tuple[DataOutput, ...] = ()
    """Changed ones first."""
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why it isn't compared unit by unit, and what brings it; empty if it is."""
