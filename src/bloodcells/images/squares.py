"""The image files of an archive as squares of equal size, decoded on all cores, in order, in little memory."""

import hashlib
import math
import os
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Resampling

from bloodcells.images import nucleus
from bloodcells.images.archives import Archive, Member
from bloodcells.images.decode import UnusableError, decode
from bloodcells.images.reasons import Converted, Dropped

# A task for a thread: large enough that handing it over costs nothing, small enough to wait in memory.
_BATCH_IMAGES = 64
_BATCH_BYTES = 4 * 2**20

# A JPEG may be decoded at a half, a quarter or an eighth of its size if that leaves so many pixels for each one that is
# made: much faster, and what it changes in smears is less than what another filter would change (49 dB against 47).
_DECODED = 0.8
# Beyond so many, Pillow averages pixels first, which it calls no different from a fair resampling from 3 on.
_REDUCED = 3.0

Item = TypeVar("Item")
Result = TypeVar("Result")


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


def cut_all(
    archive: Archive, members: Iterable[Member], square: Square, workers: int | None = None
) -> Iterator[tuple[list[Outcome], NDArray[np.uint8]]]:
    """Cut the squares of images, batch after batch, in the order of `members`.

    The result doesn't depend on the number of workers. These are threads, for Pillow and hashlib do their work outside
    of Python's lock, and threads can be had in any process.

    Args:
        archive: where the images are.
        members: the images.
        square: what to cut out of each.
        workers: how many at once; by default one for each core that this process may use.

    Yields:
        The outcomes of a few images, and the squares `(k, size, size, 3)` of the k that can be used.

    Raises:
        ArchiveError: the archive is damaged.
    """
    workers = workers or _cores()

    def batch(files: list[bytes]) -> tuple[list[Outcome], NDArray[np.uint8]]:
        return _cut_batch(files, square)

    with ThreadPoolExecutor(workers) as pool, warnings.catch_warnings():
        # Of odd files that are used or counted anyway; the filters are one list for all threads.
        warnings.simplefilter("ignore")
        files = (archive.read(member) for member in members)
        yield from _in_order(pool, batch, _batches(files), ahead=2 * workers)


def _cut_batch(files: Sequence[bytes], square: Square) -> tuple[list[Outcome], NDArray[np.uint8]]:
    outcomes = []
    pixels = np.empty((len(files), square.size, square.size, 3), np.uint8)
    used = 0
    for data in files:
        digest = hashlib.sha256(data).digest()
        try:
            pixels[used], converted = cut(data, square)
        except UnusableError as error:
            outcomes.append(Outcome(digest, error.reason, frozenset()))
        else:
            outcomes.append(Outcome(digest, None, converted))
            used += 1
    return outcomes, pixels[:used]


def _batches(files: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for data in files:
        batch.append(data)
        size += len(data)
        if len(batch) == _BATCH_IMAGES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _in_order(
    pool: ThreadPoolExecutor, function: Callable[[Item], Result], items: Iterable[Item], ahead: int
) -> Iterator[Result]:
    """Like `pool.map`, but takes items only as they are needed: at most `ahead` are under way."""
    under_way: deque[Future[Result]] = deque()
    for item in items:
        under_way.append(pool.submit(function, item))
        if len(under_way) >= ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
