"""The window around the stained nucleus of a white cell.

Smears are stained blue-violet (Romanowsky): nuclei take up the dye and pass far less green than blue, red cells and
the eosinophil's granules pass less blue than green. So blue minus green, where positive, is a map of the nuclei; it
is near zero in the black corners that augmentation leaves behind, for these pass nothing at all. The window's centre
is where that map, box-filtered twice (one filter with a triangular profile), is highest: a platelet or a dark rim may
be as blue as a nucleus, but isn't as large.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# The map is made of so many samples along the shorter side, however large the image.
_SAMPLES = 40
_MOST_SAMPLES = 200
# Side of the box, as a fraction of the shorter side: about the radius of a nucleus when cells fill half the image.
_BOX = 0.17

Window = tuple[int, int, int, int]


def window(image: Image.Image, size: float) -> Window:
    """Find the square around the largest stained nucleus.

    Args:
        image: mode RGB.
        size: the side of the square, as a fraction in (0, 1] of the image's shorter side.

    Returns:
        (left, top, right, bottom) in pixels, wholly inside the image: near an edge the nucleus is off its centre.
        Without any stain, the middle of the image.
    """
    column, row = _centre(image)
    side = max(1, round(size * min(image.size)))
    left = _clamped(column - side / 2, image.width - side)
    top = _clamped(row - side / 2, image.height - side)
    return left, top, left + side, top + side


def _centre(image: Image.Image) -> tuple[float, float]:
    scale = min(_SAMPLES / min(image.size), _MOST_SAMPLES / max(image.size))
    width, height = (max(1, round(side * scale)) for side in image.size)
    # Single pixels do as well as means of cells here, for the filter averages hundreds of them, and are much faster.
    stain = _stain(np.asarray(image.resize((width, height), Image.Resampling.NEAREST)))
    box = max(1, round(_BOX * min(width, height)))
    # Whole numbers below 2**24, which float32 adds exactly: equal on every machine, whatever its order of addition.
    density = _triangle(height, box) @ stain @ _triangle(width, box)
    best = int(density.argmax())
    if density.flat[best] == 0:
        return image.width / 2, image.height / 2
    row, column = divmod(best, width)
    return (column + 0.5) / width * image.width, (row + 0.5) / height * image.height


def _stain(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blue minus green where positive, of `(h, w, 3)` pixels: `(h, w)`, whole numbers in [0, 255]."""
    green, blue = pixels[..., 1], pixels[..., 2]
    return (np.maximum(blue, green) - green).astype(np.float32)


@lru_cache(maxsize=64)
def _triangle(length: int, box: int) -> NDArray[np.float32]:
    """The `(length, length)` matrix that box-filters a row twice, with zeros beyond its ends; not normalized."""
    steps = np.arange(length)
    heights: NDArray[np.int64] = np.maximum(box - np.abs(steps[:, None] - steps[None, :]), 0)
    return heights.astype(np.float32)


def _clamped(start: float, room: int) -> int:
    return min(max(round(start), 0), room)
