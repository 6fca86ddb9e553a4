"""Scores of a classifier, from its confusion matrix or its probabilities.

A confusion matrix is a `(..., k, k)` array of counts, weighted or not: rows are the actual classes, columns the
predicted ones. Leading axes are allowed everywhere, so that a thousand resampled matrices cost one call.

Where a score is 0/0 it is 0: the precision of a class never predicted, the recall of a class without images. Macro
averages leave out a class that neither occurs nor is predicted, for it says nothing about the classifier. Both are
scikit-learn's conventions (`zero_division=0`, labels from the data).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

SMALLEST_PROBABILITY = 1e-7
"""Those below count as it in the log loss, as in Keras (`keras.config.epsilon()`): an image adds 16.12 at most."""


def confusion_matrix(actual: NDArray[Any], predicted: NDArray[Any], k: int) -> Counts:
    """Count each pair of classes.

    Args:
        actual: `(n,)` class indices in `[0, k)`.
        predicted: `(n,)` class indices in `[0, k)`.
        k: the number of classes.

    Returns:
        `(k, k)` int64; `[i, j]` counts images of class `i` taken for class `j`.
    """
    pairs = actual.astype(np.int64) * k + predicted.astype(np.int64)
    return np.bincount(pairs, minlength=k * k).reshape(k, k).astype(np.int64)


def accuracy(matrix: NDArray[Any]) -> Floats:
    """The share of images taken for what they are, `(...,)`."""
    return _ratio(_hits(matrix).sum(axis=-1), matrix.sum(axis=(-2, -1)))


def precision(matrix: NDArray[Any]) -> Floats:
    """Of the images taken for each class, the share that is of it, `(..., k)`."""
    return _ratio(_hits(matrix), matrix.sum(axis=-2))


def recall(matrix: NDArray[Any]) -> Floats:
    """Of the images of each class, the share taken for it, `(..., k)`."""
    return _ratio(_hits(matrix), matrix.sum(axis=-1))


def f1(matrix: NDArray[Any]) -> Floats:
    """The harmonic mean of precision and recall of each class, `(..., k)`: `2 hits / (actual + predicted)`."""
    return _ratio(2 * _hits(matrix), matrix.sum(axis=-1) + matrix.sum(axis=-2))


def macro_f1(matrix: NDArray[Any]) -> Floats:
    """The mean F1 of the classes that occur or are predicted, each counting the same, `(...,)`."""
    seen = (matrix.sum(axis=-1) + matrix.sum(axis=-2)) > 0
    return _ratio(f1(matrix).sum(axis=-1), seen.sum(axis=-1))


def log_losses(probabilities: NDArray[Any], actual: NDArray[Any]) -> Floats:
    """The surprise at each image's class: minus the natural logarithm of its probability.

    Args:
        probabilities: `(n, k)` in `[0, 1]`; those below `SMALLEST_PROBABILITY` count as that.
        actual: `(n,)` class indices in `[0, k)`.

    Returns:
        `(n,)`, each at least 0.
    """
    given = np.take_along_axis(probabilities.astype(np.float64), actual.astype(np.int64)[:, None], axis=1)[:, 0]
    return -np.log(np.clip(given, SMALLEST_PROBABILITY, 1.0)) + 0.0  # not -0.0


def log_loss(probabilities: NDArray[Any], actual: NDArray[Any]) -> float:
    """The mean of `log_losses`, the cross-entropy in nats."""
    return float(log_losses(probabilities, actual).mean())


def _hits(matrix: NDArray[Any]) -> NDArray[Any]:
    return np.diagonal(matrix, axis1=-2, axis2=-1)


def _ratio(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    quotient: Floats = np.asarray(part, dtype=np.float64) / np.where(whole > 0, whole, 1)
    return quotient
