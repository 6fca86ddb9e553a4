"""The commands that bring either side."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A command."""

    purpose: str
    """What it is for: `its code and parameters`."""
    command: str
    """One line, to be given to a shell: every name in it is quoted."""


@dataclass(frozen=True)
class Ways:
    """To both sides."""

    base: tuple[Way, ...] = ()
    head: tuple[Way, ...] = ()
