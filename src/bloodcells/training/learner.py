"""The network as it learns: its fast twin, the optimizer, and the running average of its weights."""

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
            params: optimizer, schedule, averaging, precision, label smoothing.
            steps: in an epoch.
        """
        self._params = params
        self._network = twin(model, params.precision)
        self._loss = keras.losses.CategoricalCrossentropy(label_smoothing=params.label_smoothing)
        self._rates = schedule(params, steps)
        self._optimizer = optimizer(params, steps)
        self._optimizer.build(self._network.trainable_variables)
        self._average = [tf.Variable(weight, trainable=False) for weight in model.get_weights()]
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
        if self._params.averaging:
            self._follow()
        return probabilities

    def _follow(self) -> None:
        # The memory grows from 2/11 to its full length: or else the first, bad weights would weigh in for long.
        done = tf.cast(self._optimizer.iterations, tf.float32)
        memory = tf.minimum(self._params.averaging, (1.0 + done) / (10.0 + done))
        for average, weight in zip(self._average, self._network.weights, strict=True):
            average.assign(memory * average + (1.0 - memory) * weight)

    def rate(self) -> float:
        """The learning rate of the last step done."""
        return float(self._rates(self._optimizer.iterations - 1))

    def weights(self) -> Arrays:
        """The weights to be judged: the running average, or the last ones if there is none."""
        source = self._average if self._params.averaging else self._network.weights
        return [weight.numpy() for weight in source]

    def arrays(self) -> Arrays:
        """All that changes from step to step."""
        return [variable.numpy() for variable in self._variables()]

    def restore(self, arrays: Sequence[NDArray[Any]]) -> None:
        """Go back to where `arrays` were taken."""
        for variable, array in zip(self._variables(), arrays, strict=True):
            variable.assign(array)

    def _variables(self) -> list[Any]:
        return [*self._network.weights, *self._optimizer.variables, *self._average]
