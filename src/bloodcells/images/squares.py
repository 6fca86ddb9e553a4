"""The squares of all images of an archive, cut on all cores, in order, in little memory."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bloodcells.images import workers
from bloodcells.images.archives import Contents
from bloodcells.images.square import Batch, Outcome, Square, cut_batch

# Large enough that handing a batch to a process costs nothing, small enough that a few may wait in memory.
_BATCH_IMAGES = 64
_BATCH_BYTES = 4 * 2**20

# Fewer images are cut before other processes have started.
_MANY = 1000


def cut_all(
    archive: Path, contents: Contents, square: Square, target: Path, processes: int | None = None
) -> Iterator[Outcome]:
    """Cut the squares of all images of an archive.

    Args:
        archive: where the images are.
        contents: what is in it.
        square: what to cut out of each image.
        target: a file of `arrays.create`, with a row `(size, size, 3)` for each. That of an image which can't be used
            stays black.
        processes: how many at once; the result doesn't depend on it. By default, one for each core that this process
            may use, or no other than this one for a small archive.

    Yields:
        The outcome of each image, in order. All squares are written when it ends.

    Raises:
        ArchiveError: the archive is damaged.
        DatasetError: an image crashes its decoder.
    """
    if processes is None:
        processes = _cores() if len(contents.members) >= _MANY else 1
    cut = partial(cut_batch, square=square, archive=archive, target=target)
    batches = _batches(contents, square)
    for outcomes in map(cut, batches) if processes == 1 else workers.map_in_order(cut, batches, processes):
        yield from outcomes


def _batches(contents: Contents, square: Square) -> Iterator[Batch]:
    images = min(max(_BATCH_BYTES // (3 * square.size**2), 1), _BATCH_IMAGES)
    for start in range(0, len(contents.members), images):
        stop = start + images
        names = [member.name for member in contents.members[start:stop]]
        yield Batch(start, names, contents.offsets[start:stop])


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
