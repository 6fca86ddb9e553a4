"""Boards of made histories, as files that a browser opens."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pygit2

from hemolog.experiments.history.run import History
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.board import Board, board
from hemolog.reports.board.page.page import page

INTERVALS = "board:\n  objective: metrics.val.macro_f1\n  intervals: {low: _low, high: _high}\n"
FILE = "board.html"


def empty_repository(folder: Path, params: str = INTERVALS, files: Mapping[str, bytes] | None = None) -> Workspace:
    """A repository of git and DVC with one commit, in which nothing ever ran."""
    ours = {".dvc/config": b"[core]\n    analytics = false\n", "params.yaml": params.encode()}
    for name, content in {**ours, **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    git = pygit2.init_repository(str(folder), initial_head="main")
    git.index.add_all()
    git.index.write()
    who = pygit2.Signature("Test", "test@localhost", 0, 0)
    git.create_commit("refs/heads/main", who, who, "Begin", git.index.write_tree(), [])
    return Workspace(folder)


def board_of(folder: Path, history: History, params: str = INTERVALS) -> Board:
    """The facts of a history's page."""
    return board(empty_repository(folder, params), history)


def written(folder: Path, history: History, params: str = INTERVALS, files: Mapping[str, bytes] | None = None) -> str:
    """Write a history's page.

    Args:
        folder: for a repository and the page.
        history: what the page is of.
        params: the `params.yaml` that is checked out.
        files: others beside it.

    Returns:
        Its address.
    """
    file = folder / FILE
    file.write_text(page(board(empty_repository(folder / "team", params, files), history)), encoding="utf-8")
    return file.as_uri()


def view(address: str, words: str) -> str:
    """The address of one view of a page: `tab=table&filter=...`."""
    return f"{address}#{words}"


def texts(elements: Sequence[str]) -> list[str]:
    """Texts without the blanks that only the page's source has."""
    return [" ".join(each.split()) for each in elements]
