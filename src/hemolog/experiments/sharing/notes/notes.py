"""What is noted of experiments after they were recorded: lines of JSON, one a fact, in `refs/notes/hemolog`.

A commit can't change, so what becomes known of it later stands beside it, where `git notes --ref hemolog` reads and
writes it too. Lines are a set: their order means nothing, and two repositories come together by the union of them.
What a line tells is for its kind's own module to say; lines that nobody understands are kept as they are.

Any number of processes may add lines at once, and any of them may be killed: a line is there or it isn't.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping

import pygit2

from hemolog.errors import RecordingError, RepositoryError
from hemolog.experiments import faults
from hemolog.experiments.sharing.notes.tree import NotesTree
from hemolog.experiments.sharing.references import locks as reference_locks
from hemolog.experiments.workspace import Workspace

REF = "refs/notes/hemolog"
LARGEST = 10_000_000
"""Bytes noted of one commit; more are passed over when read, and kept."""
_PATIENCE = 30.0  # seconds in which others may come first, again and again
_PAUSE = 0.05  # seconds, at most, before it is tried again


class Notes:
    """The notes of a repository."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the repository."""
        self._workspace, self._git = workspace, workspace.git

    def tip(self) -> str | None:
        """The newest commit of notes; None if there are no notes.

        Raises:
            RepositoryError: the reference is damaged.
        """
        try:
            return str(self._git.references[REF].resolve().target)
        except KeyError:
            return None
        except (ValueError, pygit2.GitError) as error:
            raise RepositoryError(f"git can't read {REF}: {error}; `git update-ref -d {REF}` begins anew") from error

    def read(self, tip: str | None = None) -> dict[str, tuple[str, ...]]:
        """The lines of each commit, in no particular order; what can't be read is passed over.

        Args:
            tip: a commit of notes, such as a git remote's; None for the newest here.
        """
        try:
            notes = NotesTree.read(self._git, tip or self.tip())
        except RepositoryError:
            return {}
        found = {}
        for commit in notes.blobs:
            try:
                text = notes.text(commit)
            except RepositoryError:
                continue
            if len(text) <= LARGEST:
                found[commit] = tuple(each.decode(errors="replace") for each in _lines(text))
        return found

    def add(self, lines: Mapping[str, Iterable[str]]) -> None:
        """Add lines, those of all commits at once or none; lines that are there already are left out.

        Args:
            lines: of commits' ids, without line breaks.

        Raises:
            RepositoryError: the notes are damaged.
            RecordingError: git can't write, or other processes were always first.
        """
        wanted = {commit: [each.encode() for each in of] for commit, of in lines.items()}
        assert not any(b"\n" in each for of in wanted.values() for each in of), "one fact a line"

        def added(tip: str | None) -> str | None:
            notes = NotesTree.read(self._git, tip)
            texts = {}
            for commit, of in wanted.items():
                text = notes.text(commit) if commit in notes.blobs else b""
                known = set(_lines(text))
                if new := [each for each in dict.fromkeys(of) if each not in known]:
                    texts[commit] = text + b"".join(each + b"\n" for each in new)
            return self._commit(notes.write(texts), "Notes added by hemolog", [tip]) if texts else tip

        self._change(added)

    def merge(self, other: str) -> None:
        """Bring in the lines of other notes: the union, with both as parents.

        Args:
            other: id of their newest commit, which is here.

        Raises:
            RepositoryError: one of both is damaged.
            RecordingError: as of `add`.
        """

        def merged(tip: str | None) -> str | None:
            theirs = NotesTree.read(self._git, other)
            if tip is None or self._descends(other, tip):
                return other
            if self._descends(tip, other):
                return tip
            ours = NotesTree.read(self._git, tip)
            differing = [commit for commit, blobs in theirs.blobs.items() if ours.blobs.get(commit) != blobs]
            texts = {commit: _union(ours.text(commit), theirs.text(commit)) for commit in differing}
            tree = ours.write({commit: text for commit, text in texts.items() if text})
            return self._commit(tree, "Notes merged by hemolog", [tip, other])

        self._change(merged)

    def _descends(self, commit: str, ancestor: str) -> bool:
        return commit == ancestor or self._git.descendant_of(commit, ancestor)

    def _commit(self, tree: pygit2.Oid, message: str, parents: Iterable[str | None]) -> str:
        who = self._workspace.signature()
        above = [pygit2.Oid(hex=each) for each in parents if each is not None]
        return str(self._git.create_commit(None, who, who, message + "\n", tree, above))

    def _change(self, make: Callable[[str | None], str | None]) -> None:
        """Move the reference to what is made of its present commit, and again as long as others move it meanwhile."""
        until, freed = time.monotonic() + _PATIENCE, False
        while True:
            tip = self.tip()
            try:
                new = make(tip)
            except (OSError, pygit2.GitError) as error:
                raise RecordingError(f"git can't write notes: {faults.one_line(error)}") from error
            if new is None or new == tip:
                return
            try:
                # By git itself: its comparison and its change are one step for all other processes.
                self._workspace.run_git("update-ref", "-m", "hemolog", REF, new, tip or "0" * 40)
            except RepositoryError as error:
                # Others hold the lock for a moment; what was killed meanwhile holds it until somebody frees it.
                if not freed and time.monotonic() > until - _PATIENCE / 2:
                    freed = reference_locks.free(self._workspace)
                if time.monotonic() > until:
                    raise RecordingError(f"{error}: tried for {_PATIENCE:.0f} s") from error
                time.sleep(random.uniform(0, _PAUSE))
            else:
                return


def _lines(text: bytes) -> list[bytes]:
    return [line for line in text.split(b"\n") if line.strip()]


def _union(one: bytes, other: bytes) -> bytes:
    """As git's `cat_sort_uniq` does it."""
    return b"".join(line + b"\n" for line in sorted({*_lines(one), *_lines(other)}))
