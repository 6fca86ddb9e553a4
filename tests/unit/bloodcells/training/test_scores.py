"""Scores of an epoch against the definitions of scikit-learn and Keras."""

import numpy as np
import pytest
from sklearn.metrics import log_loss, precision_recall_fscore_support, roc_auc_score

from bloodcells.training.scores import auc, measure, rounded, smoothed_log_loss


def answers(n: int, k: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    actual = np.arange(n) % k
    logits = random.normal(size=(n, k)) + 1.5 * np.eye(k)[actual]
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return probabilities.astype(np.float32), actual.astype(np.uint8)


@pytest.mark.parametrize("k", [2, 3, 4, 7])
def test_scores_are_those_of_scikit_learn(k: int) -> None:
    probabilities, actual = answers(200, k)
    wide = probabilities.astype(np.float64)
    precision, recall, f1, _ = precision_recall_fscore_support(actual, probabilities.argmax(1), average="macro")
    # One class against the rest, also for two: scikit-learn would take the second column alone.
    areas = [roc_auc_score(actual == label, probabilities[:, label]) for label in range(k)]
    expected = {
        "loss": log_loss(actual, wide / wide.sum(1, keepdims=True)),
        "accuracy": (probabilities.argmax(1) == actual).mean(),
        "precision": precision,
        "recall": recall,
        "auc": np.mean(areas),
        "macro_f1": f1,
    }
    assert measure(probabilities, actual, smoothing=0.0) == pytest.approx(expected, rel=1e-5)


def test_the_loss_is_that_of_keras_with_smoothed_labels() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)
    import keras

    probabilities, actual = answers(50, 4)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.2)(np.eye(4)[actual], probabilities)
    assert smoothed_log_loss(probabilities, actual, 0.2) == pytest.approx(float(loss), rel=1e-5)


def test_ties_count_half_in_the_area() -> None:
    actual = np.array([0, 0, 1, 1])
    assert auc(np.full((4, 2), 0.5, np.float32), actual) == 0.5
    assert auc(np.array([[0.9, 0.1], [0.5, 0.5], [0.5, 0.5], [0.2, 0.8]], np.float32), actual) == 0.875


def test_a_class_without_images_is_left_out_of_the_area() -> None:
    probabilities = np.array([[0.8, 0.2, 0.0], [0.1, 0.7, 0.2]], np.float32)
    assert auc(probabilities, np.array([0, 1])) == 1.0
    assert auc(probabilities, np.array([0, 0])) == 0.0


@pytest.mark.parametrize(
    ("value", "kept"), [(0.123456789, 0.123457), (1.92147e-05, 1.92147e-05), (1234567.0, 1234570.0), (0.0, 0.0)]
)
def test_six_significant_digits_are_kept(value: float, kept: float) -> None:
    assert rounded(np.float32(value)) == pytest.approx(kept, rel=1e-6)
    assert len(f"{rounded(value)!r}".replace(".", "").strip("0").split("e")[0]) <= 6
