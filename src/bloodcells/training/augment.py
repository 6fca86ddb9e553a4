"""Random changes of images that leave the class as it is, as two maps an image: one of the plane, one of the colours.

Mirroring, turning, scaling and moving are composed into one projective transform, so each image is interpolated once.
What is drawn is a function of a seed alone.
"""

from typing import Any

import numpy as np
import tensorflow as tf

from bloodcells.params.train import Augmentation

WHITE = 255.0


def augment(images: Any, seed: Any, strength: Augmentation) -> Any:
    """Change each image by an own draw.

    Args:
        images: `(b, size, size, 3)` uint8 or float32, colours in [0, 255].
        seed: `(2,)` int32: equal seeds give equal draws.
        strength: how far each change may go; 0 leaves it out.

    Returns:
        `(b, size, size, 3)` float32 in [0, 255]. Beyond an image's edge, its mirror image is seen.
    """
    draws = tf.random.stateless_uniform((tf.shape(images)[0], 9), seed)
    flip_x, flip_y, angle, zoom, stretch, shift_x, shift_y, brightness, contrast = tf.unstack(draws, axis=1)
    images = tf.cast(images, tf.float32)
    if any((strength.flips, strength.rotation, strength.zoom, strength.stretch, strength.shift)):
        height = _around(1.0, strength.zoom, zoom)
        width = height * _around(1.0, strength.stretch, stretch)
        images = _moved(
            images,
            radians=_around(0.0, np.deg2rad(strength.rotation), angle),
            scale=(_sign(flip_x, strength.flips) * width, _sign(flip_y, strength.flips) * height),
            shift=(_around(0.0, strength.shift, shift_x), _around(0.0, strength.shift, shift_y)),
        )
    if strength.brightness or strength.contrast:
        images = _coloured(
            images,
            brightness=_around(0.0, strength.brightness * WHITE, brightness),
            contrast=_around(1.0, strength.contrast, contrast),
        )
    return images


def _around(centre: float, reach: float, draw: Any) -> Any:
    """Stretch a draw in [0, 1) to [centre - reach, centre + reach)."""
    return centre + reach * (2.0 * draw - 1.0)


def _sign(draw: Any, flips: bool) -> Any:
    return tf.where(draw < 0.5, -1.0, 1.0) if flips else tf.ones_like(draw)


def _moved(images: Any, *, radians: Any, scale: tuple[Any, Any], shift: tuple[Any, Any]) -> Any:
    """Scale (mirrored where negative), then turn, then shift, by a fraction of the side.

    Each output pixel (x, y) is looked up at A (x, y) + t of the input: A undoes the scale and the turn, and t keeps
    the centre in place but for the shift.
    """
    size = images.shape[1]
    centre = (size - 1) / 2
    cosine, sine = tf.cos(radians), tf.sin(radians)
    xx, xy = cosine / scale[0], sine / scale[0]
    yx, yy = -sine / scale[1], cosine / scale[1]
    tx = centre - (xx + xy) * centre + shift[0] * size
    ty = centre - (yx + yy) * centre + shift[1] * size
    none = tf.zeros_like(xx)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.stack([xx, xy, tx, yx, yy, ty, none, none], axis=1),
        output_shape=[size, size],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )


def _coloured(images: Any, *, brightness: Any, contrast: Any) -> Any:
    """Stretch each image's colours around their mean, then move them."""
    mean = tf.reduce_mean(images, axis=(1, 2, 3), keepdims=True)
    factor = contrast[:, None, None, None]
    offset = mean * (1.0 - factor) + brightness[:, None, None, None]
    return tf.clip_by_value(images * factor + offset, 0.0, WHITE)
