"""A section of a file of parameters -> its values by their kinds, and a sentence for each that is wrong."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from hemolog.experiments.space.names import shown, unknown

_METRIC = re.compile(r"metrics(\.[^.\s]+)+")
LONGEST = 300
"""Characters of a text."""
MOST = 100
"""Values of a list or a mapping."""


class SectionReader:
    """Reads one section; a key that nobody asks for is unknown."""

    def __init__(self, raw: Any, place: str) -> None:
        """Take it.

        Args:
            raw: names to values; None for an empty one.
            place: of it in the file: `board.confusion`.
        """
        self._place = place
        self._problems: list[str] = []
        self._inner: list[SectionReader] = []
        self._asked: list[Any] = []
        self._raw: Mapping[Any, Any] = raw if isinstance(raw, Mapping) else {}
        self._is_section = raw is None or isinstance(raw, Mapping)
        if not self._is_section:
            self._problems.append(f"{place}: expected names and their values. Received {shown(raw)}")

    def peek(self, key: str) -> Any:
        """A value as it stands there; None without one."""
        self._asked += [key] if key not in self._asked else []
        return self._raw.get(key)

    def problem(self, key: str, sentence: str) -> None:
        """Take down what is wrong with a key; of what is no section at all that was told."""
        if not self._is_section:
            return
        self._problems.append(f"{self._place}.{key}: {sentence}")

    def all_problems(self) -> list[str]:
        """A sentence for each thing that is wrong here or in a section of this one, once all keys were asked for."""
        strange = [key for key in self._raw if key not in self._asked]
        names = [
            f"{self._place}.{shown(str(key), quoted=False)} {unknown(str(key), self._asked)}" for key in strange[:MOST]
        ]
        return [*names, *self._problems, *(one for inner in self._inner for one in inner.all_problems())]

    def section(self, key: str) -> "SectionReader | None":
        """A section within this one; None without it."""
        raw = self.peek(key)
        if raw is None:
            return None
        inner = SectionReader(raw, f"{self._place}.{key}")
        self._inner.append(inner)
        return inner

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text; empty without one."""
        raw = self.peek(key)
        if raw is None and not needed:
            return ""
        if isinstance(raw, str) and _is_text(raw):
            return raw
        return self._wrong(key, f"a text of at most {LONGEST} characters", raw)

    def metric(self, key: str) -> str | None:
        """A qualified name of metrics."""
        raw = self.peek(key)
        if raw is None or is_metric(raw):
            return None if raw is None else str(raw)
        return self._wrong(key, "a metric such as metrics.val.loss", raw)

    def path(self, key: str, *, needed: bool = False) -> str | None:
        """A file or a folder of the repository."""
        raw = self.peek(key)
        if (raw is None and not needed) or _is_path(raw):
            return raw if raw is None else str(raw)
        return self._wrong(key, "a path within the repository, with slashes", raw)

    def paths(self, key: str) -> tuple[str, ...]:
        """A list of such."""
        raw = self.peek(key)
        if raw is None:
            return ()
        if isinstance(raw, list) and len(raw) <= MOST and all(map(_is_path, raw)):
            return tuple(raw)
        self._wrong(key, f"a list of at most {MOST} paths within the repository", raw)
        return ()

    def texts(self, key: str) -> dict[str, str]:
        """Names to texts; numbers are taken as they are written."""
        raw = self.peek(key)
        if raw is None:
            return {}
        if isinstance(raw, Mapping) and len(raw) <= MOST and all(map(_is_short, (*raw, *raw.values()))):
            return {str(name): str(value) for name, value in raw.items()}
        self._wrong(key, "columns and a text for each", raw)
        return {}

    def names(self) -> tuple[str, ...]:
        """The keys of a section whose keys are names that a team chose; of too many the first."""
        self._asked += self._raw
        if len(self._raw) > MOST:
            self._problems.append(f"{self._place}: expected at most {MOST} names. Received {len(self._raw):,}")
        return tuple(str(key) for key in [*self._raw][:MOST])

    def number(self, key: str, default: float, lowest: float, highest: float) -> float:
        """A number within limits, both included."""
        raw = self.peek(key)
        if raw is None:
            return default
        if is_number(raw) and lowest <= raw <= highest:
            return float(raw)
        self._wrong(key, f"a number from {lowest:g} to {highest:g}", raw)
        return default

    def integer(self, key: str, default: int, lowest: int, highest: int) -> int:
        """An integer within limits, both included."""
        raw = self.peek(key)
        if raw is None:
            return default
        if isinstance(raw, int) and not isinstance(raw, bool) and lowest <= raw <= highest:
            return raw
        self._wrong(key, f"an integer from {lowest:,} to {highest:,}", raw)
        return default

    def flag(self, key: str) -> bool:
        """True or false; false without one."""
        raw = self.peek(key)
        if raw is None or isinstance(raw, bool):
            return bool(raw)
        self._wrong(key, "true or false", raw)
        return False

    def columns(self, key: str) -> tuple[str, ...]:
        """A list of names of columns."""
        raw = self.peek(key)
        if raw is None:
            return ()
        if isinstance(raw, list) and len(raw) <= MOST and all(isinstance(each, str) and _is_text(each) for each in raw):
            return tuple(raw)
        self._wrong(key, f"a list of at most {MOST} names", raw)
        return ()

    def metrics(self, key: str) -> tuple[str, ...] | None:
        """A list of qualified names of metrics; None without one."""
        raw = self.peek(key)
        if raw is None:
            return None
        if isinstance(raw, list) and len(raw) <= MOST and all(map(is_metric, raw)):
            return tuple(raw)
        self._wrong(key, f"a list of at most {MOST} metrics such as metrics.val.loss", raw)
        return None

    def one_of(self, key: str, known: Sequence[str], raw: Any) -> Any:
        """One of some texts, or None."""
        if raw is not None and raw not in known:
            self._wrong(key, " or ".join(known), raw)
            return None
        return raw

    def _wrong(self, key: str, expected: str, raw: Any) -> str:
        self.problem(key, f"expected {expected}. Received {'none' if raw is None else shown(raw)}")
        return ""


def is_metric(value: Any) -> bool:
    """Whether a value is a qualified name of metrics."""
    return isinstance(value, str) and len(value) <= LONGEST and _METRIC.fullmatch(value) is not None


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a value is a number, as a boolean is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: str) -> bool:
    return 0 < len(value) <= LONGEST


def _is_short(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and len(str(value)) <= LONGEST


def _is_path(value: Any) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isprintable():
        return False
    return not value.startswith(("/", "~")) and not {"", ".", ".."} & set(value.split("/"))
