"""What a commit points at: its outputs, and the entries of DVC's run cache that belong to its stages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments import documents
from hemolog.experiments.documents import DocumentError, mapping
from hemolog.experiments.dvc_store import run_cache_place
from hemolog.experiments.objects.fact_cache import FactCache
from hemolog.experiments.objects.files import DEFINITION, LOCK, PARAMS, DvcFile, DvcFiles
from hemolog.experiments.objects.instances import Instances
from hemolog.experiments.objects.outputs import Definition, Keeper, Output, of_dvc_file, of_lock
from hemolog.experiments.workspace import Workspace

_KIND = "pointers-2"
FACTS = "facts.sqlite"
"""The cache's file, below the folder that belongs to no commit."""


@dataclass(frozen=True)
class Pointers:
    """What a commit points at."""

    outputs: tuple[Output, ...]
    run_cache: tuple[str, ...]
    """Keys, below a cache or a remote, of what DVC remembers of its stages: `runs/3a/3a7b.../c1...`."""
    problems: tuple[str, ...] = ()
    """One line for each of DVC's files that can't be read."""

    @property
    def required(self) -> tuple[Output, ...]:
        """The outputs that a remote must have for the commit to be pulled."""
        return tuple(each for each in self.outputs if each.keeper is Keeper.REMOTE)


class PointerReader:
    """Reads what commits of one repository point at; what was read before is not read again."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the repository."""
        self._git, self._workspace = workspace.git, workspace
        self._files = DvcFiles(workspace.git)
        self._cache = FactCache(workspace.work / FACTS, _KIND)
        self._documents: dict[tuple[str, Callable[[bytes], Any]], Any] = {}

    def read(self, commits: Iterable[str]) -> dict[str, Pointers]:
        """What each of some commits points at.

        Args:
            commits: ids.

        Raises:
            RepositoryError: git doesn't have one of them, or it is damaged.
        """
        trees = {commit: self._tree(commit) for commit in dict.fromkeys(commits)}
        files = {commit: self._dvc_files(tree) for commit, tree in trees.items()}
        facts = self._facts({key for listed in files.values() for key in self._keys(listed)})
        return {commit: self._pointers(trees[commit], files[commit], facts) for commit in trees}

    def _tree(self, commit: str) -> pygit2.Tree:
        try:
            return self._git[commit].peel(pygit2.Tree)
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise RepositoryError(f"git can't read commit {commit[:7]}: {error}; `git fsck` tells more") from error

    def _dvc_files(self, tree: pygit2.Tree) -> tuple[DvcFile, ...]:
        below = self._workspace.subfolder.as_posix()
        try:
            root = tree if below == "." else tree[below].peel(pygit2.Tree)
            found = self._files.below(root)
        except (KeyError, pygit2.GitError):
            return ()
        return found if below == "." else tuple(DvcFile(f"{below}/{each.path}", each.blob) for each in found)

    def _facts(self, keys: set[str]) -> Mapping[str, Any]:
        known = self._cache.get(keys)
        new = {key: self._read(key) for key in keys - known.keys()}
        self._cache.put(new)
        return {**known, **new}

    def _read(self, key: str) -> dict[str, Any]:
        """The facts of one lock or `.dvc` file: what stands under its key in the cache."""
        blob, definition, params, path = key.split(":", 3)
        try:
            if path.rpartition("/")[2] != LOCK:
                return _told(of_dvc_file(documents.read_texts(self._data(blob)), path), [])
            data, has = self._data(blob), Instances(self._values(definition), self._values(params)).has
            folder = path.rpartition("/")[0]
            outputs = of_lock(documents.read_texts(data), Definition(self._texts(definition)), folder, has)
            stages = mapping(mapping(documents.read(data)).get("stages"))
            return _told(outputs, [place for stage in stages.values() if (place := run_cache_place(stage))])
        except (DocumentError, KeyError, pygit2.GitError) as error:
            return {"outputs": [], "runs": [], "problem": f"{path} can't be read: {error}"}

    def _keys(self, files: tuple[DvcFile, ...]) -> list[str]:
        """Of the facts of each lock and `.dvc` file: all blobs that they depend on, and its path."""
        beside = {(each.folder, each.base): each.blob for each in files if each.base in (DEFINITION, PARAMS)}
        keys = []
        for each in files:
            if each.base == LOCK:
                definition, params = beside.get((each.folder, DEFINITION), ""), beside.get((each.folder, PARAMS), "")
                needed = params if Instances.depend_on_params(self._values(definition)) else ""
                keys.append(f"{each.blob}:{definition}:{needed}:{each.path}")
            elif each.base not in (DEFINITION, PARAMS):
                keys.append(f"{each.blob}:::{each.path}")
        return keys

    def _values(self, blob: str) -> Any:
        return self._document(blob, documents.read)

    def _texts(self, blob: str) -> Any:
        return self._document(blob, documents.read_texts)

    def _document(self, blob: str, reader: Callable[[bytes], Any]) -> Any:
        """What a file beside a lock holds; nothing if there is none, or it is damaged."""
        key = blob, reader
        if key not in self._documents:
            try:
                self._documents[key] = reader(self._data(blob)) if blob else None
            except (DocumentError, KeyError, pygit2.GitError):
                self._documents[key] = None
        return self._documents[key]

    def _data(self, blob: str) -> bytes:
        found = self._git[blob]
        return found.data if isinstance(found, pygit2.Blob) else b""

    def _pointers(self, tree: pygit2.Tree, files: tuple[DvcFile, ...], facts: Mapping[str, Any]) -> Pointers:
        told = [facts[key] for key in self._keys(files)]
        outputs = [Output(**{**each, "keeper": Keeper(each["keeper"])}) for fact in told for each in fact["outputs"]]
        return Pointers(
            outputs=tuple(_kept(each, tree) for each in outputs),
            run_cache=tuple(dict.fromkeys(run for fact in told for run in fact["runs"])),
            problems=tuple(fact["problem"] for fact in told if fact.get("problem")),
        )


def _told(outputs: list[Output], runs: list[str]) -> dict[str, Any]:
    return {"outputs": [asdict(each) for each in outputs], "runs": runs}


def _kept(output: Output, tree: pygit2.Tree) -> Output:
    if output.keeper is not Keeper.UNTOLD:
        return output
    try:
        in_git = output.path in tree
    except (ValueError, pygit2.GitError):
        in_git = False
    return replace(output, keeper=Keeper.GIT if in_git else Keeper.REMOTE)
