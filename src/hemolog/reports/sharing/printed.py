"""A table on standard output, and lines below it."""

import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType

from hemolog.reports.search.printing import print_line

_WIDTH = 100  # columns, where nobody knows how many there are


def printed(table: RenderableType, lines: Iterable[str]) -> None:
    """Print both; where that is no terminal, as for one of 100 columns."""
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    console.print(table)
    for line in lines:
        print_line(console, line)
