"""`predictions.csv`: what a model said of each test image.

Columns: digest, split, file, label, photograph, predicted, `p_<CLASS>` for each class. The digest, of the image file's
bytes, is what matches the rows of two models, whatever the files are called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bloodcells.evaluation import csv_table

PREFIX = "p_"


@dataclass(frozen=True)
class PredictionRow:
    """One image."""

    digest: str
    """SHA-256 of the image file, in hexadecimal."""
    split: str
    file: str
    label: str
    photograph: str
    predicted: str
    probabilities: tuple[float, ...]
    """In the order of the classes."""


def write(path: Path, classes: Sequence[str], table: Iterable[PredictionRow]) -> None:
    """Write `predictions.csv`."""
    names = ["digest", "split", "file", "label", "photograph", "predicted"]
    lines = (
        [*(getattr(row, name) for name in names), *(csv_table.figure(value) for value in row.probabilities)]
        for row in table
    )
    csv_table.write(path, [*names, *(f"{PREFIX}{name}" for name in classes)], lines)


def read(path: Path) -> tuple[list[str], list[PredictionRow]]:
    """Read the classes and the rows of a `predictions.csv`."""
    header, lines = csv_table.read(path)
    return [name.removeprefix(PREFIX) for name in header[6:]], [
        PredictionRow(digest, split, file, label, photograph, predicted, tuple(map(float, probabilities)))
        for digest, split, file, label, photograph, predicted, *probabilities in lines
    ]
