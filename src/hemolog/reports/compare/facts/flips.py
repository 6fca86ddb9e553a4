"""Single items that became right or wrong, paired by the digests of their bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FlipCount:
    """How many items flipped of a class, or of a unit."""

    name: str
    fixed: int
    """Wrong before, right now."""
    broken: int
    """Right before, wrong now."""
    items: int
    """That are paired."""


@dataclass(frozen=True)
class Mistake:
    """An item that was right before and is wrong now."""

    digest: str
    name: str
    """What people know it by; its digest where the settings name no column."""
    unit: str
    """Empty where the settings name no column."""
    actual: str
    predicted: str
    probability: float | None
    """That is now given to what it is; None where the settings name no columns, or it is no number from 0 to 1."""
    probability_before: float | None
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """Of each class, now."""


@dataclass(frozen=True)
class Picture:
    """A picture of a side, such as a sheet of its mistakes."""

    side: str
    """`base` or `head`."""
    path: str
    """From the folder of DVC's files."""
    address: str
    """`s3://...` of its object; empty if no remote is known to keep it."""
    command: str
    """What prints that address, or the way to it from git; safe to be given to a shell."""


@dataclass(frozen=True)
class NetChange:
    """By how many the items of a class that are right have changed, where single items can't be paired."""

    name: str
    right: int
    """Now less before."""


@dataclass(frozen=True)
class Flips:
    """All of them."""

    file: str = ""
    """The predictions; empty if the settings name none."""
    where: str = ""
    """Which items count, for people: `split = test`."""
    paired: int = 0
    fixed: int = 0
    broken: int = 0
    still_wrong: int = 0
    """Wrong before and now."""
    only_base: int = 0
    """Rows whose digest the other side doesn't have."""
    only_head: int = 0
    relabelled: int = 0
    """Of another true class now: neither right nor wrong can be compared."""
    classes: tuple[FlipCount, ...] = ()
    units: tuple[FlipCount, ...] = ()
    """Those in which something flipped, most flips first."""
    more_units: int = 0
    """That are not listed."""
    worst: tuple[Mistake, ...] = ()
    """New mistakes, the least probable truth first."""
    pictures: tuple[Picture, ...] = ()
    net: tuple[NetChange, ...] = ()
    """By class, from the units that git has; told where single items can't be paired."""
    remarks: tuple[str, ...] = ()
    missing: str = ""
    """One line: why single items can't be paired, and what brings them; empty if they are."""
