"""Parameters -> network: `(size, size, 3)` colours in [0, 255] -> `(k,)` probabilities.

`cnn` and `resnet` work in stages, each at half the resolution and with twice the filters of the one before. Every
network ends in the mean of each feature. Convolutions have no bias, for a batch normalization follows each. All
layers have names, so that two builds differ in nothing.
"""

import warnings
from collections.abc import Sequence
from typing import Any

from bloodcells.errors import TrainingError
from bloodcells.params.train import TrainParams

SPREAD = 64.0
"""About the standard deviation of stained-smear colours; normalization makes its exact value unimportant."""

MOMENTUM = 0.9
"""Of the moving statistics: settled after some 40 steps, for epochs here can be as short as that."""

SMALLEST_MOBILENET = 32
"""Pixels: MobileNet halves the side five times."""

Tensor = Any  # a symbolic tensor of Keras


def build(params: TrainParams, image_size: int, classes: int, means: Sequence[float]) -> Any:
    """Make a network with fresh weights; Keras' global seed decides them.

    Args:
        params: which network, and how large.
        image_size: side of the images, in pixels.
        classes: number of outputs.
        means: of red, green and blue, in [0, 255].

    Returns:
        A `keras.Model`, not compiled, of plain Keras layers: it loads anywhere.

    Raises:
        TrainingError: the images are too small for the network, or its pretrained weights can't be had.
    """
    import keras

    images = keras.Input((image_size, image_size, 3), name="images")
    if params.model == "mobilenet":
        features = _mobilenet(params, images, image_size)
    else:
        colours = keras.layers.Rescaling(1 / SPREAD, [-mean / SPREAD for mean in means], name="rescaling")(images)
        features = (_resnet if params.model == "resnet" else _cnn)(params, colours)
    features = keras.layers.GlobalAveragePooling2D(name="mean")(features)
    features = keras.layers.Dropout(params.dropout, name="dropout")(features)
    probabilities = keras.layers.Dense(classes, activation="softmax", name="probabilities")(features)
    return keras.Model(images, probabilities, name=params.model)


def _cnn(params: TrainParams, features: Tensor) -> Tensor:
    import keras

    for stage in range(params.stages):
        for number in range(params.depth):
            name = f"stage{stage + 1}_{number + 1}"
            features = _activated_convolution(features, params.width * 2**stage, 1, name)
        features = keras.layers.MaxPooling2D(padding="same", name=f"stage{stage + 1}_pool")(features)
    return features


def _resnet(params: TrainParams, features: Tensor) -> Tensor:
    features = _activated_convolution(features, params.width, params.stem_stride, "stem")
    for stage in range(params.stages):
        for number in range(params.depth):
            stride = 2 if stage > 0 and number == 0 else 1
            features = _residual(features, params.width * 2**stage, stride, f"stage{stage + 1}_{number + 1}")
    return features


def _residual(features: Tensor, filters: int, stride: int, name: str) -> Tensor:
    """A basic block with its shortcut pooled, so that no pixel is skipped (He et al., arXiv 1812.01187, ResNet-D)."""
    import keras

    change = _activated_convolution(features, filters, stride, f"{name}_first")
    change = _normalized_convolution(change, filters, 3, 1, f"{name}_second")
    if stride > 1:
        features = keras.layers.AveragePooling2D(stride, padding="same", name=f"{name}_pool")(features)
    if features.shape[-1] != filters:
        features = _normalized_convolution(features, filters, 1, 1, f"{name}_shortcut")
    features = keras.layers.Add(name=f"{name}_sum")([features, change])
    return keras.layers.ReLU(name=f"{name}_relu")(features)


def _activated_convolution(features: Tensor, filters: int, stride: int, name: str) -> Tensor:
    import keras

    features = _normalized_convolution(features, filters, 3, stride, name)
    return keras.layers.ReLU(name=f"{name}_relu")(features)


def _normalized_convolution(features: Tensor, filters: int, side: int, stride: int, name: str) -> Tensor:
    import keras

    features = keras.layers.Conv2D(
        filters, side, stride, padding="same", use_bias=False, kernel_initializer="he_normal", name=name
    )(features)
    return keras.layers.BatchNormalization(momentum=MOMENTUM, name=f"{name}_normalization")(features)


def _mobilenet(params: TrainParams, images: Tensor, image_size: int) -> Tensor:
    """MobileNetV3 (small) without its head; it rescales colours by itself."""
    import keras

    if image_size < SMALLEST_MOBILENET:
        raise TrainingError(
            f"mobilenet needs images of at least {SMALLEST_MOBILENET} pixels. Received {image_size}. "
            "Raise prepare.image_size, or set train.model to resnet."
        )
    try:
        with warnings.catch_warnings():
            # It says that the weights were learnt on images of 224 pixels: known, and good enough to begin with.
            warnings.filterwarnings("ignore", message="`input_shape` is undefined", category=UserWarning)
            network = keras.applications.MobileNetV3Small(
                input_tensor=images, include_top=False, weights=params.weights
            )
    except Exception as error:
        # Keras raises a bare Exception when a download fails, out of the network's error.
        if not isinstance(error.__context__, OSError):
            raise
        raise TrainingError(
            f"the weights of {params.weights} can't be downloaded ({error.__context__}): "
            "connect to the network once, for Keras keeps them, or set train.weights to null"
        ) from error
    return network.output
