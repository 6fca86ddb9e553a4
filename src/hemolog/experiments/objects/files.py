"""Where a commit keeps DVC's files: `dvc.yaml` with `dvc.lock` and `params.yaml`, and `*.dvc`.

Most folders are the same in thousands of commits: each is looked into once.
"""

from dataclasses import dataclass

import pygit2

LOCK = "dvc.lock"
DEFINITION = "dvc.yaml"
PARAMS = "params.yaml"
SUFFIX = ".dvc"
_DEEPEST = 100


@dataclass(frozen=True)
class DvcFile:
    """One of them."""

    path: str
    """From the tree that was searched."""
    blob: str
    """Its object's id."""

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
        """All of them in a tree."""
        known = self._known.get(tree.id)
        if known is None:
            known = self._known[tree.id] = tuple(self._found(tree, depth))
        return known

    def _found(self, tree: pygit2.Tree, depth: int) -> list[DvcFile]:
        found = []
        for entry in tree:
            name = entry.name or ""
            if isinstance(entry, pygit2.Tree):
                if depth < _DEEPEST:
                    found += [DvcFile(f"{name}/{each.path}", each.blob) for each in self.below(entry, depth + 1)]
            elif name in (LOCK, DEFINITION, PARAMS) or (name.endswith(SUFFIX) and name != SUFFIX):
                found.append(DvcFile(name, str(entry.id)))
        return found
