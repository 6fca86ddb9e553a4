"""What all sections of a comparison are made of on a terminal: tables of one look, and lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hemolog.reports.compare.words import Writing
from hemolog.reports.search.sheet import GAP
from hemolog.reports.search.words import visible

WRITING = Writing(visible, lambda text: visible(text, longest=1_000))
"""Names and reasons with what would drive a terminal as escapes."""
MOST = 20
"""Rows of a table."""
BETTER, WORSE = "green", "red"


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    cells: tuple[str, ...]
    """The first one is a name and stands at the left, others are figures at the right."""
    style: str = ""


def sheet(headings: Sequence[str], rows: Sequence[Row], *, more: int = 0, texts: int = 1) -> list[RenderableType]:
    """A table of the first rows, and a line that tells of the others.

    Args:
        headings: of the columns.
        rows: of it.
        more: rows that aren't among these.
        texts: how many columns stand at the left.
    """
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place < texts else "right", overflow="fold")
    for row in rows[:MOST]:
        table.add_row(*map(Text, row.cells), style=row.style)
    hidden = max(0, len(rows) - MOST) + more
    return [table, *(lines([f"and {hidden:,} more"], "dim") if hidden else [])]


def lines(told: Iterable[str], style: str = "") -> list[RenderableType]:
    """Sentences that are made for a terminal already, one a line."""
    return [Text(line, style=style) for line in told]


def remarks(told: Iterable[str]) -> list[RenderableType]:
    """Sentences out of facts, dimly."""
    return lines(map(WRITING.sentence, filter(None, told)), "dim")
