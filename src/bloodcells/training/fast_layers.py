"""A network's twin that computes the same faster, for training; the network itself stays of plain Keras layers.

Keras normalizes a batch by eight TensorFlow operations, each of which reads or writes the whole tensor, and more for
the gradient. TensorFlow has one fused operation for either direction; `docs/benchmarks.md` has the figures.
"""

from typing import Any

import keras
import tensorflow as tf

FLOAT32_LAYERS = ("InputLayer", "Rescaling", "GlobalAveragePooling2D", "Dropout", "Dense")
"""Never computed in bfloat16: cheap, and its 8 bits would coarsen colours and probabilities."""

BFLOAT16_CHANNELS = 16
"""Of other than multiples of these, a normalization with its activation takes eight times as long as in float32."""


class FusedBatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc] # Keras is untyped
    """Batch normalization over the last axis of `(b, height, width, channels)`, in one operation when training."""

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalize by the batch's statistics and follow them, or by those followed."""
        if not (training and self.trainable):
            return super().call(inputs, training=training, mask=mask)
        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs, scale=self.gamma, offset=self.beta, mean=[], variance=[], epsilon=self.epsilon
        )
        # The operation gives the sample's variance, divided by n - 1; Keras follows that divided by n.
        n = tf.cast(tf.reduce_prod(tf.shape(inputs)[:-1]), variance.dtype)
        self._follow(self.moving_mean, mean)
        self._follow(self.moving_variance, variance * ((n - 1.0) / n))
        return outputs

    def _follow(self, moving: Any, value: Any) -> None:
        moving.assign(moving * self.momentum + value * (1.0 - self.momentum))


def twin(model: Any, precision: str) -> Any:
    """Copy a model, weights too, with fused layers and, with `precision` bfloat16, mixed arithmetic.

    Returns:
        A `keras.Model` whose `weights` are those of `model` one to one, always float32.
    """
    policy = {"float32": "float32", "bfloat16": "mixed_bfloat16"}[precision]

    def fast(layer: Any) -> Any:
        if not isinstance(layer, keras.layers.Layer):
            return layer  # a bare operation such as `+`: it has no weights and no precision of its own
        config, kind = layer.get_config(), type(layer)
        if kind.__name__ not in FLOAT32_LAYERS:
            config["dtype"] = policy
        if kind in (keras.layers.BatchNormalization, keras.layers.ReLU) and layer.output.shape[-1] % BFLOAT16_CHANNELS:
            config["dtype"] = "float32"
        if kind is keras.layers.BatchNormalization:
            kind = FusedBatchNormalization
        return kind.from_config(config)

    copy = keras.models.clone_model(model, clone_function=fast)
    copy.set_weights(model.get_weights())
    return copy
