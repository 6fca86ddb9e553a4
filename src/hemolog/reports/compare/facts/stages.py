"""Stages whose entry in the lock changed, and what changed it."""

from dataclasses import dataclass
from enum import StrEnum

from hemolog.reports.compare.facts.parameters import Change


class CauseKind(StrEnum):
    """Why a stage is not what it was."""

    CODE = "code"
    PARAMS = "params"
    DATA = "data"
    COMMAND = "command"
    UNEXPLAINED = "unexplained"
    """Its outputs changed although nothing that it depends on did: it depends on chance, or on what it doesn't tell."""


@dataclass(frozen=True)
class Cause:
    """One of them."""

    kind: CauseKind
    names: tuple[str, ...] = ()
    """Files, parameters as the lock has them, or outputs."""
    more: int = 0
    """That are not listed."""


@dataclass(frozen=True)
class StageChange:
    """One stage."""

    name: str
    change: Change
    causes: tuple[Cause, ...] = ()
    """None of a stage that was added or removed."""
    outputs: tuple[str, ...] = ()
    """That changed."""


@dataclass(frozen=True)
class Stages:
    """All of them."""

    changes: tuple[StageChange, ...] = ()
    """In the order of the lock."""
    same: tuple[str, ...] = ()
    """Those that are as they were."""
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why they can't be compared; empty if they are."""
