"""The cells look as the table in `leukocytes` says, on average over many of each class."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from bloodcells.images.synthetic import leukocytes
from bloodcells.images.synthetic.leukocytes import CLASSES, Leukocyte

RED_RADIUS = 26.0


@pytest.fixture(scope="module")
def cells() -> dict[str, list[Leukocyte]]:
    return {
        label: [leukocytes.draw(label, np.random.default_rng([3, number]), RED_RADIUS) for number in range(40)]
        for label in CLASSES
    }


def nucleus(cell: Leukocyte) -> NDArray[np.bool_]:
    """What lets little green and much blue through."""
    return (cell.density[..., 1] > 0.75) & (cell.density[..., 2] < 0.45) & (cell.opacity > 0.5)


def size(cell: Leukocyte) -> float:
    return float(cell.opacity.sum())


def fill(cell: Leukocyte) -> float:
    """The share of the cell that is nucleus."""
    return float(nucleus(cell).sum() / cell.opacity.sum())


def redness(cell: Leukocyte) -> float:
    """What the granules take from green and blue alike."""
    return float((cell.density[..., 2] * cell.opacity).sum() / cell.opacity.sum())


def blueness(cell: Leukocyte) -> float:
    """What the cytoplasm takes from red."""
    cytoplasm = (cell.opacity > 0.5) & ~nucleus(cell)
    return float(cell.density[..., 0][cytoplasm].mean())


def roundness(cell: Leukocyte) -> float:
    """The share that the nucleus has of the disc that has its spread; a disc's own is 1."""
    rows, columns = np.nonzero(nucleus(cell))
    return float(rows.size / (2 * np.pi * (rows.var() + columns.var())))


@pytest.mark.parametrize(
    ("measure", "most"),
    [(size, "MONOCYTE"), (fill, "LYMPHOCYTE"), (redness, "EOSINOPHIL"), (roundness, "LYMPHOCYTE")],
)
def test_a_class_stands_out_in(
    cells: dict[str, list[Leukocyte]], measure: Callable[[Leukocyte], float], most: str
) -> None:
    means = {label: np.mean([measure(cell) for cell in cells[label]]) for label in CLASSES}
    assert max(means, key=lambda label: means[label]) == most


@pytest.mark.parametrize(
    ("measure", "less", "more"),
    [
        (size, "LYMPHOCYTE", "NEUTROPHIL"),
        (roundness, "NEUTROPHIL", "MONOCYTE"),
        (blueness, "NEUTROPHIL", "MONOCYTE"),
        (blueness, "NEUTROPHIL", "LYMPHOCYTE"),
    ],
)
def test_two_classes_differ_in(
    cells: dict[str, list[Leukocyte]], measure: Callable[[Leukocyte], float], less: str, more: str
) -> None:
    assert np.mean([measure(cell) for cell in cells[less]]) < np.mean([measure(cell) for cell in cells[more]])


@pytest.mark.parametrize("measure", [size, fill, redness, roundness])
def test_no_measure_tells_all_cells_apart(
    cells: dict[str, list[Leukocyte]], measure: Callable[[Leukocyte], float]
) -> None:
    spans = [(min(values), max(values)) for values in ([measure(cell) for cell in cells[label]] for label in CLASSES)]
    overlapping = [
        first[0] <= second[1] and second[0] <= first[1] for first in spans for second in spans if first is not second
    ]
    assert any(overlapping)
