"""What a page of a report is made of: a tree of few kinds of elements, texts, and views of the runs.

There is no markup in it: the page makes each element by its name, and texts stay texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Union

TAGS = frozenset(
    {
        *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p"),
        *("pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
"""Elements that there are, and `note`: what the page itself has to say."""
NOTE = "note"


class Element(NamedTuple):
    """An element; JSON has it as a list."""

    tag: str
    children: tuple["Node", ...] = ()
    attributes: Mapping[str, str | int] = {}
    """`href` of a link, `start` of a list, `align` of a cell, `language` of code, `alt` and `picture` (its place among
    the pictures) of an image."""


@dataclass(frozen=True)
class View:
    """A view of the runs within a report."""

    view: str
    """`table`, `curves`, `parallel`, `importance`, `scatter`, `compare`; empty if it can't be told."""
    title: str = ""
    filter: str = ""
    """Of the runs, in the language of `hemolog ls`."""
    runs: tuple[str, ...] = ()
    """Names or commits of runs, in their order; empty for all."""
    sort: tuple[tuple[str, str], ...] = ()
    """Columns, each with `asc` or `desc`."""
    limit: int | None = None
    """How many runs at most."""
    columns: tuple[str, ...] = ()
    """Qualified names: of a table, or the axes of parallel coordinates."""
    metrics: tuple[str, ...] = ()
    """Of curves."""
    objective: str = ""
    colour: str = ""
    """The column that tells colours."""
    x: str = ""
    y: str = ""
    smoothing: float | None = None
    """Weight of what was before, 0 to below 1."""
    log: bool = False
    """The values are drawn on a logarithmic axis."""
    problems: tuple[str, ...] = ()
    """A sentence for each thing that is wrong; the view is drawn without it."""


Node = Union[str, Element, View]  # noqa: UP007 # The elements' own class names it before it is there.
