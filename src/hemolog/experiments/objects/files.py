"""Where a commit keeps DVC's files: `dvc.yaml` with `dvc.lock` and `params.yaml`, and `*.dvc`.

Most folders are the same in thousands of commits: each is looked into once.
"""

from dataclasses import dataclass

import pygit2

from hemolog.errors import RepositoryError

LOCK = "dvc.lock"
DEFINITION = "dvc.yaml"
PARAMS = "params.yaml"
SUFFIX = ".dvc"
MOST = 100_000
"""Files of one commit: folders that hold others many times over could have more than any memory."""
DEEPEST = 100
"""Levels of folders."""


@dataclass(frozen=True)
class DvcFile:
    """One of them."""

    path: str
    """From the tree that was searched."""
    blob: str
    """Its object's id."""
    foreign: bool = False
    """Whether it belongs to a DVC repository of its own, in a folder of the tree."""

    @property
    def folder(self) -> str:
        """Of it."""
        return self.path.rpartition("/")[0]

    @property
    def base(self) -> str:
        """Its name there."""
        return self.path.rpartition("/")[2]


class DvcFiles:
    """Finds them in trees of one repository."""

    def __init__(self, git: pygit2.Repository) -> None:
        """Take the repository."""
        self._git = git
        self._known: dict[pygit2.Oid, tuple[DvcFile, ...]] = {}

    def below(self, tree: pygit2.Tree, depth: int = 0) -> tuple[DvcFile, ...]:
        """All of them in a tree.

        Raises:
            RepositoryError: git has lost a folder, or there are too many of them, or too deep.
        """
        known = self._known.get(tree.id)
        if known is None:
            known = self._known[tree.id] = tuple(self._found(tree, depth))
        return known

    def _found(self, tree: pygit2.Tree, depth: int) -> list[DvcFile]:
        if depth > DEEPEST:
            raise RepositoryError(f"its folders are more than {DEEPEST} levels deep")
        found: list[DvcFile] = []
        for name, entry in self._entries(tree):
            if isinstance(entry, pygit2.Tree):
                foreign = _has_own(entry)
                found += [
                    DvcFile(f"{name}/{each.path}", each.blob, foreign or each.foreign)
                    for each in self.below(entry, depth + 1)
                ]
            elif name in (LOCK, DEFINITION, PARAMS) or (name.endswith(SUFFIX) and name != SUFFIX):
                found.append(DvcFile(name, str(entry.id)))
            if len(found) > MOST:
                raise RepositoryError(f"it has more than {MOST:,} files of DVC")
        return found

    @staticmethod
    def _entries(tree: pygit2.Tree) -> list[tuple[str, pygit2.Object]]:
        try:
            return [(entry.name or "", entry) for entry in tree]
        except (KeyError, pygit2.GitError) as error:
            raise RepositoryError(f"git can't read one of its folders: {error}; `git fsck` tells more") from error


def _has_own(folder: pygit2.Tree) -> bool:
    """Whether DVC is set up in a folder."""
    try:
        return SUFFIX in folder and isinstance(folder[SUFFIX], pygit2.Tree)
    except (KeyError, pygit2.GitError):
        return False
