"""Files and folders that appear whole under their name, or not at all, whenever the process dies.

The unfinished one stands beside the final one as `.<name>.part`, so that the last step is a rename within one
file system. Callers make sure that there is one writer at a time (`bloodcells.lock`); what a killed writer left
behind is removed by the next one.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield a path to write; on a clean exit it replaces `path`, otherwise `path` stays as it was.

    Raises:
        OSError: the disk is full or refuses to be written; `path` is untouched.
    """
    part = _part(path)
    try:
        yield part
        _flush(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; on a clean exit it replaces the folder `path`, otherwise `path` stays.

    A rename can't replace a folder that holds files, so the old one steps aside first. A process killed between the
    two renames leaves the old folder as `.<name>.old`, and the next writer puts it back before it begins.

    Raises:
        OSError: the disk is full or refuses to be written; `path` is untouched.
    """
    old = path.with_name(f".{path.name}.old")
    _settle(path, old)
    part = _part(path)
    part.mkdir()
    try:
        yield part
        for file in part.rglob("*"):
            if file.is_file():
                _flush(file)
        if os.path.lexists(path):
            path.rename(old)
        part.rename(path)
    finally:
        _settle(path, old)
        shutil.rmtree(part, ignore_errors=True)


def _settle(path: Path, old: Path) -> None:
    """Put the old one back if there is no new one, and else remove it."""
    if os.path.lexists(old) and not os.path.lexists(path):
        old.rename(path)
    _remove(old)


def _part(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    _remove(part)
    return part


def _remove(path: Path) -> None:
    """Remove whatever has this name; of a link, not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
