"""The file that a page is written to: whole or not at all, and never in place of anything but an older page."""

import stat
from pathlib import Path

from hemolog.atomic import new_file
from hemolog.errors import HemologError
from hemolog.reports.board.page.page import MARK

_HEAD = 1_000
"""Bytes, among which every page has its mark."""


class PageFileError(HemologError):
    """The place has something else."""


def expect_free(path: Path) -> None:
    """Check a place before the work is done.

    Raises:
        PageFileError: what is there is no page of ours.
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(kind):
        raise PageFileError(f"{path} is a folder: `--out {path / 'board.html'}` writes into it")
    if not stat.S_ISREG(kind) or not _is_ours(path):
        raise PageFileError(f"{path} is there already and no page of hemolog: say another name with --out")


def write_page(path: Path, text: str) -> None:
    """Write a page; where a link leads to an older one, that is replaced.

    Raises:
        PageFileError: as of `expect_free`.
    """
    expect_free(path)
    with new_file(path.resolve()) as part:
        part.write_text(text, encoding="utf-8")


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return not head or MARK.encode() in head
