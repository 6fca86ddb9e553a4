"""Every network builds, for many sizes, and is a plain Keras model."""

from typing import Any

import numpy as np
import pytest

from bloodcells.errors import TrainingError
from support.prepared import train_params


@pytest.fixture(autouse=True)
def tensorflow() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)


def build(size: int = 12, classes: int = 4, **changes: Any) -> Any:
    from bloodcells.model import networks

    return networks.build(train_params(**changes), size, classes, (90.0, 90.0, 80.0))


@pytest.mark.parametrize(
    ("kind", "size", "classes", "shape"),
    [
        ("cnn", 12, 2, {}),
        ("cnn", 33, 4, {"depth": 2, "stages": 4, "stem_stride": 1}),
        ("cnn", 5, 3, {"stages": 6, "stem_stride": 4}),
        ("resnet", 12, 2, {}),
        ("resnet", 33, 4, {"depth": 2, "stages": 4, "stem_stride": 1}),
        ("resnet", 5, 3, {"stages": 6, "stem_stride": 4}),
        ("mobilenet", 32, 4, {}),
        ("mobilenet", 45, 2, {}),
    ],
)
def test_a_network_gives_a_distribution_over_the_classes(
    kind: str, size: int, classes: int, shape: dict[str, int]
) -> None:
    model = build(size, classes, model=kind, **shape)
    assert model.input_shape == (None, size, size, 3)
    assert model.output_shape == (None, classes)
    images = np.random.default_rng(0).integers(0, 256, (3, size, size, 3)).astype(np.uint8)
    probabilities = model.predict_on_batch(images)
    assert probabilities.shape == (3, classes)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(model.predict_on_batch(images.astype(np.float32)), probabilities)


def test_width_and_depth_make_it_larger() -> None:
    small = build(model="resnet").count_params()
    assert build(model="resnet", width=8).count_params() > 3 * small
    assert build(model="resnet", depth=2).count_params() > small


def test_only_layers_of_keras_are_in_it_and_each_has_a_name() -> None:
    import keras

    for kind in ("cnn", "resnet"):
        model = build(model=kind)
        assert all(getattr(keras.layers, type(layer).__name__) is type(layer) for layer in model.layers)
        assert [layer.name for layer in model.layers] == [layer.name for layer in build(model=kind).layers]


def test_the_seed_decides_the_first_weights() -> None:
    from bloodcells import determinism

    def first_weights(seed: int) -> Any:
        determinism.begin(threads=2, seed=seed)
        return build().get_weights()[0]

    assert np.array_equal(first_weights(1), first_weights(1))
    assert not np.array_equal(first_weights(1), first_weights(2))


def test_images_too_small_for_mobilenet_are_refused() -> None:
    with pytest.raises(TrainingError, match=r"at least 32 pixels\. Received 31\..*prepare\.image_size"):
        build(31, model="mobilenet")


def test_pretrained_weights_without_a_network_are_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing listens there, and the home of this test holds no weights.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(TrainingError, match=r"weights of imagenet can't be downloaded .*train\.weights to null"):
        build(32, model="mobilenet", weights="imagenet")
