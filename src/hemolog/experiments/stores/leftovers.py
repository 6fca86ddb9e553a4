"""Temporary files of processes that were killed, in folders of objects: no object's name begins with a dot."""

import os
import time
from contextlib import suppress
from pathlib import Path

DAY = 86_400
"""Seconds after which nobody writes to one any more."""


def clean(entry: "os.DirEntry[str]") -> None:
    """Remove a temporary file, ours or DVC's, that is old enough."""
    with suppress(OSError):  # Another may be faster, or it may not be ours to remove.
        if entry.name.endswith((".part", ".tmp")) and time.time() - entry.stat().st_mtime > DAY:
            Path(entry.path).unlink()


def sweep(folder: Path) -> None:
    """Remove all of them below a folder."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                sweep(Path(entry.path))
            elif entry.name.startswith("."):
                clean(entry)
