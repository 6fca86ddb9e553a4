"""A tree of git's notes: the text of each commit under its id, which folders of two digits may divide at any depth."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pygit2

from hemolog.errors import RepositoryError

_DIGITS = re.compile(r"[0-9a-f]+")
_ID = 40
_FOLDER = 2


@dataclass
class NotesTree:
    """What a tree of notes holds; several texts of one commit, under differently divided ids, are one after another."""

    git: pygit2.Repository
    root: pygit2.Tree | None
    """None if there is no note yet."""
    blobs: dict[str, list[pygit2.Oid]] = field(default_factory=dict)
    """Of each commit's id."""

    @classmethod
    def read(cls, git: pygit2.Repository, commit: str | None) -> "NotesTree":
        """Read the tree of a commit of notes.

        Args:
            git: the repository.
            commit: its id; None for no notes at all.

        Raises:
            RepositoryError: there is no such commit, or its tree is damaged.
        """
        if commit is None:
            return cls(git, None)
        try:
            notes = cls(git, git[commit].peel(pygit2.Tree))
            for note, blob in _walk(notes.root, ""):
                notes.blobs.setdefault(note, []).append(blob)
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise RepositoryError(
                f"git can't read the notes of {commit[:7]}: {error}; `git fsck` tells more"
            ) from error
        return notes

    def text(self, commit: str) -> bytes:
        """All that is noted of a commit; empty if nothing is.

        Raises:
            RepositoryError: it is damaged.
        """
        parts = []
        for oid in self.blobs.get(commit, ()):
            try:
                blob = self.git[oid]
            except (KeyError, ValueError, pygit2.GitError) as error:
                raise RepositoryError(
                    f"git can't read the note of {commit[:7]}: {error}; `git fsck` tells more"
                ) from error
            if isinstance(blob, pygit2.Blob) and blob.data:
                parts.append(blob.data if blob.data.endswith(b"\n") else blob.data + b"\n")
        return b"".join(parts)

    def write(self, texts: Mapping[str, bytes]) -> pygit2.Oid:
        """Write a tree in which some commits have other texts; what is no note in it stays.

        Args:
            texts: of commits' ids.

        Returns:
            The id of the tree.
        """
        blobs = {commit: list(oids) for commit, oids in self.blobs.items()}
        blobs |= {commit: [self.git.create_blob(text)] for commit, text in texts.items()}
        changed = {commit[:_FOLDER] for commit in texts}
        divided: dict[str, dict[str, list[pygit2.Oid]]] = {start: {} for start in changed}
        for commit, oids in blobs.items():
            if commit[:_FOLDER] in changed:
                divided[commit[:_FOLDER]][commit] = oids
        root = self.git.TreeBuilder(self.root) if self.root is not None else self.git.TreeBuilder()
        for name in [each.name or "" for each in self.root or ()]:
            if name[:_FOLDER] in changed and _is_note("", name):
                root.remove(name)
        for start, notes in divided.items():
            root.insert(start, self._folder(start, notes), pygit2.GIT_FILEMODE_TREE)
        return root.write()

    def _folder(self, start: str, notes: Mapping[str, list[pygit2.Oid]]) -> pygit2.Oid:
        old = self.root[start] if self.root is not None and start in self.root else None
        folder = self.git.TreeBuilder()
        for entry in old if isinstance(old, pygit2.Tree) else ():
            name = entry.name or ""
            if not _is_note(start, name) and not _is_folder(entry, name):
                folder.insert(name, entry.id, entry.filemode)
        for commit, oids in notes.items():
            oid = oids[0] if len(oids) == 1 else self.git.create_blob(self.text(commit))
            folder.insert(commit[_FOLDER:], oid, pygit2.GIT_FILEMODE_BLOB)
        return folder.write()


def _walk(tree: pygit2.Tree | None, start: str) -> Iterator[tuple[str, pygit2.Oid]]:
    for entry in tree or ():
        name = entry.name or ""
        if _is_note(start, name) and not isinstance(entry, pygit2.Tree):
            yield start + name, entry.id
        elif _is_folder(entry, name) and len(start) + _FOLDER < _ID:
            assert isinstance(entry, pygit2.Tree), "checked"
            yield from _walk(entry, start + name)


def _is_note(start: str, name: str) -> bool:
    return len(start) + len(name) == _ID and _DIGITS.fullmatch(name) is not None


def _is_folder(entry: pygit2.Object, name: str) -> bool:
    return isinstance(entry, pygit2.Tree) and len(name) == _FOLDER and _DIGITS.fullmatch(name) is not None
