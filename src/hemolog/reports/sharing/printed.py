"""A table on standard output, and lines below it."""

import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType

from hemolog.reports.search.printing import print_line

_WIDTH = 100  # columns, where nobody knows how many there are


def printed(table: RenderableType, lines: Iterable[str], width: int | None = None) -> None:
    """Print both.

    Args:
        table: drawn first.
        lines: printed below it.
        width: in columns, where that is no terminal: 100 unless told. Blanks at the ends of lines are left out there.
    """
    if sys.stdout.isatty():
        console = Console(highlight=False)
        console.print(table)
    else:
        console = Console(file=sys.stdout, highlight=False, width=width or _WIDTH)
        with console.capture() as drawn:
            console.print(table)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in drawn.get().splitlines())
    for line in lines:
        print_line(console, line)
