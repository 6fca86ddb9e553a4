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

_KIND = "pointers-3"
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
        files: dict[str, tuple[DvcFile, ...]] = {}
        problems: dict[str, str] = {}
        for commit, tree in trees.items():
            try:
                files[commit] = self._dvc_files(tree)
            except RepositoryError as error:
                problems[commit] = str(error)
        facts = self._facts({key for listed in files.values() for key in self._keys(listed)})
        return {
            commit: Pointers((), (), (problems[commit],))
            if commit in problems
            else self._pointers(tree, files[commit], facts)
            for commit, tree in trees.items()
        }

    def _tree(self, commit: str) -> pygit2.Tree:
        try:
            return self._git[commit].peel(pygit2.Tree)
        except (KeyError, ValueError, pygit2.GitError) as error:
            raise RepositoryError(f"git can't read commit {commit[:7]}: {error}; `git fsck` tells more") from error

    def _dvc_files(self, tree: pygit2.Tree) -> tuple[DvcFile, ...]:
        below = self._workspace.subfolder.as_posix()
        root = tree
        for part in self._workspace.subfolder.parts:
            if part not in root:
                return ()
            try:
                entry = root[part]
            except (KeyError, pygit2.GitError) as error:
                raise RepositoryError(f"git can't read {below}: {error}; `git fsck` tells more") from error
            if not isinstance(entry, pygit2.Tree):
                return ()
            root = entry
        found = self._files.below(root)
        return found if below == "." else tuple(replace(each, path=f"{below}/{each.path}") for each in found)

    def _facts(self, keys: set[str]) -> Mapping[str, Any]:
        known = self._cache.get(keys)
        new = {key: self._read(key) for key in keys - known.keys()}
        # What git has lost it may have again.
        self._cache.put({key: fact for key, fact in new.items() if not fact.get("lost")})
        return {**known, **new}

    def _read(self, key: str) -> dict[str, Any]:
        """The facts of one lock or `.dvc` file: what stands under its key in the cache."""
        blob, definition, params, path = key.split(":", 3)
        about = path
        try:
            if path.rpartition("/")[2] != LOCK:
                return _told(of_dvc_file(documents.read_texts(self._data(blob)), path), [])
            data, folder = self._data(blob), path.rpartition("/")[0]
            told, values = documents.read_texts(data), documents.read(data)
            about = f"{DEFINITION} beside {path}"
            defined, instances = Definition(self._texts(definition)), self._values(definition)
            about = f"{PARAMS} beside {path}"
            has = Instances(instances, self._params(params)).has
        except DocumentError as error:
            return {"outputs": [], "runs": [], "problem": f"{about} can't be read: {error}"}
        except (KeyError, pygit2.GitError) as error:
            return {"outputs": [], "runs": [], "problem": f"{about} can't be read: {error}", "lost": True}
        stages = mapping(mapping(values).get("stages")).values()
        return _told(of_lock(told, defined, folder, has), [run for each in stages if (run := run_cache_place(each))])

    def _keys(self, files: tuple[DvcFile, ...]) -> dict[str, bool]:
        """Of the facts of each lock and `.dvc` file: all blobs that they depend on, its path; whether it's foreign."""
        beside = {(each.folder, each.base): each.blob for each in files if each.base in (DEFINITION, PARAMS)}
        keys = {}
        for each in files:
            if each.base == LOCK:
                definition, params = beside.get((each.folder, DEFINITION), ""), beside.get((each.folder, PARAMS), "")
                needed = params if self._depends_on_params(definition) else ""
                keys[f"{each.blob}:{definition}:{needed}:{each.path}"] = each.foreign
            elif each.base not in (DEFINITION, PARAMS):
                keys[f"{each.blob}:::{each.path}"] = each.foreign
        return keys

    def _depends_on_params(self, definition: str) -> bool:
        try:
            return Instances.depend_on_params(self._values(definition))
        except (DocumentError, KeyError, pygit2.GitError):
            return False

    def _values(self, blob: str) -> Any:
        return self._document(blob, documents.read)

    def _texts(self, blob: str) -> Any:
        return self._document(blob, documents.read_texts)

    def _params(self, blob: str) -> Any:
        """None if it is damaged: then it can't be told which stages there are."""
        try:
            return self._values(blob)
        except DocumentError:
            return None

    def _document(self, blob: str, reader: Callable[[bytes], Any]) -> Any:
        """What a file beside a lock holds; None if there is none."""
        key = blob, reader
        if key not in self._documents:
            try:
                self._documents[key] = reader(self._data(blob)) if blob else None
            except (DocumentError, KeyError, pygit2.GitError) as error:
                self._documents[key] = error
        found = self._documents[key]
        if isinstance(found, Exception):
            raise found
        return found

    def _data(self, blob: str) -> bytes:
        found = self._git[blob]
        return found.data if isinstance(found, pygit2.Blob) else b""

    def _pointers(self, tree: pygit2.Tree, files: tuple[DvcFile, ...], facts: Mapping[str, Any]) -> Pointers:
        keys = self._keys(files)
        told = [facts[key] for key in keys]
        runs = (run for key, foreign in keys.items() if not foreign for run in facts[key]["runs"])
        return Pointers(
            outputs=tuple(
                _kept(output, tree, foreign) for key, foreign in keys.items() for output in _outputs(facts[key])
            ),
            run_cache=tuple(dict.fromkeys(runs)),
            problems=tuple(fact["problem"] for fact in told if fact.get("problem")),
        )


def _told(outputs: list[Output], runs: list[str]) -> dict[str, Any]:
    return {"outputs": [asdict(each) for each in outputs], "runs": runs}


def _outputs(fact: Mapping[str, Any]) -> list[Output]:
    return [Output(**{**each, "keeper": Keeper(each["keeper"])}) for each in fact["outputs"]]


def _kept(output: Output, tree: pygit2.Tree, foreign: bool) -> Output:
    if output.keeper is not Keeper.UNTOLD:
        return replace(output, keeper=Keeper.ELSEWHERE) if foreign and output.keeper is Keeper.REMOTE else output
    try:
        in_git = output.path in tree
    except (ValueError, pygit2.GitError):
        in_git = False
    return replace(output, keeper=Keeper.GIT if in_git else Keeper.ELSEWHERE if foreign else Keeper.REMOTE)
