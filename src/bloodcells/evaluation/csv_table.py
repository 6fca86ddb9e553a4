r"""How tables and figures are written: the same bytes for the same content.

Tables are UTF-8 with a header; lines end in `\n`; names that hold commas, quotes or line breaks are quoted (RFC 4180).
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

DIGITS = 6
"""Decimals of every tracked figure: enough for any comparison, few enough to hide the last bits of a sum."""


def figure(value: float) -> str:
    """Write a figure with `DIGITS` decimals."""
    return f"{value:.{DIGITS}f}"


def write(path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Read a table: its header and its lines."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    return header, lines
