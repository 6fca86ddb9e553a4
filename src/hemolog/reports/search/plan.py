"""What is known of a search before its first trial: what the table of it needs, and no more."""

from dataclasses import dataclass

from hemolog.experiments.definition import Definition, Direction
from hemolog.experiments.space import Entry, FloatRange, Space


@dataclass(frozen=True)
class SearchPlan:
    """A search as its reports see it."""

    name: str
    objective: str
    """The qualified metric: `metrics.val.macro_f1`."""
    direction: Direction
    varying: tuple[str, ...]
    """Dotted parameters that can take more than one value; those that a table should show first come first."""
    trials: int | None
    """In all, those of earlier runs included; None where only the oracle knows."""
    jobs: int = 1
    """Trials that run at once, at least 1."""
    revision: str = ""
    """The commit that the trials grow from, where it isn't the one that is checked out."""

    @classmethod
    def of(
        cls, name: str, definition: Definition, *, trials: int | None, jobs: int = 1, revision: str = ""
    ) -> "SearchPlan":
        """That of a search: the parameters of its space that vary, and with Hyperband the one that is its budget."""
        space = definition.space
        varying = sorted((name for name, entry in space.items() if _varies(entry)), key=lambda name: _rank(name, space))
        if definition.algorithm == "hyperband" and definition.budget and definition.budget.param not in varying:
            varying.append(definition.budget.param)
        return cls(name, definition.objective, definition.direction, tuple(varying), trials, jobs, revision)

    @property
    def metric(self) -> str:
        """The objective as DVC names it: `val.macro_f1`."""
        return self.objective.removeprefix("metrics.")

    @property
    def logged_as(self) -> str:
        """The objective as DVCLive is given it after an epoch: `val/macro_f1`."""
        return self.metric.replace(".", "/")


def _rank(name: str, space: Space) -> tuple[int, int]:
    """Smaller for what tells more: what others depend on, what spans orders of magnitude, then the less nested."""
    if any(name in entry.when for entry in space.values()):
        kind = 0
    else:
        kind = 1 if getattr(space[name], "sampling", "linear") != "linear" else 2
    return kind, name.count(".")


def _varies(entry: Entry) -> bool:
    if isinstance(entry, FloatRange) and entry.step is None:
        return entry.low < entry.high
    return bool((entry.values() or ())[1:])  # Not its length: that of a range may be too large for Python.
