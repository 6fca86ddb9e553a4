"""Trees of git without what is no code, each equal one the same number; and in which files some of them differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pygit2

from hemolog.errors import RepositoryError

DEEPEST = 100
"""Levels of folders."""

_Node = int | str
"""A folder's number, or a file's blob."""


@dataclass(frozen=True)
class Differing:
    """Files in which trees differ."""

    columns: Mapping[str, tuple[str, ...]]
    """Path -> its blob in each of the trees, empty in those that don't have it."""
    is_cut: bool
    """Whether there are more."""


class CodeTrees:
    """The trees."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[pygit2.Oid, frozenset[str]], int] = {}
        self._numbers: dict[tuple[tuple[str, _Node], ...], int] = {}
        self._folders: list[dict[str, _Node]] = []
        self._below: dict[frozenset[str], dict[str, frozenset[str]]] = {}

    def node(self, tree: pygit2.Tree, without: frozenset[str], depth: int = 0) -> int:
        """The number of a tree, the same for all that are equal but for some paths.

        Args:
            tree: any of git's.
            without: files and folders, from the tree.
            depth: of it.

        Raises:
            RepositoryError: it is too deep.
            KeyError: git has lost a folder of it.
            pygit2.GitError: as `KeyError`.
        """
        key = tree.id, without
        if key not in self._known:
            if depth > DEEPEST:
                raise RepositoryError(f"its folders are more than {DEEPEST} levels deep")
            held = tuple(self._held(tree, without, depth))
            if held not in self._numbers:
                self._numbers[held] = len(self._folders)
                self._folders.append(dict(held))
            self._known[key] = self._numbers[held]
        return self._known[key]

    def differing(self, trees: Sequence[int], most: int) -> Differing:
        """The files in which some trees differ.

        Args:
            trees: their numbers.
            most: files that are told at most.
        """
        columns: dict[str, tuple[str, ...]] = {}
        for path, blobs in self._differing(tuple(trees), ""):
            if len(columns) == most:
                return Differing(columns, True)
            columns[path] = blobs
        return Differing(columns, False)

    def _held(self, tree: pygit2.Tree, without: frozenset[str], depth: int) -> Iterator[tuple[str, _Node]]:
        if without not in self._below:
            self._below[without] = _by_first_part(without)
        below = self._below[without]
        for entry in tree:
            name = (entry.raw_name or b"").decode(errors="replace")
            if name in without:
                continue
            if not isinstance(entry, pygit2.Tree):
                yield name, str(entry.id)
            elif self._folders[inner := self.node(entry, below.get(name, frozenset()), depth + 1)]:
                yield name, inner

    def _differing(self, nodes: tuple[_Node | None, ...], path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Nodes that stand at one path in several trees -> the files below it that differ."""
        if len(set(nodes)) < 2:
            return
        blobs = tuple(node if isinstance(node, str) else "" for node in nodes)
        if path and len(set(blobs)) > 1:
            yield path, blobs
        folders = [self._folders[node] if isinstance(node, int) else {} for node in nodes]
        for name in dict.fromkeys(name for folder in _distinct(folders) for name in folder):
            yield from self._differing(
                tuple(folder.get(name) for folder in folders), f"{path}/{name}" if path else name
            )


def _distinct(folders: Sequence[dict[str, _Node]]) -> Iterator[dict[str, _Node]]:
    yield from {id(folder): folder for folder in folders}.values()


def _by_first_part(paths: frozenset[str]) -> dict[str, frozenset[str]]:
    """Paths by their first part, without it."""
    found: dict[str, set[str]] = {}
    for path in paths:
        first, slash, rest = path.partition("/")
        if slash:
            found.setdefault(first, set()).add(rest)
    return {first: frozenset(rest) for first, rest in found.items()}
