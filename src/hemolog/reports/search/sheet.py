"""Columns of text that fit a width: those that matter least go first, none is squeezed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

GAP = 2
"""Columns of the terminal between two of the table."""


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it."""

    heading: str
    cells: tuple[str, ...]
    numeric: bool = False
    """Set flush right."""

    @property
    def width(self) -> int:
        """In columns of a terminal: a Chinese letter takes two."""
        return max(cell_len(text) for text in (self.heading, *self.cells))


@dataclass(frozen=True)
class Sheet:
    """A table that fits."""

    columns: tuple[Column, ...]
    dropped: tuple[str, ...]
    """Headings of the columns that did not fit, in their order."""


def fit(columns: Sequence[Column], expendable: Iterable[int], width: int) -> Sheet:
    """Drop columns until the rest is at most `width` wide.

    Args:
        columns: in their order.
        expendable: indexes of those that may go, the first to go first.
        width: in columns of a terminal.
    """
    kept, taken = set(range(len(columns))), [column.width + GAP for column in columns]
    total = sum(taken) - GAP
    for index in expendable:
        if total <= width:
            break
        kept.discard(index)
        total -= taken[index]
    chosen = tuple(column for i, column in enumerate(columns) if i in kept)
    return Sheet(chosen, tuple(column.heading for i, column in enumerate(columns) if i not in kept))


def clip(text: str, width: int) -> str:
    """At most `width` columns of `text`, its end marked where it was cut."""
    return text if cell_len(text) <= width else f"{set_cell_size(text, max(0, width - 1)).rstrip()}…"
