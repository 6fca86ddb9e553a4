import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn import metrics as reference

from bloodcells import metrics


@pytest.mark.parametrize("seed", range(20))
def test_scores_of_random_predictions_equal_those_of_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    k, n = int(random.integers(2, 7)), int(random.integers(1, 60))
    actual, predicted = random.integers(k, size=n), random.integers(k, size=n)
    labels = list(range(k))

    table = metrics.confusion_matrix(actual, predicted, k)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of absent classes
        assert np.array_equal(table, reference.confusion_matrix(actual, predicted, labels=labels))
        assert metrics.accuracy(table) == pytest.approx(reference.accuracy_score(actual, predicted))
        assert metrics.macro_f1(table) == pytest.approx(reference.f1_score(actual, predicted, average="macro"))
        expected = reference.precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    assert np.allclose([metrics.precision(table), metrics.recall(table), metrics.f1(table)], expected[:3])


@pytest.mark.parametrize("seed", range(5))
def test_the_log_loss_of_random_probabilities_equals_that_of_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    probabilities, actual = random.dirichlet(np.ones(4), size=30), random.integers(4, size=30)

    expected = reference.log_loss(actual, probabilities, labels=[0, 1, 2, 3])

    assert metrics.log_loss(probabilities, actual) == pytest.approx(expected)
    assert metrics.log_losses(probabilities, actual).mean() == pytest.approx(expected)


def test_a_table_counted_by_hand_has_the_scores_reckoned_by_hand() -> None:
    actual = np.array([0, 0, 0, 1, 1, 2], np.uint8)
    predicted = np.array([0, 0, 1, 1, 2, 2], np.uint8)

    table = metrics.confusion_matrix(actual, predicted, 3)

    assert table.tolist() == [[2, 1, 0], [0, 1, 1], [0, 0, 1]]
    assert table.dtype == np.int64
    assert metrics.accuracy(table) == pytest.approx(4 / 6)
    assert metrics.precision(table).tolist() == pytest.approx([1, 1 / 2, 1 / 2])
    assert metrics.recall(table).tolist() == pytest.approx([2 / 3, 1 / 2, 1])
    assert metrics.f1(table).tolist() == pytest.approx([4 / 5, 1 / 2, 2 / 3])
    assert metrics.macro_f1(table) == pytest.approx((4 / 5 + 1 / 2 + 2 / 3) / 3)


def test_labels_stored_in_a_byte_do_not_overflow_when_pairs_are_counted() -> None:
    table = metrics.confusion_matrix(np.array([199], np.uint8), np.array([198], np.uint8), 200)

    assert table[199, 198] == 1
    assert table.sum() == 1


@pytest.mark.parametrize(
    ("table", "precision", "recall", "macro_f1"),
    [
        pytest.param([[3, 0], [2, 0]], [3 / 5, 0], [1, 0], (6 / 8 + 0) / 2, id="never predicted"),
        pytest.param([[3, 1], [0, 0]], [1, 0], [3 / 4, 0], (6 / 7 + 0) / 2, id="without images"),
        pytest.param([[3, 0], [0, 0]], [1, 0], [1, 0], 1.0, id="neither: left out of the average"),
        pytest.param([[0, 0], [0, 0]], [0, 0], [0, 0], 0.0, id="no images at all"),
    ],
)
def test_a_class_without_images_or_predictions_scores_as_stated(
    table: list[list[int]], precision: list[float], recall: list[float], macro_f1: float
) -> None:
    counted = np.array(table)

    assert metrics.precision(counted).tolist() == pytest.approx(precision)
    assert metrics.recall(counted).tolist() == pytest.approx(recall)
    assert metrics.macro_f1(counted) == pytest.approx(macro_f1)


@pytest.mark.parametrize(
    "score",
    [metrics.accuracy, metrics.precision, metrics.recall, metrics.f1, metrics.macro_f1],
    ids=lambda s: s.__name__,
)
def test_many_tables_at_once_score_as_one_by_one(score) -> None:  # type: ignore[no-untyped-def]
    tables = np.random.default_rng(0).integers(5, size=(6, 3, 3))

    assert np.array_equal(score(tables), np.stack([score(table) for table in tables]))


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        pytest.param([[1.0, 0.0]], 0.0, id="certain and right"),
        pytest.param([[0.0, 1.0]], -np.log(1e-7), id="certain and wrong: clipped"),
        pytest.param([[0.5, 0.5]], np.log(2), id="undecided"),
        pytest.param([[1.0000001, 0.0]], 0.0, id="rounded above one"),
        pytest.param([[0.25, 0.75], [0.5, 0.5]], np.log(8) / 2, id="mean of two"),
    ],
)
def test_the_log_loss_of_probabilities_is_as_reckoned_by_hand(
    probabilities: list[list[float]], expected: float
) -> None:
    loss = metrics.log_loss(np.array(probabilities, np.float32), np.zeros(len(probabilities), np.uint8))

    assert loss == pytest.approx(expected, abs=1e-9)
    assert not np.signbit(loss)


def test_the_log_loss_of_a_certain_model_agrees_with_keras() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)
    import keras

    probabilities: NDArray[np.float32] = np.array([[0.0, 1.0], [0.2, 0.8]], np.float32)
    actual = np.array([0, 1])

    keras_loss = float(keras.losses.SparseCategoricalCrossentropy()(actual, probabilities))

    assert metrics.log_loss(probabilities, actual) == pytest.approx(keras_loss, abs=1e-6)
