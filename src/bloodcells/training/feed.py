"""The training images in batches: a function of the seed, the epoch and the step, so that a run can go on anywhere."""

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bloodcells.params.train import TrainParams
from bloodcells.training.augment import augment

READY = 2
"""Batches made ahead of the step that takes them."""


def batch_size(params: TrainParams, n: int) -> int:
    """Images a step, of `n` in all: each epoch leaves a few out, others each time, so that every batch is full."""
    return min(params.batch_size, n)


def steps(params: TrainParams, n: int) -> int:
    """Steps an epoch."""
    return n // batch_size(params, n)


def batches(images: NDArray[np.uint8], labels: NDArray[np.uint8], params: TrainParams, first_epoch: int) -> Any:
    """Make the batches of all epochs from `first_epoch` (counted from 0) on, in the background.

    Args:
        images: `(n, size, size, 3)` uint8; copied into memory.
        labels: `(n,)` class indices.
        params: seed, batch size, epochs and augmentation.
        first_epoch: the epoch to begin with.

    Returns:
        A `tf.data.Dataset` of `steps(params, n)` batches an epoch, each of images `(b, size, size, 3)` float32 in
        [0, 255] and labels `(b,)` int32.
    """
    pictures, answers = tf.constant(np.asarray(images)), tf.constant(labels.astype(np.int32))
    n, size = len(labels), batch_size(params, len(labels))

    def epoch_order(epoch: Any) -> Any:
        shuffled = tf.random.experimental.stateless_shuffle(tf.range(n), seed=_seed(params, epoch, 0))
        order = tf.reshape(shuffled[: n // size * size], (-1, size))
        seeds = tf.map_fn(lambda step: _seed(params, epoch, step), tf.range(1, n // size + 1))
        return tf.data.Dataset.from_tensor_slices((order, seeds))

    def batch(chosen: Any, seed: Any) -> Any:
        return augment(tf.gather(pictures, chosen), seed, params.augmentation), tf.gather(answers, chosen)

    epochs = tf.data.Dataset.range(first_epoch, params.epochs, output_type=tf.int32)
    return epochs.flat_map(epoch_order).map(batch, num_parallel_calls=READY, deterministic=True).prefetch(READY)


def _seed(params: TrainParams, epoch: Any, step: Any) -> Any:
    seed = tf.random.fold_in((params.seed, 0), epoch)
    return tf.random.fold_in(seed, step)
