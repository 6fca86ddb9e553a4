"""The confusion matrix and the receiver operating characteristic (ROC) of a split, as `dvc plots` reads them.

It counts the matrix by itself, from a row an image: actual, predicted. The ROC sets the share of the other classes'
images taken for a class (`fpr`, 0 to 1 in 100 steps) against the share of its own: `tpr_<CLASS>`, and `tpr`, the mean
over the classes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.evaluation import csv_table
from bloodcells.metrics import Floats

STEPS = 100


def rates(probabilities: NDArray[Any], actual: NDArray[Any]) -> Floats:
    """The true positive rate of each class at each of `STEPS + 1` false positive rates.

    Between two thresholds the curve keeps the lower rate (a step function), so that no point promises what no threshold
    gives.

    Args:
        probabilities: `(n, k)`.
        actual: `(n,)` class indices in `[0, k)`.

    Returns:
        `(STEPS + 1, k)`; nan for a class that the split has no images of, or nothing else.
    """
    from sklearn.metrics import roc_curve

    grid = np.arange(STEPS + 1) / STEPS
    curves = np.full((len(grid), probabilities.shape[1]), np.nan)
    for c in range(probabilities.shape[1]):
        own = actual == c
        if own.any() and not own.all():
            # Points that scikit-learn drops lie on a straight line, which a step function is not.
            false, true, _ = roc_curve(own, probabilities[:, c], drop_intermediate=False)
            curves[:, c] = true[np.searchsorted(false, grid, side="right") - 1]
    return curves


def write_roc(path: Path, classes: Sequence[str], curves: Floats) -> None:
    """Write a ROC from what `rates` gives; classes without a curve are left out, of the mean too."""
    known = [c for c in range(len(classes)) if not np.isnan(curves[:, c]).any()]
    header = ["fpr", *(["tpr"] if known else []), *(f"tpr_{classes[c]}" for c in known)]
    columns = [np.arange(STEPS + 1) / STEPS]
    if known:
        columns += [curves[:, known].mean(axis=1), *curves[:, known].T]
    csv_table.write(path, header, ([*map(csv_table.figure, line)] for line in np.column_stack(columns)))


def write_confusion(path: Path, classes: Sequence[str], actual: NDArray[Any], predicted: NDArray[Any]) -> None:
    """Write what the confusion matrix counts, a row an image in the order of the arrays."""
    pairs = ([classes[a], classes[p]] for a, p in zip(actual, predicted, strict=True))
    csv_table.write(path, ["actual", "predicted"], pairs)
