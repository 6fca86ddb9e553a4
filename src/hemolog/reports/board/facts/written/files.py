"""Files of the workspace that a report is made of: regular ones within it, of a bounded size and number."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

FILES = 200
"""Pages."""
LARGEST = 1_000_000
"""Bytes of one."""
SUFFIXES = (".md", ".markdown")
_DEEPEST = 10
_ENTRIES = 20_000  # that are looked at


def markdown_files(root: Path, folder: str) -> list[Path]:
    """The Markdown files below a folder of the workspace, sorted, one more than may be shown at most.

    Neither a hidden folder nor a link is gone into.
    """
    top = root / folder
    if not _is_within(root, top):
        return []
    found: list[Path] = []
    for path in _below(top, [_ENTRIES], 0):
        found.append(path)
        if len(found) > FILES:
            break
    return found


def read_file(path: Path, most: int) -> bytes | str:
    """The bytes of a file, or why they can't be read: the end of a sentence that begins with its name."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        opened = os.open(path, flags)
    except (OSError, ValueError) as error:
        return f"can't be read: {error.strerror if isinstance(error, OSError) else error}"
    try:
        told = os.fstat(opened)
        if not stat.S_ISREG(told.st_mode):
            return "is no regular file"
        if told.st_size > most:
            return f"has {told.st_size:,} bytes, more than {most:,}"
        with open(opened, "rb", closefd=False) as file:
            return file.read(most)
    except OSError as error:
        return f"can't be read: {error.strerror}"
    finally:
        os.close(opened)


def within(root: Path, path: Path) -> Path | None:
    """A path with all links followed, if it ends within the workspace."""
    try:
        resolved, top = path.resolve(), root.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return resolved if resolved.is_relative_to(top) else None


def _is_within(root: Path, top: Path) -> bool:
    try:
        return within(root, top) is not None and top.is_dir() and not top.is_symlink()
    except (OSError, ValueError):
        return False


def _below(folder: Path, left: list[int], depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: (entry.is_dir(follow_symlinks=False), entry.name))
    except OSError:
        return
    for entry in listed:
        left[0] -= 1
        if left[0] < 0:
            return
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
            yield from _below(folder / entry.name, left, depth + 1)
        elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(SUFFIXES):
            yield folder / entry.name
