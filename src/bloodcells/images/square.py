"""The square of pixels that a model sees of an image file."""

import hashlib
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Resampling

from bloodcells.images import arrays, nucleus, stored
from bloodcells.images.decode import UnusableError, decode
from bloodcells.images.reasons import Converted, Dropped

# A JPEG may be decoded at a half, a quarter or an eighth of its size if that leaves so many pixels for each one that is
# made: much faster, and what it changes in smears is less than what another filter would change (49 dB against 47).
_DECODED = 0.8
# Beyond so many, Pillow averages pixels first, which it calls no different from a fair resampling from 3 on.
_REDUCED = 3.0
# Bytes read at once: neighbours in a batch are neighbours in the archive.
_BUFFER = 2**18


@dataclass(frozen=True)
class Square:
    """The square that is cut out of each image."""

    size: int
    """Its side when it is done, in pixels."""
    crop: Literal["none", "nucleus"]
    """The whole image, squeezed into a square (cells of a wide image look narrow), or a window around the nucleus."""
    crop_size: float
    """The side of the window, as a fraction in (0, 1] of the image's shorter side."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an image file."""

    digest: bytes
    """SHA-256 of its bytes."""
    dropped: Dropped | None
    """Why it can't be used, if so."""
    converted: frozenset[Converted]


def cut(data: bytes, square: Square) -> tuple[NDArray[np.uint8], frozenset[Converted]]:
    """Decode an image file and resize its square with an antialiasing triangle filter.

    Returns:
        `(size, size, 3)` RGB, and what was done to the image to make it RGB.

    Raises:
        UnusableError: with the reason.
    """
    share = square.crop_size if square.crop == "nucleus" else 1.0
    image, converted = decode(data, least=math.ceil(_DECODED * square.size / share))
    window = nucleus.window(image, square.crop_size) if square.crop == "nucleus" else None
    side = (square.size, square.size)
    return np.asarray(image.resize(side, Resampling.BILINEAR, window, _REDUCED)), converted


@dataclass(frozen=True, slots=True)
class Batch:
    """A few images of an archive, side by side."""

    start: int
    """The row in which the square of the first is to be written."""
    names: list[str]
    """Members of the archive."""
    offsets: Sequence[int]
    """Where they begin in it (`archives.Contents`)."""


def cut_batch(batch: Batch, square: Square, archive: Path, target: Path) -> list[Outcome]:
    """Cut the squares of a few images and write them into an array on disk.

    Args:
        batch: the images.
        square: what to cut out of each.
        archive: where they are.
        target: a file of `arrays.create`, with rows `(size, size, 3)`; black stays that of an image which is no use.

    Returns:
        The outcome of each.

    Raises:
        ArchiveError: the archive is damaged.
    """
    outcomes = []
    squares = np.zeros((len(batch.names), square.size, square.size, 3), np.uint8)
    with archive.open("rb", _BUFFER) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Odd files are used or counted anyway.
        for row, (name, offset) in enumerate(zip(batch.names, batch.offsets, strict=True)):
            data = stored.read(file, name, offset)
            digest = hashlib.sha256(data).digest()
            try:
                squares[row], converted = cut(data, square)
            except UnusableError as error:
                outcomes.append(Outcome(digest, error.reason, frozenset()))
            else:
                outcomes.append(Outcome(digest, None, converted))
    arrays.fill(target, batch.start, squares)
    return outcomes
