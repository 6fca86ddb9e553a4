"""What is logged of an epoch: the same scores, by the same formulas, for training and validation."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells import metrics

Scores = dict[str, float]

DIGITS = 6
"""Significant digits kept: float32 has seven, and what is logged is compared by people."""


def measure(probabilities: NDArray[np.float32], actual: NDArray[Any], smoothing: float) -> Scores:
    """Score a classifier; precision, recall and F1 are means over the classes, each counting the same.

    Args:
        probabilities: `(n, k)`, each row a distribution.
        actual: `(n,)` class indices in [0, k).
        smoothing: of the labels in the loss, as in training.

    Returns:
        loss, accuracy, precision, recall, auc and macro_f1, rounded.
    """
    matrix = metrics.confusion_matrix(actual, probabilities.argmax(axis=1), probabilities.shape[1])
    return {
        "loss": rounded(smoothed_log_loss(probabilities, actual, smoothing)),
        "accuracy": rounded(metrics.accuracy(matrix)),
        "precision": rounded(metrics.precision(matrix).mean()),
        "recall": rounded(metrics.recall(matrix).mean()),
        "auc": rounded(auc(probabilities, actual)),
        "macro_f1": rounded(metrics.macro_f1(matrix)),
    }


def rounded(value: Any) -> float:
    """Keep `DIGITS` significant digits."""
    return float(f"{float(value):.{DIGITS}g}")


def smoothed_log_loss(probabilities: NDArray[np.float32], actual: NDArray[Any], smoothing: float) -> float:
    """The cross-entropy with labels of which `smoothing` is spread evenly over all classes, in nats."""
    everywhere = -np.log(np.maximum(probabilities.astype(np.float64), metrics.SMALLEST_PROBABILITY)).mean()
    return (1 - smoothing) * metrics.log_loss(probabilities, actual) + smoothing * float(everywhere)


def auc(probabilities: NDArray[np.float32], actual: NDArray[Any]) -> float:
    """The mean over classes of the area under the ROC curve of one class against the rest.

    Each is the probability that an image of the class gets a higher value than one of another class, ties counting
    half (Mann-Whitney; Hanley and McNeil, Radiology 143, 1982). A class without images, or alone, is left out.
    """
    areas = []
    for label in range(probabilities.shape[1]):
        values, inside = probabilities[:, label], actual == label
        of_class, others = values[inside], np.sort(values[~inside])
        if of_class.size and others.size:
            below = np.searchsorted(others, of_class, "left") + np.searchsorted(others, of_class, "right")
            areas.append(below.mean() / (2 * others.size))
    return float(np.mean(areas)) if areas else 0.0
