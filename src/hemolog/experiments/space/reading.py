"""A space as YAML or JSON has it -> typed entries, or everything that is wrong with it."""

import math
import re
from collections.abc import Mapping
from typing import Any, get_args

from hemolog.experiments.messages import Value
from hemolog.experiments.space.entries import (
    Boolean,
    Choice,
    Conditions,
    Entry,
    FloatRange,
    IntRange,
    Sampling,
    Space,
    allows,
    parents_first,
    same,
)
from hemolog.experiments.space.names import shown, unknown

KINDS = {
    "float": ("sampling", "step"),
    "int": ("sampling", "step"),
    "choice": (),
    "boolean": (),
}
KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*")
MOST_ENTRIES = 200
MOST_VALUES = 1000  # of a choice, or of a range with a step
LARGEST_INT = 2**53  # beyond it not every integer is a float, which KerasTuner draws


class _EntryError(ValueError):
    """One sentence about one key; its arguments are what follows the key, and the reason."""

    def __init__(self, reason: str, leaf: str = "") -> None:
        self.leaf = f".{leaf}" if leaf else ""
        super().__init__(reason)


def read_space(raw: Any, problems: list[str], place: str = "search.space") -> Space:
    """Read the entries of a space.

    Args:
        raw: dotted names of parameters to what they may be.
        problems: takes a sentence for each thing that is wrong.
        place: of `raw` in its document.

    Returns:
        The entries that are right, in alphabetical order.
    """
    if not isinstance(raw, Mapping) or not raw:
        problems.append(f"{place}: expected parameters and their ranges (`train.width: ...`). Received {shown(raw)}")
        return {}
    if len(raw) > MOST_ENTRIES:
        problems.append(f"{place}: expected at most {MOST_ENTRIES} parameters. Received {len(raw)}")
        return {}
    entries = {}
    for key in sorted(raw, key=str):
        try:
            entries[key] = _entry(key, raw[key])
        except _EntryError as wrong:
            problems.append(f"{place}.{shown(str(key), quoted=False)}{wrong.leaf}: {wrong}")
    problems += [f"{place}.{sentence}" for sentence in _unfit_conditions(entries, list(map(str, raw)))]
    return entries


def _entry(key: Any, raw: Any) -> Entry:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise _EntryError("expected the dotted name of a parameter, such as train.learning_rate")
    if not isinstance(raw, Mapping):
        raise _EntryError(f"expected one of {', '.join(KINDS)} (`float: [0.1, 0.5]`). Received {shown(raw)}")
    kinds = [kind for kind in KINDS if kind in raw]
    known = {option for kind in kinds or KINDS for option in (kind, *KINDS[kind])} | {"when"}
    for option in raw:
        if option not in known and not (kinds and option in KINDS["float"]):
            raise _EntryError(unknown(str(option), sorted(known)), shown(str(option), quoted=False))
    if len(kinds) != 1:
        raise _EntryError(f"expected one of {', '.join(KINDS)}. Received {' and '.join(kinds) or 'none'}")
    for option in raw:
        if option not in known:
            raise _EntryError("only a float or an int has it", str(option))
    return _READERS[kinds[0]](raw, _when(raw.get("when")))


def _float(raw: Mapping[str, Any], when: Conditions) -> Entry:
    low, high = (float(bound) for bound in _bounds(raw["float"], "float", number))
    sampling = _sampling(raw, low)
    step = raw.get("step")
    if step is not None:
        step = float(_step(step, number(step), sampling, low, high))
        _countable(step, sampling, low, high)
    return FloatRange(low, high, sampling, step, when)


def _int(raw: Mapping[str, Any], when: Conditions) -> Entry:
    low, high = _bounds(raw["int"], "int", integer)
    sampling = _sampling(raw, low)
    step = raw.get("step")
    if step is not None:
        step = _step(step, integer(step), sampling, low, high)
        if sampling != "linear":
            _countable(step, sampling, low, high)
    return IntRange(low, high, sampling, step, when)


def _choice(raw: Mapping[str, Any], when: Conditions) -> Entry:
    options = raw["choice"]
    if not isinstance(options, list) or not options:
        raise _EntryError(f"expected a list of values. Received {shown(options)}", "choice")
    if len(options) > MOST_VALUES:
        raise _EntryError(f"expected at most {MOST_VALUES} values. Received {len(options)}", "choice")
    for index, option in enumerate(options):
        if not is_value(option):
            raise _EntryError(
                f"expected numbers, texts, booleans, null or lists of them. Received {shown(option)}", "choice"
            )
        if any(same(option, other) for other in options[:index]):
            raise _EntryError(f"{shown(option)} stands there twice", "choice")
    kinds = sorted({type(option).__name__ for option in options if option is not None})
    if len(kinds) > 1:
        way_out = " (write integers as 1.0)" if kinds == ["float", "int"] else ""
        raise _EntryError(f"expected values of one type{way_out}. Received {' and '.join(kinds)}", "choice")
    return Choice(tuple(options), when)


def _boolean(raw: Mapping[str, Any], when: Conditions) -> Entry:
    if raw["boolean"] is not None:
        raise _EntryError(f"expected nothing after it. Received {shown(raw['boolean'])}", "boolean")
    return Boolean(when)


_READERS = {"float": _float, "int": _int, "choice": _choice, "boolean": _boolean}


def number(value: Any) -> float | None:
    """`value` where it is a finite number, else None; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= 1e300 and math.isfinite(value) else None


def integer(value: Any) -> int | None:
    """`value` where it is an integer that a float can hold, else None; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) <= LARGEST_INT else None


def is_value(value: Any, depth: int = 4) -> bool:
    """Whether it can be a hyperparameter's value: lists are nested at most `depth` deep, numbers are finite."""
    if isinstance(value, list):
        return depth > 0 and all(is_value(item, depth - 1) for item in value)
    if isinstance(value, bool | str) or value is None:
        return True
    return (integer(value) if isinstance(value, int) else number(value)) is not None


def _bounds(raw: Any, kind: str, read: Any) -> tuple[Any, Any]:
    noun = "integers" if kind == "int" else "finite numbers"
    if not isinstance(raw, list) or len(raw) != 2 or any(read(bound) is None for bound in raw):
        raise _EntryError(f"expected two {noun}, [low, high]. Received {shown(raw)}", kind)
    if raw[0] > raw[1]:
        raise _EntryError(f"expected low below high. Received {shown(raw)}", kind)
    if raw[0] == raw[1]:
        raise _EntryError(f"the range is empty but for {raw[0]}: set the parameter itself to it", kind)
    return raw[0], raw[1]


def _sampling(raw: Mapping[str, Any], low: float) -> Sampling:
    given = raw.get("sampling", "linear")
    if given not in get_args(Sampling):
        raise _EntryError(
            unknown(shown(given, quoted=False) if isinstance(given, str) else "", get_args(Sampling)), "sampling"
        )
    if given != "linear" and low <= 0:
        raise _EntryError(f"{given} needs a range above 0. Received low {low}", "sampling")
    chosen: Sampling = given
    return chosen


def _step(raw: Any, step: Any, sampling: Sampling, low: float, high: float) -> Any:
    floor, widest = (0, high - low) if sampling == "linear" else (1, high / low)
    if step is None or step <= floor:
        raise _EntryError(f"expected a number above {floor} for {sampling} sampling. Received {shown(raw)}", "step")
    if step > widest * (1 + 1e-8):
        raise _EntryError(f"no second value lies within the range. Received {shown(raw)}", "step")
    return step


def _countable(step: float, sampling: Sampling, low: float, high: float) -> None:
    count = (high - low) / step if sampling == "linear" else math.log(high / low) / math.log(step)
    if count > MOST_VALUES:
        raise _EntryError(f"expected at most {MOST_VALUES} values. Received about {count:.3g}", "step")


def _when(raw: Any) -> Conditions:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise _EntryError(f"expected parameters and lists of their values. Received {shown(raw)}", "when")
    for parent, values in raw.items():
        if not isinstance(values, list) or not values or not all(map(is_value, values)):
            raise _EntryError(
                f"expected a list of values. Received {shown(values)}", f"when.{shown(str(parent), quoted=False)}"
            )
    return {str(parent): tuple(values) for parent, values in sorted(raw.items(), key=lambda item: str(item[0]))}


def _unfit_conditions(entries: Mapping[str, Entry], named: list[str]) -> list[str]:
    found = [
        f"{key}.when.{shown(parent, quoted=False)}: {reason}"
        for key, entry in entries.items()
        for parent, values in entry.when.items()
        if (reason := _unfit(parent, values, entries, named))
    ]
    try:
        parents_first(entries)
    except ValueError as error:
        circle = [*error.args, error.args[0]]
        found.append(f"{circle[0]}.when: the conditions go round in a circle ({' -> '.join(circle)})")
    return found


def _unfit(parent: str, wanted: tuple[Value, ...], entries: Mapping[str, Entry], named: list[str]) -> str | None:
    if parent not in entries:
        return None if parent in named else unknown(parent, named)
    entry = entries[parent]
    if isinstance(entry, FloatRange):
        return "a condition can't be about a float; expected a choice, a boolean or an int"
    strangers = [value for value in wanted if not allows(entry, value)]
    return f"{shown(strangers[0])} is none of its values" if strangers else None
