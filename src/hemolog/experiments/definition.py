"""What a search is: all that may not change under its name, and the section of `params.yaml` that says it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from hemolog.errors import DefinitionError, SpaceError
from hemolog.experiments.space import IntRange, Space
from hemolog.experiments.space.names import shown, unknown
from hemolog.experiments.space.reading import KEY, integer, read_space

Direction = Literal["min", "max"]
Algorithm = Literal["random", "bayesian", "hyperband", "grid"]

LARGEST_JSON = 64 * 1024  # characters
LARGEST_SEED = 2**31 - 1
MOST_TRIALS = 100_000
_MOST_IN_GRID = 10_000  # values of one range: KerasTuner lists them all, at each trial

_DIRECTIONS: dict[Direction, set[str]] = {
    "min": {"loss", "error", "brier", "mae", "mse", "rmse"},
    "max": {"accuracy", "acc", "f1", "auc", "precision", "recall"},
}
_METRIC = re.compile(r"metrics(\.[A-Za-z0-9_-]+)+")
_BOUND = ("objective", "direction", "algorithm", "seed", "budget", "space")
_PLACE = "search"


@dataclass(frozen=True)
class Budget:
    """Of Hyperband: the parameter that says how long a trial trains."""

    param: str
    max: int
    """What the last rung gets, at least 2."""
    factor: int
    """Each rung gets this many times the one before, at least 2."""


@dataclass(frozen=True)
class Definition:
    """What a search is bound to under its name. More trials are no change, so their number is no part of it."""

    objective: str
    """A qualified metric: `metrics.val.macro_f1`."""
    direction: Direction
    algorithm: Algorithm
    seed: int
    """At least 1, for KerasTuner takes 0 for none."""
    space: Space
    budget: Budget | None = None
    """Counts for Hyperband alone."""

    def with_options(
        self,
        objective: str | None = None,
        direction: str | None = None,
        algorithm: str | None = None,
        seed: int | None = None,
    ) -> "Definition":
        """The same with what the command line says otherwise; another objective's direction is inferred anew.

        Raises:
            SpaceError: what comes of it is no search.
        """
        problems: list[str] = []
        told = {"objective": objective, "direction": direction, "algorithm": algorithm, "seed": seed}
        given = {key: value for key, value in told.items() if value is not None}
        kept = {"objective": self.objective, "algorithm": self.algorithm, "seed": self.seed}
        kept |= {} if objective else {"direction": self.direction}
        changed = replace(self, **_scalars(kept | given, problems, ""))
        problems += _misfits(changed, "")
        if problems:
            raise SpaceError(problems, "the search")
        return changed

    def to_json(self) -> str:
        """Canonical, on one line: equal text for equal searches. A budget that doesn't count is left out."""
        return _json(self._parts())

    @staticmethod
    def from_json(text: str) -> "Definition":
        """Read what `to_json` wrote; the text may come from anywhere.

        Raises:
            DefinitionError: it is too long, no JSON, or defines no search.
        """
        if len(text) > LARGEST_JSON:
            raise DefinitionError([f"{len(text):,} characters are too many for the definition of a search"])
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise DefinitionError([f"expected the definition of a search. Received {shown(text)}"]) from None
        problems: list[str] = []
        definition = _definition(document, _BOUND, problems)
        if definition is None or problems:
            raise DefinitionError(problems)
        return definition

    def difference(self, other: "Definition") -> str | None:
        """One sentence on what `other` has otherwise, or None where both are the same search."""
        mine, others = self._parts(), other._parts()
        changes = [
            _change(f"the {key}", mine.get(key), others.get(key))
            for key in _BOUND
            if key != "space" and _json(mine.get(key)) != _json(others.get(key))
        ]
        old, new = mine["space"], others["space"]
        changes += [
            _change(f"the space of {name}", old.get(name), new.get(name))
            for name in sorted(old.keys() | new.keys())
            if _json(old.get(name)) != _json(new.get(name))
        ]
        return "; ".join(changes) or None

    def _parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = {key: getattr(self, key) for key in ("objective", "direction", "algorithm", "seed")}
        parts["space"] = {name: entry.document() for name, entry in self.space.items()}
        if self.budget and self.algorithm == "hyperband":
            parts["budget"] = {"param": self.budget.param, "max": self.budget.max, "factor": self.budget.factor}
        return parts


@dataclass(frozen=True)
class SearchSection:
    """The section `search:` of `params.yaml`."""

    definition: Definition
    trials: int
    """How many there should be in all, at least 1."""
    stage: str | None = None
    """The first one whose parameters may be searched; None: the first that has metrics."""


def read_search(document: Mapping[str, Any]) -> SearchSection:
    """Read the section `search:` of a whole `params.yaml`, parsed as YAML 1.2 into Python's own types.

    Raises:
        SpaceError: the section is missing or defines no search; all problems are told.
    """
    if document.get(_PLACE) is None:
        raise SpaceError([f"{_PLACE} is missing: it says what to search, with objective, algorithm, trials and space"])
    problems: list[str] = []
    section = document[_PLACE]
    definition = _definition(section, (*_BOUND, "trials", "stage"), problems)
    trials, stage = (section.get(key) if isinstance(section, Mapping) else None for key in ("trials", "stage"))
    if definition and not _within(trials, MOST_TRIALS):
        problems.append(f"{_PLACE}.trials: expected an integer from 1 to {MOST_TRIALS}. Received {shown(trials)}")
    if definition and stage is not None and not isinstance(stage, str):
        problems.append(f"{_PLACE}.stage: expected the name of a stage. Received {shown(stage)}")
    if definition is None or problems:
        raise SpaceError(problems)
    return SearchSection(definition, cast("int", trials), stage)


def _definition(raw: Any, known: tuple[str, ...], problems: list[str]) -> Definition | None:
    if not isinstance(raw, Mapping):
        problems.append(f"{_PLACE}: expected {', '.join(known)}. Received {shown(raw)}")
        return None
    problems += [
        f"{_PLACE}.{shown(str(key), quoted=False)} {unknown(str(key), known)}" for key in raw if key not in known
    ]
    scalars = _scalars(raw, problems, f"{_PLACE}.")
    budget = _budget(raw.get("budget"), problems)
    definition = Definition(space=read_space(raw.get("space"), problems), budget=budget, **scalars)
    if not problems:
        problems += _misfits(definition, f"{_PLACE}.")
    return definition


def _scalars(raw: Mapping[str, Any], problems: list[str], place: str) -> dict[str, Any]:
    """Objective, direction, algorithm and seed as they are given, with a sentence for each that is wrong."""
    objective, seed = raw.get("objective"), raw.get("seed")
    if not isinstance(objective, str) or not _METRIC.fullmatch(objective):
        problems.append(f"{place}objective: expected a metric such as metrics.val.loss. Received {shown(objective)}")
        objective = ""
    direction = raw.get("direction")
    direction = inferred_direction(objective) if direction is None else direction
    if objective and direction not in get_args(Direction):
        received = "none, and the name of the objective doesn't tell" if direction is None else shown(direction)
        problems.append(f"{place}direction: expected min or max. Received {received}")
    algorithm = raw.get("algorithm")
    if algorithm not in get_args(Algorithm):
        algorithm = shown(algorithm, quoted=not isinstance(algorithm, str))
        problems.append(f"{place}algorithm: {algorithm} {unknown(algorithm, get_args(Algorithm))}")
    if not _within(seed, LARGEST_SEED):
        problems.append(f"{place}seed: expected an integer from 1 to {LARGEST_SEED}. Received {shown(seed)}")
    return {"objective": objective, "direction": direction, "algorithm": algorithm, "seed": seed}


def inferred_direction(metric: str) -> Direction | None:
    """Which way a metric is better, where the last part of its name tells: `loss` down, `macro_f1` up."""
    words = set(metric.rpartition(".")[2].lower().split("_"))
    found: list[Direction] = [direction for direction, known in _DIRECTIONS.items() if words & known]
    return found[0] if len(found) == 1 else None


def _budget(raw: Any, problems: list[str]) -> Budget | None:
    if raw is None:
        return None
    place = f"{_PLACE}.budget"
    if not isinstance(raw, Mapping) or set(raw) != {"param", "max", "factor"}:
        problems.append(f"{place}: expected param, max and factor. Received {shown(raw)}")
        return None
    if not isinstance(raw["param"], str) or not KEY.fullmatch(raw["param"]):
        problems.append(f"{place}.param: expected the name of a parameter. Received {shown(raw['param'])}")
    for key in ("max", "factor"):
        if not _within(raw[key], 100_000, lowest=2):
            problems.append(f"{place}.{key}: expected an integer from 2 to 100000. Received {shown(raw[key])}")
    return Budget(raw["param"], raw["max"], raw["factor"])


def _misfits(definition: Definition, place: str) -> list[str]:
    """What is wrong with parts that are right by themselves."""
    found, budget = [], definition.budget
    if definition.algorithm == "hyperband" and budget is None:
        found.append(f"{place}budget: hyperband needs one, as in `budget: {{param: train.epochs, max: 18, factor: 3}}`")
    if definition.algorithm == "hyperband" and budget and budget.param in definition.space:
        found.append(f"{place}space.{budget.param}: hyperband sets it, as its budget: take it out of the space")
    if definition.algorithm == "grid":
        found += [
            f"{place}space.{name}: a grid of more than {_MOST_IN_GRID} values is too fine: set a greater step"
            for name, entry in definition.space.items()
            if isinstance(entry, IntRange) and len(entry.values()) > _MOST_IN_GRID
        ]
    if not found and len(definition.to_json()) > LARGEST_JSON:
        found.append(f"{place}space: too long to stand in a commit message: take fewer parameters or shorter choices")
    return found


def _within(value: Any, highest: int, lowest: int = 1) -> bool:
    return integer(value) is not None and lowest <= value <= highest


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _change(what: str, old: Any, new: Any) -> str:
    if old is None or new is None:
        return f"{what} is {'new' if old is None else 'gone'}"
    return f"{what} was {_plain(old)} and is {_plain(new)}"


def _plain(value: Any) -> str:
    return shown(value, quoted=not isinstance(value, str), longest=200)
