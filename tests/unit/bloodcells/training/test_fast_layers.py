"""The fast twin computes what the plain network computes."""

from typing import Any

import numpy as np
import pytest

from support.prepared import train_params

# Keras asks TensorFlow's variables for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")


@pytest.fixture(autouse=True)
def tensorflow() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)


def network(**changes: Any) -> Any:
    from bloodcells.model import networks

    return networks.build(train_params(dropout=0.0, **changes), 32, 4, (90.0, 90.0, 80.0))


def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3)).astype(np.float32)


def gradients(model: Any) -> tuple[np.ndarray, list[np.ndarray]]:
    import tensorflow as tf

    with tf.GradientTape() as tape:
        outputs = model(images(), training=True)
        loss = tf.reduce_mean(outputs[:, 0] ** 2)
    return outputs.numpy(), [gradient.numpy() for gradient in tape.gradient(loss, model.trainable_variables)]


@pytest.mark.parametrize("kind", ["cnn", "resnet", "mobilenet"])
def test_outputs_gradients_and_statistics_are_those_of_the_plain_network(kind: str) -> None:
    from bloodcells.training.fast_layers import twin

    plain = network(model=kind)
    fast = twin(plain, "float32")
    (outputs, slopes), (fast_outputs, fast_slopes) = gradients(plain), gradients(fast)
    np.testing.assert_allclose(fast_outputs, outputs, atol=1e-5)
    for slope, fast_slope in zip(slopes, fast_slopes, strict=True):
        np.testing.assert_allclose(fast_slope, slope, atol=1e-5 + 1e-3 * np.abs(slope).max())
    for weight, fast_weight in zip(plain.weights, fast.weights, strict=True):
        np.testing.assert_allclose(fast_weight.numpy(), weight.numpy(), rtol=1e-4, atol=1e-4, err_msg=weight.path)
    np.testing.assert_allclose(fast(images()).numpy(), plain(images()).numpy(), atol=1e-5)


def test_batch_normalizations_are_fused_and_keep_their_place_among_the_weights() -> None:
    from bloodcells.training.fast_layers import FusedBatchNormalization, twin

    plain = network(model="resnet")
    fast = twin(plain, "float32")
    fused = {layer.name for layer in fast.layers if isinstance(layer, FusedBatchNormalization)}
    assert fused == {layer.name for layer in plain.layers if "normalization" in layer.name}
    assert [weight.path.split("/")[-2:] for weight in fast.weights] == [
        weight.path.split("/")[-2:] for weight in plain.weights
    ]


@pytest.mark.parametrize(("width", "normalization"), [(16, "bfloat16"), (24, "float32")])
def test_mixed_precision_keeps_weights_and_probabilities_in_float32(width: int, normalization: str) -> None:
    from bloodcells.training.fast_layers import twin

    plain = network(model="resnet", width=width)
    fast = twin(plain, "bfloat16")
    assert {weight.dtype for weight in fast.weights} == {"float32"}
    assert fast.get_layer("stem").compute_dtype == "bfloat16"
    assert fast.get_layer("stem_normalization").compute_dtype == normalization
    outputs = fast(images(), training=True)
    assert outputs.dtype == "float32"
    np.testing.assert_allclose(outputs, plain(images(), training=True), atol=0.05)
