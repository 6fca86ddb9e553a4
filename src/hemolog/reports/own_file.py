"""The file that a report is written to: whole or not at all, and never in place of anything but an older report."""

import stat
from collections.abc import Callable
from pathlib import Path

from hemolog.atomic import new_file
from hemolog.errors import OutputFileError

_HEAD = 4_000
"""Bytes, by which a report of ours is known."""


def expect_free(path: Path, kind: str, is_ours: Callable[[str], bool], default: str) -> None:
    """Check a place before the work is done.

    Args:
        path: of the file.
        kind: what would be replaced: `page`.
        is_ours: told the beginning of what is there, says whether it is one.
        default: the name of a file in a folder that was given instead of one.

    Raises:
        OutputFileError: what is there is none.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise OutputFileError(f"{path} is a folder: `--out {path / default}` writes into it")
    if not stat.S_ISREG(mode) or not _is_ours(path, is_ours):
        raise OutputFileError(f"{path} is there already and no {kind} of hemolog: say another name with --out")


def write(path: Path, text: str) -> None:
    """Write a file; where a link leads to an older one, that is replaced."""
    with new_file(path.resolve()) as part:
        part.write_text(text, encoding="utf-8")


def _is_ours(path: Path, is_ours: Callable[[str], bool]) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return not head or is_ours(head.decode(errors="replace"))
