"""The learner: all that a step depends on can be taken and put back."""

from typing import Any

import numpy as np
import pytest

from support.prepared import images_of_classes, train_params

# Keras asks TensorFlow's variables for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

SIZE = 12


def learner(**changes: Any) -> Any:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)
    from bloodcells.model import networks
    from bloodcells.training.learner import Learner

    params = train_params(**{"dropout": 0.5, "warmup_epochs": 0} | changes)
    return Learner(networks.build(params, SIZE, 4, (90.0, 90.0, 80.0)), params, steps=10)


def batch() -> tuple[Any, Any]:
    import tensorflow as tf

    images, labels = images_of_classes(16, SIZE, 4, seed=0)
    return tf.constant(images, tf.float32), tf.constant(labels, tf.int32)


def steps(of: Any, count: int) -> list[np.ndarray]:
    return [of.step(*batch()) for _ in range(count)]


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_a_restored_learner_goes_on_to_the_same_bytes(optimizer: str) -> None:
    first = learner(optimizer=optimizer)
    first.begin_epoch(0)
    steps(first, 3)
    taken = first.arrays()
    first.begin_epoch(1)
    whole = steps(first, 3)

    second = learner(optimizer=optimizer, seed=7)
    second.restore(taken)
    second.begin_epoch(1)
    np.testing.assert_array_equal(steps(second, 3), whole)
    assert all(np.array_equal(a, b) for a, b in zip(first.arrays(), second.arrays(), strict=True))


def test_dropout_is_a_function_of_the_seed_and_the_epoch() -> None:
    made = learner()
    start = made.arrays()
    drawn = []
    for epoch in (0, 1, 0):
        made.restore(start)
        made.begin_epoch(epoch)
        drawn.append(steps(made, 2))
    assert np.array_equal(drawn[0], drawn[2])
    assert not np.array_equal(drawn[0], drawn[1])


def test_learning_lowers_the_loss() -> None:
    made = learner(dropout=0.0, learning_rate=0.01)
    labels = batch()[1].numpy()
    likelihoods = [np.log(answer[np.arange(16), labels]).mean() for answer in steps(made, 30)]
    assert likelihoods[-1] > likelihoods[0] + 0.5


def test_the_rate_is_that_of_the_last_step() -> None:
    made = learner(learning_rate=0.25, schedule="constant")
    steps(made, 1)
    assert made.rate() == 0.25
