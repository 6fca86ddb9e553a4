"""A board that is always of now: computed anew when the history has changed, and read anew where something runs."""

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hemolog.errors import HemologError
from hemolog.experiments.faults import one_line
from hemolog.experiments.history.run import History
from hemolog.experiments.history.running import read_running
from hemolog.experiments.workspace import Workspace
from hemolog.reports.board.board import Board, board, with_running
from hemolog.reports.board.chosen import Chosen
from hemolog.reports.board.facts.written.files import markdown_files
from hemolog.reports.board.page.packed import document
from hemolog.reports.board.page.page import page
from hemolog.reports.board.settings import settings_of

Choose = Callable[[Workspace], Chosen]
"""Reads what a page is of."""
_FILES = ("params.yaml", ".dvc/config", ".dvc/config.local")


@dataclass(frozen=True)
class _Known:
    """What was computed last."""

    state: str
    """Of the repository by then."""
    history: History
    board: Board
    text: bytes
    """The board as JSON, but for its version."""


class LiveBoard:
    """The facts of one page; safe to be asked from many threads."""

    def __init__(self, folder: Path, choose: Choose) -> None:
        """Compute them for the first time.

        Args:
            folder: in the repository.
            choose: reads the runs.

        Raises:
            HemologError: they can't be read.
        """
        self._folder, self._choose = folder, choose
        self._computing = threading.Lock()
        self._problem = ""
        self._known = self._computed(Workspace(folder))

    def page(self) -> bytes:
        """The whole page."""
        with self._computing:
            return page(self._now(), live=True).encode()

    def facts(self, version: str) -> bytes:
        """What the page has to be told, as JSON: what runs, and of the history all where it has changed.

        Args:
            version: of the history, as the page knows it.
        """
        with self._computing:
            now = self._now()
            whole = b"null" if now.version == version else self._known.text
            rest = {"version": now.version, "problem": self._problem, "running": now.running}
        return document(rest)[:-1] + b',"board":' + whole + b"}"

    def _now(self) -> Board:
        """The board of now; where it can't be computed that of before, and the problem is told."""
        try:
            workspace = Workspace(self._folder)
            if _state(workspace) != self._known.state:
                self._known = self._computed(workspace)
            now = with_running(self._known.board, workspace, self._known.history, read_running(workspace))
        except (HemologError, OSError) as error:
            self._problem = one_line(error)
            return self._known.board
        self._problem = ""
        return now

    def _computed(self, workspace: Workspace) -> _Known:
        state = _state(workspace)  # Before it is read: what changes meanwhile is read again.
        chosen = self._choose(workspace)
        computed = board(workspace, chosen.history, order=chosen.order)
        text = document(computed)
        version = hashlib.sha256(text).hexdigest()[:16]
        return _Known(state, chosen.history, replace(computed, version=version), text)


def _state(workspace: Workspace) -> str:
    """What tells whether the history could have changed: references, the commit that is checked out, some files."""
    listing = workspace.run_git("for-each-ref", "--format=%(objectname) %(refname)")
    digest = hashlib.sha256(listing)
    digest.update(os.fsencode(f"{workspace.head()} {workspace.branch()}"))
    reports = markdown_files(workspace.dvc_root, settings_of(workspace).reports)
    for file in (*(workspace.dvc_root / name for name in _FILES), *reports):
        digest.update(os.fsencode(file) + repr(_stamp(file)).encode())
    return digest.hexdigest()


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size
