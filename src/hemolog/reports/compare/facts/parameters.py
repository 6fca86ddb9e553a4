"""Parameters that are not the same on both sides."""

from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.messages import Value


class Change(StrEnum):
    """What became of something that has a name."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class ParameterChange:
    """One of them."""

    name: str
    """Qualified: `params.train.learning_rate`."""
    change: Change
    old: Value
    """None too where there is none."""
    new: Value
    own: bool = False
    """A setting of Hemolog itself, which no stage reads."""


@dataclass(frozen=True)
class Parameters:
    """All of them."""

    changes: tuple[ParameterChange, ...] = ()
    """Those that stages read first, then Hemolog's own; in the order of the file."""
    more: int = 0
    """That are not listed."""
    same: int = 0
    cautions: tuple[str, ...] = ()
    """One line each: what makes the two hard to compare, such as a change of how they are judged."""
    missing: str = ""
    """One line: why they can't be compared; empty if they are."""
