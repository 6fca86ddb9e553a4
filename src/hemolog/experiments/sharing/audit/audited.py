"""What an audit finds: of each experiment whether all that it points at is there, and what mends it where it isn't."""

from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.sharing.selection import Experiment


class State(StrEnum):
    """Of an object, and of an experiment the worst of its objects'."""

    WHOLE = "whole"
    PRUNED = "pruned"
    """Deleted on purpose: it can be made again."""
    MISSING = "missing"
    WRONG_SIZE = "wrong size"
    DAMAGED = "damaged"
    """It has other bytes than its name says."""
    UNREADABLE = "unreadable"
    """Nobody can tell: of the experiment's commit or one of its files, or the DVC remote that it names."""


_WORST = tuple(State)
BAD = frozenset({State.MISSING, State.WRONG_SIZE, State.DAMAGED, State.UNREADABLE})


def worst(states: list[State]) -> State:
    """The one that tells most; `whole` of none."""
    return max(states, key=_WORST.index, default=State.WHOLE)


class Mend(StrEnum):
    """What brings back what is missing or damaged."""

    PUSH = "push"
    """The cache has it: `hemolog push`."""
    PULL = "pull"
    """The DVC remote has it: `hemolog pull`."""
    MAKE = "make"
    """Neither has: `dvc exp apply` and `dvc repro`, here or where it was made."""


@dataclass(frozen=True)
class Finding:
    """An object that is not whole."""

    path: str
    """What it holds in the experiment, from git's root."""
    name: str
    """Of the object."""
    state: State
    place: str = ""
    """Where it lies, a file or an address, if it is there."""


@dataclass(frozen=True)
class Audited:
    """An experiment that was looked at."""

    experiment: Experiment
    state: State
    outputs: int
    """That the DVC remote should have."""
    size: int
    """Bytes of them, as far as they are known."""
    findings: tuple[Finding, ...] = ()
    """In the order of their paths."""
    problem: str = ""
    """Why it is unreadable: one line."""
    mend: Mend | None = None
    """None if nothing has to be mended, or can be."""
    is_here: bool = True
    """Whether this repository has the experiment too."""


@dataclass(frozen=True)
class Audit:
    """All experiments of one place, in the order of their references."""

    git_remote: str | None
    """The name of the git remote whose experiments these are; None for those of this repository."""
    deep: bool
    """Whether bytes were read again, not just sizes."""
    experiments: tuple[Audited, ...]

    def count(self, state: State) -> int:
        """Experiments in a state."""
        return sum(each.state is state for each in self.experiments)

    @property
    def is_good(self) -> bool:
        """Whether nothing is missing or damaged; what was pruned is no lack."""
        return not any(each.state in BAD for each in self.experiments)
