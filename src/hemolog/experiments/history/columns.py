"""Columns of runs: a qualified name for each thing that a run may have a value of, and the value that it has.

    params.<dotted>     a hyperparameter, as `params.train.learning_rate`
    metrics.<dotted>    a metric, as `metrics.val.macro_f1`
    run.<name>          what git and its commit's trailers tell of a run: `RUN_COLUMNS`
    facts.<name>        what its stages told: `facts.images_per_second` of `Hemolog-Fact-Images-Per-Second`

What a user may leave out of a name: `column_names`.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property

from hemolog.errors import ColumnError
from hemolog.experiments import trailers
from hemolog.experiments.history.column_names import ends, index, resolve
from hemolog.experiments.history.run import Run
from hemolog.experiments.messages import Value
from hemolog.experiments.space.names import shown

Scalar = bool | int | float | str | None
"""What stands in a column; None where a run has no value."""

PARAMS, METRICS, FACTS, RUN = "params.", "metrics.", "facts.", "run."
_NUMBERS = {int, float}
_LARGEST = 10**300
"""No float holds much more, and Python spells no integer of thousands of digits."""


class ColumnKind(StrEnum):
    """What all values of a column are; where they differ, texts. Of a metric, what most of them are."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    TIME = "time"
    """Seconds since 1970."""


@dataclass(frozen=True)
class Columns:
    """All columns of some runs."""

    kinds: Mapping[str, ColumnKind]
    """By qualified name: of `run.` first, then parameters and metrics as they were met, then facts."""

    @classmethod
    def of(cls, runs: Iterable[Run]) -> "Columns":
        """Those that any of the runs has a value in, and all of `run.`."""
        types: dict[str, set[type]] = {}
        facts: dict[str, set[type]] = {}
        metrics: dict[str, set[type]] = {}
        runs = list(runs)
        for run in runs:
            for found, values in ((types, run.params), (metrics, run.metrics), (facts, _facts(run))):
                for name, value in values.items():
                    found.setdefault(name, set()).add(type(value))
        told = {name: _kind(kinds) for name, kinds in (types | metrics | facts).items()}
        for name, kinds in metrics.items():
            if told[name] is ColumnKind.TEXT and kinds & _NUMBERS:
                told[name] = _kind_of_most(type(run.metrics[name]) for run in runs if name in run.metrics)
        return cls({name: kind for name, (kind, _) in RUN_COLUMNS.items()} | told)

    @property
    def names(self) -> tuple[str, ...]:
        """Their qualified names."""
        return tuple(self.kinds)

    def resolve(self, name: str) -> str:
        """The qualified name of the column that a user means.

        Raises:
            ColumnError: there is none, with the nearest; or there are several.
        """
        return resolve(name, self._ends)

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Those whose name, or an end of it, has a form such as `val.*`; without `*`, `?` and `[` the one of that name.

        Raises:
            ColumnError: there is none, or of a plain name several.
        """
        if not set(pattern) & set("*?["):
            return (self.resolve(pattern),)
        found = tuple(name for name in self.names if any(fnmatchcase(end, pattern) for end in ends(name)))
        if not found:
            raise ColumnError(f"no column is like {shown(pattern)}")
        return found

    @cached_property
    def _ends(self) -> Mapping[str, Sequence[str]]:
        return index(self.names)


def reader(name: str) -> Callable[[Run], Scalar]:
    """What tells a run's value in a column of that qualified name."""
    if name in RUN_COLUMNS:
        return RUN_COLUMNS[name][1]
    if name.startswith(PARAMS):
        return lambda run: scalar(run.params.get(name))
    if name.startswith(METRICS):
        return lambda run: scalar(run.metrics.get(name))
    return lambda run: _facts(run).get(name)


def value(run: Run, name: str) -> Scalar:
    """A run's value in a column, by its qualified name."""
    return reader(name)(run)


def varying(runs: Sequence[Run], names: Iterable[str]) -> tuple[str, ...]:
    """Those of some columns in which two of the runs differ, be it that one has no value."""
    return tuple(name for name in names if _differ(map(_distinct, map(reader(name), runs))))


def is_missing(value: Scalar) -> bool:
    """Whether there is nothing to compare: no value, or one that is no finite number, which JSON doesn't know."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def is_of_test(name: str) -> bool:
    """Whether a column tells of a test split, which is to choose nothing: a word of it is `test` or `test_...`."""
    words = name.removeprefix(METRICS).split(".") if name.startswith(METRICS) else ()
    return any(word == "test" or word.startswith(("test_", "test-", "test/")) for word in words)


def scalar(value: Value) -> Scalar:
    """A value as a column has it: lists as texts, `[cnn, resnet]`, and integers beyond all floats as infinite."""
    if isinstance(value, list):
        return _text(value)
    if type(value) is int and not -_LARGEST < value < _LARGEST:
        return math.inf if value > 0 else -math.inf
    return value


def _text(value: Value) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(scalar(value))


def _differ(values: Iterator[object]) -> bool:
    first = next(values, None)
    return any(each != first for each in values)


def _distinct(value: Scalar) -> tuple[bool, Scalar]:
    """Equal for equal values alone: True is not 1."""
    return (isinstance(value, bool), None if is_missing(value) else value)


def _kind(types: set[type]) -> ColumnKind:
    told = types - {type(None)}
    if told and told <= _NUMBERS:
        return ColumnKind.NUMBER
    return ColumnKind.BOOLEAN if told == {bool} else ColumnKind.TEXT


def _kind_of_most(types: Iterable[type]) -> ColumnKind:
    """A number if most runs have one: a single odd run must not take it from all others."""
    counts = Counter(types)
    numbers = sum(counts[each] for each in _NUMBERS)
    return ColumnKind.NUMBER if 2 * numbers > counts.total() - counts[type(None)] else ColumnKind.TEXT


def _facts(run: Run) -> dict[str, Scalar]:
    """What the stages of a run told, by qualified name."""
    told = ((name, text) for name, text in run.facts.items() if name.startswith(trailers.STAGE_FACT))
    return {f"{FACTS}{_fact_name(name)}": _number_or_text(text) for name, text in told}


def _fact_name(trailer: str) -> str:
    return trailer.removeprefix(trailers.STAGE_FACT).lower().replace("-", "_")


def _number_or_text(text: str) -> Scalar:
    number = _number(text)
    return text if number is None else number


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _epochs(run: Run) -> float | None:
    """As its trailers tell; where they don't, or count none since it was cached, of its longest curve."""
    longest = max((len(curve.steps) for curve in run.curves.values()), default=None)
    return _number(run.facts.get(trailers.EPOCHS)) or longest


RUN_COLUMNS: Mapping[str, tuple[ColumnKind, Callable[[Run], Scalar]]] = {
    "run.name": (ColumnKind.TEXT, lambda run: run.name),
    "run.kind": (ColumnKind.TEXT, lambda run: str(run.kind)),
    "run.search": (ColumnKind.TEXT, lambda run: run.facts.get(trailers.SEARCH)),
    "run.trial": (ColumnKind.TEXT, lambda run: run.facts.get(trailers.TRIAL)),
    "run.baseline": (ColumnKind.TEXT, lambda run: run.baseline or None),
    "run.commit": (ColumnKind.TEXT, lambda run: run.commit or None),
    "run.time": (ColumnKind.TIME, lambda run: run.time or None),
    "run.author": (ColumnKind.TEXT, lambda run: run.author or None),
    "run.subject": (ColumnKind.TEXT, lambda run: run.subject or None),
    "run.seconds": (ColumnKind.NUMBER, lambda run: _number(run.facts.get(trailers.SECONDS))),
    "run.epochs": (ColumnKind.NUMBER, _epochs),
    "run.notes": (ColumnKind.TEXT, lambda run: "; ".join(note.text for note in run.notes) or None),
    "run.problem": (ColumnKind.TEXT, lambda run: "; ".join(run.problems) or None),
}
"""Those that every run may have: of what kind, and how its value is told."""
