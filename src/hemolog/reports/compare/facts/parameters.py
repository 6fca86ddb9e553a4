"""Parameters that are not the same on both sides."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hemolog.experiments.history.column_names import OWN
from hemolog.experiments.history.run import Run
from hemolog.experiments.messages import Value
from hemolog.reports.compare.facts.pair import BASE, HEAD, Pair

MOST = 500
"""That are listed."""
_LONGEST = 1_000  # characters of a text, and values of a list
_JUDGING = "params.compare."
_SHOWING = (
    "params.board.objective",
    "params.board.direction",
    "params.board.intervals.",
    "params.board.per_class",
    "params.board.confusion.",
    "params.board.data_index.",
)
"""Of the board, those that comparisons take where `compare:` leaves them out."""


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
    """None too where there is none; long texts and lists are cut. Numbers may be NaN or infinite."""
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


def parameters(pair: Pair) -> Parameters:
    """Compare those of both runs."""
    if pair.base is None:
        return Parameters(missing=pair.missing)
    for side, run in ((BASE, pair.base), (HEAD, pair.head)):
        if not run.params:
            return Parameters(missing=_none(side, run))
    changes = list(_changes(pair.base, pair.head))
    changes.sort(key=lambda change: change.own)
    return Parameters(
        changes=tuple(changes[:MOST]),
        more=max(0, len(changes) - MOST),
        same=len(pair.base.params.keys() | pair.head.params.keys()) - len(changes),
        cautions=tuple(_cautions(changes)),
    )


def _none(side: str, run: Run) -> str:
    reason = next(iter(run.problems), "no file that its dvc.yaml names holds any, nor has it a params.yaml")
    return f"{side} has no parameters: {reason}"


def _changes(base: Run, head: Run) -> Iterator[ParameterChange]:
    for name in dict.fromkeys([*head.params, *base.params]):
        old, new = base.params.get(name), head.params.get(name)
        if name not in base.params:
            change = Change.ADDED
        elif name not in head.params:
            change = Change.REMOVED
        elif is_same(old, new):
            continue
        else:
            change = Change.CHANGED
        yield ParameterChange(name, change, shortened(old), shortened(new), name.startswith(OWN))


def is_same(old: Value, new: Value) -> bool:
    """Whether two values are equal: 1 and 1.0 are, 1 and true are not, and NaN is what it is."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(is_same, old, new))
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, float) and isinstance(new, float) and math.isnan(old):
        return math.isnan(new)
    return old == new


def shortened(value: Value) -> Value:
    """A value of a length that may be shown."""
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}…"
    if isinstance(value, list):
        cut = [shortened(each) for each in value[:_LONGEST]]
        return cut if len(value) <= _LONGEST else [*cut, "…"]
    return value


def _cautions(changes: Iterable[ParameterChange]) -> Iterator[str]:
    names = [change.name for change in changes]
    if any(name.startswith(_JUDGING) for name in names):
        yield (
            "this change alters `compare:` in params.yaml, by which it is judged itself: what counts is the "
            "params.yaml that is checked out"
        )
    if any(name.startswith(_SHOWING) for name in names):
        yield "this change alters settings of `board:` in params.yaml that this comparison takes from there"
