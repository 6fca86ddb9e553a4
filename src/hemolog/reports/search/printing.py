"""One line on a console, as it is."""

from rich.console import Console


def print_line(console: Console, line: str, style: str = "") -> None:
    """Print it without understanding markup in it and without breaking it."""
    console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True, style=style)
