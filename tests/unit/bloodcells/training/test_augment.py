"""Random changes of images: none at no strength, within their ranges, a function of the seed."""

from typing import Any

import numpy as np
import pytest

from bloodcells.params.train import Augmentation

NONE: dict[str, Any] = {
    "flips": False,
    "rotation": 0.0,
    "zoom": 0.0,
    "stretch": 0.0,
    "shift": 0.0,
    "brightness": 0.0,
    "contrast": 0.0,
}
STRENGTHS = {
    "flips": True,
    "rotation": 180.0,
    "zoom": 0.3,
    "stretch": 0.3,
    "shift": 0.2,
    "brightness": 0.2,
    "contrast": 0.4,
}
SIZE = 16


@pytest.fixture(scope="module", autouse=True)
def tensorflow() -> None:
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)


def changed(images: np.ndarray, seed: tuple[int, int] = (1, 2), **strengths: Any) -> np.ndarray:
    from bloodcells.training.augment import augment

    result: np.ndarray = augment(images, seed, Augmentation(**NONE | strengths)).numpy()
    return result


def noise(n: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (n, SIZE, SIZE, 3)).astype(np.uint8)


def disc(n: int, radius: float, at: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """White discs on black; `at` is their place from the centre, right and down, in pixels."""
    y, x = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    image = np.where((x - at[0]) ** 2 + (y - at[1]) ** 2 <= radius**2, 255, 0).astype(np.uint8)
    return np.repeat(image[None, :, :, None], n, 0).repeat(3, 3)


def centres(images: np.ndarray) -> np.ndarray:
    """Where the brightness is, from the centre: `(n, 2)`, right and down, in pixels."""
    y, x = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    light = images[..., 0]
    return np.stack([(light * x).sum((1, 2)), (light * y).sum((1, 2))], 1) / light.sum((1, 2))[:, None]


def test_without_any_strength_images_stay_as_they_are() -> None:
    images = noise(4)
    same = changed(images)
    assert same.dtype == np.float32
    np.testing.assert_array_equal(same, images)


@pytest.mark.parametrize("name", STRENGTHS)
def test_each_strength_alone_changes_images_and_keeps_colours_in_range(name: str) -> None:
    images = noise(8)
    result = changed(images, **{name: STRENGTHS[name]})
    assert result.shape == images.shape
    assert (result != images).any(axis=(1, 2, 3)).sum() >= 4
    assert result.min() >= 0
    assert result.max() <= 255


def test_equal_seeds_draw_the_same_and_others_do_not() -> None:
    images = noise(4)
    np.testing.assert_array_equal(changed(images, **STRENGTHS), changed(images, **STRENGTHS))
    assert not np.array_equal(changed(images, **STRENGTHS), changed(images, seed=(1, 3), **STRENGTHS))


def test_images_of_a_batch_are_drawn_apart() -> None:
    twins = np.repeat(noise(1), 2, axis=0)
    first, second = changed(twins, **STRENGTHS)
    assert not np.array_equal(first, second)


def test_flips_give_the_four_mirrorings_exactly_and_about_as_often() -> None:
    images = np.repeat(noise(1), 200, axis=0)
    mirrored = [images[0][::y, ::x] for y in (1, -1) for x in (1, -1)]
    result = changed(images, flips=True)
    counts = [sum(np.array_equal(image, other) for image in result) for other in mirrored]
    assert sum(counts) == 200
    assert min(counts) > 25


def test_a_quarter_turn_about_the_centre_moves_no_pixel_between_places() -> None:
    import tensorflow as tf

    from bloodcells.training.augment import _moved

    images = noise(1)
    one, none = tf.ones(1), tf.zeros(1)
    for quarters in range(4):
        turn = one * np.pi / 2 * quarters
        turned = _moved(tf.cast(images, tf.float32), radians=turn, scale=(one, one), shift=(none, none))
        np.testing.assert_allclose(turned[0].numpy(), np.rot90(images[0], -quarters), atol=0.05)


def test_rotation_keeps_what_is_round_about_the_centre() -> None:
    images = disc(20, radius=5)
    result = changed(images, rotation=180.0)
    assert np.abs(centres(result)).max() < 0.1
    np.testing.assert_allclose(result.mean((1, 2, 3)), images.mean((1, 2, 3)), rtol=0.05)


def test_rotation_stays_within_its_angle() -> None:
    angle = centres(changed(disc(200, radius=2, at=(4, 0)), rotation=30.0))
    degrees = np.rad2deg(np.arctan2(angle[:, 1], angle[:, 0]))
    assert np.abs(degrees).max() < 32
    assert degrees.min() < -25
    assert degrees.max() > 25


def test_zoom_stays_within_its_change_of_scale() -> None:
    images = disc(200, radius=4)
    scale = np.sqrt(changed(images, zoom=0.25).sum((1, 2, 3)) / images[0].sum())
    assert scale.min() == pytest.approx(0.75, abs=0.05)
    assert scale.max() == pytest.approx(1.25, abs=0.05)


def test_stretch_stays_within_its_change_of_width_and_keeps_the_height() -> None:
    bright = changed(disc(200, radius=4), stretch=0.25)[..., 0]
    wide, high = bright.sum(axis=(1, 2)) / disc(1, radius=4)[0, ..., 0].sum(), bright[:, :, 7:9].sum(axis=(1, 2))
    assert wide.min() == pytest.approx(0.75, abs=0.05)
    assert wide.max() == pytest.approx(1.25, abs=0.05)
    np.testing.assert_allclose(high, high[0], rtol=0.05)


def test_shift_stays_within_its_fraction_of_the_side() -> None:
    moved = np.abs(centres(changed(disc(200, radius=2), shift=0.2)))
    assert moved.max() <= 0.2 * SIZE + 0.1
    assert (moved.max(axis=0) > 0.15 * SIZE).all()


def test_beyond_the_edge_the_mirror_image_is_seen_and_no_black() -> None:
    white = np.full((20, SIZE, SIZE, 3), 255, np.uint8)
    assert changed(white, rotation=180.0, zoom=0.3, shift=0.2).min() > 254


def test_brightness_moves_all_colours_of_an_image_alike() -> None:
    grey = np.full((200, SIZE, SIZE, 3), 128, np.uint8)
    result = changed(grey, brightness=0.1)
    assert np.ptp(result, axis=(1, 2, 3)).max() == 0
    assert 23 < np.abs(result - 128).max() <= 25.5


def test_contrast_keeps_the_mean_and_stretches_around_it() -> None:
    images = (noise(100) // 4 + 96).astype(np.uint8)
    result = changed(images, contrast=0.4)
    np.testing.assert_allclose(result.mean((1, 2, 3)), images.mean((1, 2, 3)), atol=1e-3)
    factor = result.std((1, 2, 3)) / images.std((1, 2, 3))
    assert 0.6 <= factor.min() < 0.65
    assert 1.35 < factor.max() <= 1.4
