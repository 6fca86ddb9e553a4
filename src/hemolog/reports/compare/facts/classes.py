"""How many items of each class are found, on both sides."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClassRecall:
    """Of one class on one side."""

    recall: float | None
    """None where the class has no items."""
    right: int | None = None
    """Items that were taken for what they are; None where only the recall is told."""
    items: int | None = None
    units: int | None = None


@dataclass(frozen=True)
class ClassChange:
    """One class."""

    name: str
    old: ClassRecall | None
    """None where that side doesn't know the class."""
    new: ClassRecall | None
    delta: float | None = None
    """Of the recall."""


@dataclass(frozen=True)
class Classes:
    """All of them."""

    rows: tuple[ClassChange, ...] = ()
    source: str = ""
    """The file of units, or what the names of the metrics begin with: `metrics.test.per_class`."""
    where: str = ""
    """Which units count, for people: `split = test`."""
    more: int = 0
    """That are not listed."""
    remarks: tuple[str, ...] = ()
    missing: str = ""
    """One line: why they can't be compared, and what brings it; empty if they are."""
