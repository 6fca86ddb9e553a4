"""What a prune deletes and what it leaves, told before anything is done."""

from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.sharing.stores import Place


class Fate(StrEnum):
    """Of a trial's models."""

    BEST = "best"
    """They stay: it is among the best."""
    GOES = "goes"
    """Some of them, or all, are deleted here or in the DVC remote."""
    STAYS = "stays"
    """None is deleted: something else points at them, or they are too young."""
    GONE = "gone"
    """There is nothing to delete, here or there."""


@dataclass(frozen=True)
class Doomed:
    """An object that is deleted."""

    name: str
    place: Place
    here: int | None
    """Bytes that go from the cache; None if nothing does."""
    there: int | None
    """Bytes that go from the DVC remote; None if nothing does."""


@dataclass(frozen=True)
class PlannedTrial:
    """One trial of the search."""

    rank: int
    """1 for the best."""
    name: str
    commit: str
    score: float | None
    fate: Fate
    paths: tuple[str, ...] = ()
    """Models of which something goes."""
    doomed: tuple[Doomed, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why objects of it stay: `also of branch main`, `younger than 24 hours`."""


@dataclass(frozen=True)
class PrunePlan:
    """All trials of a search, the best first."""

    search: str
    metric: str
    """The objective as DVC names it."""
    direction: str
    """`min` or `max`."""
    keep: int
    """So many of the best keep their models."""
    trials: tuple[PlannedTrial, ...]
    cautions: tuple[str, ...] = ()
    """What could not be looked at, one sentence each, and what is left alone for it."""

    @property
    def rule(self) -> str:
        """By which models go, for people."""
        return f"search {self.search}: all but the best {self.keep} by {self.metric} ({self.direction})"

    @property
    def doomed(self) -> dict[Place, Doomed]:
        """Each object once, whichever trials it is of."""
        return {each.place: each for trial in self.trials for each in trial.doomed}

    @property
    def bytes_here(self) -> int:
        """That go from the cache."""
        return sum(each.here or 0 for each in self.doomed.values())

    @property
    def bytes_there(self) -> int:
        """That go from the DVC remote."""
        return sum(each.there or 0 for each in self.doomed.values())
