"""The board of a history that is no repository's, as a file."""

from collections.abc import Mapping
from pathlib import Path

from hemolog.experiments.history.run import History
from support.boards import FILE, written

SETTINGS = """\
board:
  objective: metrics.val.macro_f1
  direction: max
  intervals: {low: _low, high: _high}
  per_class: metrics.test.per_class
"""
"""What `params.yaml` says of the board."""


def write_board(history: History, folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """Write a page; gives its path.

    Args:
        history: the runs; none of their commits is in git, so what would be read from there is missing.
        folder: an empty one; the page, and a repository with one commit, are put there.
        files: of the repository, beside `params.yaml`.
    """
    written(folder, history, SETTINGS, files)
    return folder / FILE
