"""The arrays of `data/prepared/`: images as `(n, size, size, 3)` uint8 and labels as `(n,)` uint8, one file a split."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from tokenize import TokenError
from types import TracebackType
from typing import BinaryIO, Literal, Self

import numpy as np
from numpy.typing import NDArray

from bloodcells import paths
from bloodcells.images import dataset


def read(split: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Map the images of a split into memory, read-only, and read its labels.

    Returns:
        Images `(n, size, size, 3)` RGB and labels `(n,)`, indices into the classes of `dataset.json`.

    Raises:
        OSError: `prepare` hasn't made them.
        DatasetError: a file is damaged, or doesn't fit the others.
    """
    described = dataset.read()
    size = described.image_size
    images, labels = _loaded(paths.images(split), mode="r"), _loaded(paths.labels(split))
    if labels.ndim != 1 or labels.max(initial=0) >= len(described.classes):
        raise dataset.damaged(paths.labels(split))
    if not len(labels) or images.shape != (len(labels), size, size, 3):
        raise dataset.damaged(paths.images(split))
    return images, labels


class Writer:
    """A `.npy` file that grows: `append` rows, in a `with` block that ends with the right header.

    Plain writes, no memory map: pages of a map count as the process's memory until the kernel takes them back.
    """

    def __init__(self, path: Path, row_shape: tuple[int, ...]) -> None:
        self.rows = 0
        self._row_shape = row_shape
        self._file = path.open("wb")
        _write_header(self._file, (0, *row_shape))

    def append(self, rows: NDArray[np.uint8]) -> None:
        """Write `(k, *row_shape)` uint8."""
        self._file.write(np.ascontiguousarray(rows).data)
        self.rows += len(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if kind is None:
                # As long as the first one: NumPy leaves room for a first dimension of up to 21 digits.
                self._file.seek(0)
                _write_header(self._file, (self.rows, *self._row_shape))


def create(path: Path, shape: tuple[int, ...]) -> None:
    """Make a `.npy` file of uint8 zeros, which takes no room on the disk where nothing is written."""
    with path.open("wb") as file:
        _write_header(file, shape)
        file.truncate(file.tell() + math.prod(shape))


def fill(path: Path, start: int, rows: NDArray[np.uint8]) -> None:
    """Write `rows`, from row `start` on, into a file that `create` made. Many processes may do so at the same time.

    Raises:
        OSError: the disk is full; through a memory map, that would kill the process.
    """
    with path.open("r+b") as file:
        row_shape = _read_header(file)[1:]
        file.seek(start * math.prod(row_shape), 1)
        file.write(np.ascontiguousarray(rows).data)


def blocks(path: Path, size: int = 4 * 2**20) -> Iterator[NDArray[np.uint8]]:
    """Read a file of uint8, as many rows at a time as fit into `size` bytes, but at least one."""
    with path.open("rb") as file:
        row_shape = _read_header(file)[1:]
        row_size = math.prod(row_shape)
        while data := file.read(max(size // row_size, 1) * row_size):
            yield np.frombuffer(data, np.uint8).reshape(-1, *row_shape)


def write_labels(path: Path, labels: Iterable[int]) -> None:
    """Write class indices in [0, 255] as `(n,)` uint8."""
    np.save(path, np.fromiter(labels, np.uint8), allow_pickle=False)


def _write_header(file: BinaryIO, shape: tuple[int, ...]) -> None:
    np.lib.format.write_array_header_1_0(file, {"descr": "|u1", "fortran_order": False, "shape": shape})


def _read_header(file: BinaryIO) -> tuple[int, ...]:
    np.lib.format.read_magic(file)
    shape, _, _ = np.lib.format.read_array_header_1_0(file)
    return shape


def _loaded(path: Path, mode: Literal["r"] | None = None) -> NDArray[np.uint8]:
    try:
        array = np.load(path, mmap_mode=mode)
    except (ValueError, EOFError, SyntaxError, TokenError) as error:  # what NumPy raises, by the place of the damage
        raise dataset.damaged(path) from error
    if not isinstance(array, np.ndarray) or array.dtype != np.uint8:
        raise dataset.damaged(path)
    return array
