"""The expected calibration error: how far a model's confidence is from the share of images that it gets right.

Images are put in M bins of equal width by their confidence, the probability of the predicted class. With n images in
all, n_b in bin b, mean confidence conf(b) and share of right ones acc(b):

    error = sum over b of  n_b / n * |conf(b) - acc(b)|

Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015; in this form
Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017, equation 3.

Bins are kept as sums, `(..., bins, 3)`: images, confidence, hits. Sums of two sets of images add up to those of both.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bloodcells.metrics import Floats

IMAGES, CONFIDENCE, HITS = range(3)


def bin_of(confidence: NDArray[Any], bins: int) -> NDArray[np.int64]:
    """The bin of each confidence: bin b holds `(b / bins, (b + 1) / bins]`, and the first also 0.

    Args:
        confidence: `(n,)` in `[0, 1]`.
        bins: how many of them.

    Returns:
        `(n,)` in `[0, bins)`.
    """
    upper = np.arange(1, bins) / bins
    return np.searchsorted(upper, confidence, side="left").astype(np.int64)


def gaps(sums: NDArray[Any]) -> Floats:
    """The signed share of each bin in the error, `(..., bins)`: above 0 where the model is surer than right."""
    images = sums[..., IMAGES].sum(axis=-1, keepdims=True)
    gap: Floats = (sums[..., CONFIDENCE] - sums[..., HITS]) / np.where(images > 0, images, 1)
    return gap


def calibration_error(sums: NDArray[Any]) -> Floats:
    """The expected calibration error, `(...,)` in `[0, 1]`; 0 where there are no images."""
    error: Floats = np.abs(gaps(sums)).sum(axis=-1)
    return error
