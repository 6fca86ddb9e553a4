"""The network as it learns: its fast twin and the optimizer."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from bloodcells.params.train import TrainParams
from bloodcells.training.fast_layers import twin
from bloodcells.training.optimizers import optimizer, schedule

Arrays = list[NDArray[Any]]


class Learner:
    """Learns batch by batch. Everything that the next step depends on is in `arrays`, but for the seed of the epoch."""

    def __init__(self, model: Any, params: TrainParams, steps: int) -> None:
        """Begin with the weights of `model`, which is not changed.

        Args:
            model: a `keras.Model` that gives `(b, k)` probabilities.
            params: optimizer, schedule, precision, label smoothing.
            steps: in an epoch.
        """
        self._params = params
        self._network = twin(model, params.precision)
        self._loss = keras.losses.CategoricalCrossentropy(label_smoothing=params.label_smoothing)
        self._rates = schedule(params, steps)
        self._optimizer = optimizer(params, steps)
        self._optimizer.build(self._network.trainable_variables)
        self._step = tf.function(self._one_step, autograph=False)

    def begin_epoch(self, epoch: int) -> None:
        """Make what is random within the network a function of the seed and the epoch, counted from 0."""
        generators = [layer.seed_generator for layer in self._network.layers if hasattr(layer, "seed_generator")]
        for number, generator in enumerate(generators):
            generator.state.assign(np.array([self._params.seed + number, epoch], generator.state.dtype))

    def step(self, images: Any, labels: Any) -> NDArray[np.float32]:
        """Learn from a batch.

        Args:
            images: `(b, size, size, 3)` float32 in [0, 255].
            labels: `(b,)` int32.

        Returns:
            `(b, k)` float32: the probabilities before this step, with dropout and the batch's own normalization.
        """
        probabilities: NDArray[np.float32] = self._step(images, labels).numpy()
        return probabilities

    def _one_step(self, images: Any, labels: Any) -> Any:
        with tf.GradientTape() as tape:
            probabilities = self._network(images, training=True)
            loss = self._loss(tf.one_hot(labels, probabilities.shape[-1]), probabilities)
        weights = self._network.trainable_variables
        self._optimizer.apply(tape.gradient(loss, weights), weights)
        return probabilities

    def rate(self) -> float:
        """The learning rate of the last step done."""
        return float(self._rates(self._optimizer.iterations - 1))

    def weights(self) -> Arrays:
        """The weights of the network, in the order of the model's."""
        return [weight.numpy() for weight in self._network.weights]

    def arrays(self) -> Arrays:
        """All that changes from step to step."""
        return [variable.numpy() for variable in self._variables()]

    def restore(self, arrays: Sequence[NDArray[Any]]) -> None:
        """Go back to where `arrays` were taken."""
        for variable, array in zip(self._variables(), arrays, strict=True):
            variable.assign(array)

    def _variables(self) -> list[Any]:
        return [*self._network.weights, *self._optimizer.variables]
