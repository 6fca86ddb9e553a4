"""The file that a page is written to: never in place of anything but an older page."""

from pathlib import Path

from hemolog.reports import own_file
from hemolog.reports.board.page.page import MARK

_HEAD = 1_000  # characters, among which every page has its mark


def expect_free(path: Path) -> None:
    """Check a place before the work is done.

    Raises:
        OutputFileError: what is there is no page of ours.
    """
    own_file.expect_free(path, "page", lambda head: MARK in head[:_HEAD], "board.html")


def write_page(path: Path, text: str) -> None:
    """Write a page.

    Raises:
        OutputFileError: as of `expect_free`.
    """
    expect_free(path)
    own_file.write(path, text)
