"""What each test photograph adds to the metrics: sums from which every one of them follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.evaluation.calibration import bin_of
from bloodcells.metrics import Counts, Floats, log_losses


@dataclass(frozen=True)
class Tally:
    """Sums over the images of each photograph and label, g rows sorted by label and photograph.

    A photograph whose images carry two labels is two rows. The images that augmentation made of one photograph stand or
    fall together, so that rows, not images, are what an interval may draw from.
    """

    photographs: tuple[str, ...]
    """`(g,)` names."""
    labels: Counts
    """`(g,)` class indices in `[0, k)`."""
    predicted: Counts
    """`(g, k)` images taken for each class."""
    log_loss: Floats
    """`(g,)` summed over images, in nats."""
    bins: Floats
    """`(g, bins, 3)` sums of `evaluation.calibration`."""

    @property
    def images(self) -> Counts:
        """`(g,)` images of each row."""
        counted: Counts = self.predicted.sum(axis=1)
        return counted


def tally(probabilities: NDArray[Any], actual: NDArray[Any], photographs: Sequence[str], bins: int) -> Tally:
    """Sum what a model said of each photograph.

    Args:
        probabilities: `(n, k)` in `[0, 1]`.
        actual: `(n,)` class indices in `[0, k)`.
        photographs: n names, one an image.
        bins: of the calibration error.
    """
    pairs = list(zip(actual.tolist(), photographs, strict=True))
    rows = sorted(set(pairs))
    number = {pair: row for row, pair in enumerate(rows)}
    row = np.array([number[pair] for pair in pairs], np.int64)  # (n,) in [0, g)

    guess = probabilities.argmax(axis=1)
    predicted = np.zeros((len(rows), probabilities.shape[1]), np.int64)
    np.add.at(predicted, (row, guess), 1)

    log_loss = np.zeros(len(rows))
    np.add.at(log_loss, row, log_losses(probabilities, actual))

    confidence = probabilities.max(axis=1).astype(np.float64)
    sums = np.stack([np.ones_like(confidence), confidence, guess == actual], axis=1)  # in the order of calibration
    calibration = np.zeros((len(rows), bins, 3))
    np.add.at(calibration, (row, bin_of(confidence, bins)), sums)

    return Tally(
        photographs=tuple(photograph for _, photograph in rows),
        labels=np.array([label for label, _ in rows], np.int64),
        predicted=predicted,
        log_loss=log_loss,
        bins=calibration,
    )
