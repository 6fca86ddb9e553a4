"""A table on standard output, and lines below it."""

import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType

from hemolog.reports.search.printing import print_line

_WIDTH = 100  # columns, where nobody knows how many there are


def printed(table: RenderableType, lines: Iterable[str]) -> None:
    """Print both; where that is no terminal, as for one of 100 columns, and without blanks at the ends of lines."""
    if sys.stdout.isatty():
        console = Console(highlight=False)
        console.print(table)
    else:
        console = Console(file=sys.stdout, highlight=False, width=_WIDTH)
        with console.capture() as drawn:
            console.print(table)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in drawn.get().splitlines())
    for line in lines:
        print_line(console, line)
