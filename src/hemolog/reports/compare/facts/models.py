"""The size of models, and how many parameters they have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelState:
    """A model on one side."""

    digest: str
    size: int | None
    """Bytes, as the lock tells it."""
    weights: int | None
    """Numbers that it holds, those that aren't trained too, but no optimizer's; None where that isn't known."""
    missing: str = ""
    """One line: why the number isn't known, and what brings it; empty if it is."""


@dataclass(frozen=True)
class ModelChange:
    """One model."""

    path: str
    """From git's root."""
    old: ModelState | None
    """None where that side has none."""
    new: ModelState | None


@dataclass(frozen=True)
class Models:
    """All of them."""

    models: tuple[ModelChange, ...] = ()
    more: int = 0
    """That are not listed."""
    missing: str = ""
    """One line: why there are none; empty if there are."""
