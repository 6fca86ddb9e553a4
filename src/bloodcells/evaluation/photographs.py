"""`photographs.csv`: what a model said of each test photograph, small enough for git.

Columns: split, photograph, label, images, `predicted_<CLASS>` for each class, log_loss (summed, in nats). Two models
measured on the same photographs can be compared in pairs from their two tables alone: accuracy, macro F1 and log loss
are functions of these sums, and a photograph is what a paired bootstrap draws.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bloodcells.evaluation import csv_table
from bloodcells.evaluation.tally import Tally

PREFIX = "predicted_"


@dataclass(frozen=True)
class PhotographRow:
    """The images of one photograph under one label."""

    split: str
    photograph: str
    label: str
    images: int
    predicted: tuple[int, ...]
    """Images taken for each class, in the order of the classes."""
    log_loss: float
    """Summed over the images, in nats."""


def rows(split: str, classes: Sequence[str], tally: Tally) -> list[PhotographRow]:
    """The rows of a split, sorted by class and photograph."""
    columns = zip(tally.photographs, tally.labels, tally.images, tally.predicted, tally.log_loss, strict=True)
    return [
        PhotographRow(split, photograph, classes[label], int(images), tuple(predicted.tolist()), float(log_loss))
        for photograph, label, images, predicted, log_loss in columns
    ]


def write(path: Path, classes: Sequence[str], table: Iterable[PhotographRow]) -> None:
    """Write `photographs.csv`."""
    header = ["split", "photograph", "label", "images", *(f"{PREFIX}{name}" for name in classes), "log_loss"]
    lines = (
        [row.split, row.photograph, row.label, row.images, *row.predicted, csv_table.figure(row.log_loss)]
        for row in table
    )
    csv_table.write(path, header, lines)


def read(path: Path) -> tuple[list[str], list[PhotographRow]]:
    """Read the classes and the rows of a `photographs.csv`."""
    header, lines = csv_table.read(path)
    return [name.removeprefix(PREFIX) for name in header[4:-1]], [
        PhotographRow(split, photograph, label, int(images), tuple(map(int, predicted)), float(log_loss))
        for split, photograph, label, images, *predicted, log_loss in lines
    ]
