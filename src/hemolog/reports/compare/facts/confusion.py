"""What is taken for what, on both sides, and the difference."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Counts = tuple[tuple[float, ...], ...]
"""A row a true class, a column a predicted one."""


@dataclass(frozen=True)
class ConfusionChange:
    """Counts of both sides over the classes of either."""

    file: str = ""
    unit: str = ""
    """What is counted, for people; empty if that isn't told."""
    where: Mapping[str, str] = field(default_factory=dict)
    """Of which rows: column -> value."""
    classes: tuple[str, ...] = ()
    old: Counts | None = None
    new: Counts | None = None
    delta: Counts | None = None
    """New less old; None where a side has none."""
    missing: str = ""
    """One line: why there is no difference; empty if there is."""
