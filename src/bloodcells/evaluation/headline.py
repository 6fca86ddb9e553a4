"""The metrics of one split, each with the interval that its source photographs allow."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from bloodcells.evaluation.bootstrap import Resampled, resample
from bloodcells.evaluation.calibration import calibration_error, gaps
from bloodcells.evaluation.csv_table import DIGITS
from bloodcells.evaluation.tally import Tally
from bloodcells.metrics import Floats, accuracy, macro_f1, precision, recall

HEADLINE = ("accuracy", "macro_f1", "log_loss", "calibration_error")


def measure(tally: Tally, classes: Sequence[str], confidence: float, resamples: int) -> dict[str, Any]:
    """Reckon the metrics of a split as `metrics.json` holds them.

    Returns:
        Each name of `HEADLINE` with its `_low` and `_high`; `images` and `photographs`; `per_class` with precision and
        recall of each class that the split has images of. Rounded to `DIGITS`.
    """
    statistic = _Statistic(tally)
    resampled = resample(statistic, tally.labels, resamples, statistic.width)
    low, high = _limits(resampled, confidence)
    figures: dict[str, Any] = {}
    for column, name in enumerate(HEADLINE):
        figures[name] = _rounded(resampled.estimate[column])
        figures[f"{name}_low"] = _rounded(low[column])
        figures[f"{name}_high"] = _rounded(high[column])
    matrix = _matrices(tally, np.ones((1, len(tally.labels))))[0]
    scores = zip(classes, precision(matrix), recall(matrix), matrix.sum(axis=1), strict=True)
    return figures | {
        "images": int(tally.images.sum()),
        "photographs": len(set(tally.photographs)),
        "per_class": {
            name: {"precision": _rounded(share), "recall": _rounded(found)}
            for name, share, found, images in scores
            if images
        },
    }


class _Statistic:
    """The headline metrics of weighted photographs, and two more that the limits of the calibration error need.

    Those are the noise, how far the bins' gaps are from the observed ones (summed without sign), and the excess, mean
    confidence less accuracy.
    """

    NOISE, EXCESS = len(HEADLINE), len(HEADLINE) + 1

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._gaps = gaps(tally.bins.sum(axis=0))
        self.width = max(tally.predicted.shape[1] ** 2, tally.bins[0].size)

    def __call__(self, weights: Floats) -> Floats:
        matrices = _matrices(self._tally, weights)
        losses = weights @ self._tally.log_loss / (weights @ self._tally.images)
        bins = np.tensordot(weights, self._tally.bins, axes=1)
        noise = np.abs(gaps(bins) - self._gaps).sum(axis=1)
        excess = gaps(bins).sum(axis=1)
        return np.column_stack([accuracy(matrices), macro_f1(matrices), losses, calibration_error(bins), noise, excess])


def _limits(resampled: Resampled, confidence: float) -> tuple[Floats, Floats]:
    """The limits of the headline metrics.

    Those of the calibration error are made another way. A sum of absolute values only grows by noise, so that all
    resamples of a perfectly calibrated model on 71 images lie above 0, and corrections for bias come too late. The
    lower limit is the higher of two that hold: by the triangle inequality the error is at most the noise away from the
    truth, and it is never less than the excess. The upper limit is the percentile one, safe for it only grows.
    """
    low, high = resampled.limits(confidence)
    error = HEADLINE.index("calibration_error")
    level = resampled.level(confidence)[error]
    noise = np.quantile(resampled.values[:, _Statistic.NOISE], level)
    low[error] = max(0.0, resampled.estimate[error] - noise, low[_Statistic.EXCESS], -high[_Statistic.EXCESS])
    high[error] = np.quantile(resampled.values[:, error], level)
    return low, high


def _matrices(tally: Tally, weights: Floats) -> Floats:
    """The confusion matrix of each weighted sample, `(r, k, k)`."""
    k = tally.predicted.shape[1]
    rows = [weights[:, tally.labels == c] @ tally.predicted[tally.labels == c] for c in range(k)]
    return np.stack(rows, axis=1)


def _rounded(value: Any) -> float:
    return round(float(value), DIGITS)
