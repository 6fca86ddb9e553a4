"""How many numbers a Keras model holds: a script, run in a process of its own by `weights`.

The library that reads HDF5 is written in C, and a file may come from anybody: one that makes it crash, wait or take all
memory ends this process alone. Nothing of a file is run, and nothing of it is read but names and shapes.

    python -P weights_of_file.py FILE...

For each file a line of JSON: a number, or a text that says why there is none.
"""

import contextlib
import json
import math
import resource
import sys
import zipfile
from typing import Any

WEIGHTS = "model.weights.h5"
"""The member of a `.keras` file that has them."""
MOST_MEMORY = 2**32  # bytes
MOST_PARTS = 100_000
_LEFT_OUT = frozenset({"optimizer", "optimizer_weights", "seed_generator", "metrics"})
"""Groups of what a training needs beside the model."""


def count(file: str) -> int | str:
    """The weights of a file, trained or not, but none of an optimizer; or why they can't be counted."""
    try:
        import h5py
    except ImportError:
        return "h5py, which Keras brings, is not installed"
    try:
        if not zipfile.is_zipfile(file):
            with h5py.File(file, "r") as whole:
                return _counted(whole, h5py.Dataset)
        with zipfile.ZipFile(file) as archive, archive.open(WEIGHTS) as member, h5py.File(member, "r") as weights:
            return _counted(weights, h5py.Dataset)
    except (OSError, ValueError, KeyError, RuntimeError, MemoryError, NotImplementedError, zipfile.BadZipFile) as error:
        return f"it is no Keras model that can be read: {' '.join(str(error).split())[:200]}"


def _counted(file: Any, dataset: Any) -> int | str:
    shapes: list[tuple[int, ...]] = []
    parts = 0

    def visit(name: str, node: Any) -> bool | None:
        nonlocal parts
        parts += 1
        if isinstance(node, dataset) and not _LEFT_OUT & set(name.split("/")):
            shapes.append(tuple(node.shape or ()))
        return True if parts > MOST_PARTS else None

    if file.visititems(visit):
        return f"it has more than {MOST_PARTS:,} parts"
    return sum(map(math.prod, shapes)) if shapes else "it holds no weights"


if __name__ == "__main__":
    with contextlib.suppress(ValueError, OSError):  # Not every system can.
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    for each in sys.argv[1:]:
        print(json.dumps(count(each)), flush=True)
