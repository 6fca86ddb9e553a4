"""A fenced block `board` of a report -> the view that it describes, and a sentence for each thing that is wrong.

view: table
filter: run.search == blood
columns: [learning_rate, val.macro_f1]
sort: -val.macro_f1
limit: 5
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hemolog.errors import ColumnError, FilterError
from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError
from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.expressions import parse
from hemolog.experiments.space.names import shown
from hemolog.reports.board.facts.written.nodes import View
from hemolog.reports.settings.section import SectionReader

INFO = "board"
"""What a fenced block is marked with."""
LARGEST = 10_000
"""Characters of a block."""
MOST = 100
"""Names in a list."""
LONGEST_FILTER = 4_000
"""Characters."""
_COMMON = ("view", "title", "filter", "runs", "sort", "limit")
_KEYS: Mapping[str, Sequence[str]] = {
    "table": ("columns",),
    "curves": ("metric", "metrics", "colour", "smoothing", "log"),
    "parallel": ("columns", "objective"),
    "importance": ("objective",),
    "scatter": ("x", "y", "colour", "log"),
    "compare": (),
}
"""Of each kind of view, those beside the common ones."""


def read_view(text: str, columns: Columns) -> View:
    """Understand a block.

    Args:
        text: YAML.
        columns: that the runs have, to find those that are named.
    """
    if len(text) > LARGEST:
        return View("", problems=(f"{len(text):,} characters are too many for a view",))
    try:
        document = documents.read(text.encode())
    except DocumentError as error:
        return View("", problems=(f"it is no YAML: {error}",))
    if not isinstance(document, dict):
        return View("", problems=(f"expected `view: table` and what it shows. Received {shown(document)}",))
    return _Reader(document, columns).view()


class _Reader:
    def __init__(self, document: Mapping[Any, Any], columns: Columns) -> None:
        self._section, self._columns = SectionReader(document, "view"), columns

    def view(self) -> View:
        kind = self._section.one_of("view", tuple(_KEYS), self._section.peek("view"))
        if not isinstance(kind, str):
            return View("", problems=(f"view: expected {', '.join(_KEYS)}",))
        for key in (*_COMMON, *_KEYS[kind]):
            self._section.peek(key)
        found = View(
            kind,
            title=self._section.text("title"),
            filter=self._filter(),
            runs=self._texts("runs"),
            sort=tuple(map(self._sorted, self._texts("sort"))),
            limit=self._number("limit", int, lambda value: 1 <= value <= 10_000, "a number of runs"),
        )
        found = self._own(found, _KEYS[kind])
        problems = tuple(each.removeprefix("view.") for each in self._section.all_problems())
        return replace(found, sort=tuple(each for each in found.sort if each[0]), problems=problems)

    def _own(self, view: View, keys: Sequence[str]) -> View:
        """The view with what only its kind has."""
        readers: Mapping[str, Callable[[], Any]] = {
            "columns": lambda: self._named("columns"),
            "metrics": lambda: tuple(dict.fromkeys((*self._named("metric"), *self._named("metrics")))),
            "objective": lambda: self._one("objective"),
            "colour": lambda: self._one("colour"),
            "x": lambda: self._one("x"),
            "y": lambda: self._one("y"),
            "smoothing": lambda: self._number("smoothing", float, lambda value: 0 <= value < 1, "0 to below 1"),
            "log": lambda: self._flag("log"),
        }
        return replace(view, **{key: readers[key]() for key in keys if key in readers})

    def _filter(self) -> str:
        raw = self._section.peek("filter")
        if raw is None:
            return ""
        if not isinstance(raw, str) or len(raw) > LONGEST_FILTER:
            self._section.problem("filter", "expected a filter as `hemolog ls` takes it")
            return ""
        try:
            parse(raw, self._columns.names)
        except FilterError as error:
            self._section.problem("filter", str(error))
            return ""
        return raw

    def _texts(self, key: str) -> tuple[str, ...]:
        """A text, or a list of them."""
        raw = self._section.peek(key)
        listed = raw if isinstance(raw, list) else [] if raw is None else [raw]
        if len(listed) <= MOST and all(isinstance(each, str | int | float) for each in listed):
            return tuple(map(str, listed))
        self._section.problem(key, f"expected a name, or a list of at most {MOST}. Received {shown(raw)}")
        return ()

    def _named(self, key: str) -> tuple[str, ...]:
        """Qualified names of columns; `val.*` stands for several."""
        found: list[str] = []
        for name in self._texts(key):
            try:
                found += self._columns.matching(name)
            except ColumnError as error:
                self._section.problem(key, str(error))
        return tuple(dict.fromkeys(found))

    def _one(self, key: str) -> str:
        if self._section.peek(key) is None:
            return ""
        return self._resolved(key, str(self._section.text(key)))

    def _sorted(self, name: str) -> tuple[str, str]:
        return self._resolved("sort", name.removeprefix("-")), "desc" if name.startswith("-") else "asc"

    def _resolved(self, key: str, name: str) -> str:
        try:
            return self._columns.resolve(name) if name else ""
        except ColumnError as error:
            self._section.problem(key, str(error))
            return ""

    def _flag(self, key: str) -> bool:
        raw = self._section.peek(key)
        if raw is not None and not isinstance(raw, bool):
            self._section.problem(key, f"expected true or false. Received {shown(raw)}")
        return raw is True

    def _number(self, key: str, kind: type, fits: Callable[[Any], bool], expected: str) -> Any:
        raw = self._section.peek(key)
        if raw is None:
            return None
        if isinstance(raw, int | kind) and not isinstance(raw, bool) and fits(raw):
            return raw
        self._section.problem(key, f"expected {expected}. Received {shown(raw)}")
        return None
