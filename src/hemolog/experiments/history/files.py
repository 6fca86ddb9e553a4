"""The bytes of a file of a run: in the run's commit, in DVC's cache, or the reason why they are not here.

Nothing is brought from a remote, and DVC is asked only where its cache is, when the first file is not in git.
"""

import hashlib
import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pygit2

from hemolog.errors import ArtifactError, DamagedObjectError, RepositoryError
from hemolog.experiments.history.run import Run
from hemolog.experiments.objects.directories import Member, members
from hemolog.experiments.objects.names import digest, is_old, name_of
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.workspace import Workspace

_PULL = "`hemolog pull` or `dvc pull` brings it"


@dataclass(frozen=True, slots=True)
class Location:
    """Where the bytes of a file of a run are."""

    path: str
    """From the folder of DVC's files, as it was asked for."""
    object: str
    """Equal for equal bytes of two runs: `git:<id>`, `md5:<name>`; of a file in a directory whose list is not here
    `md5:<name of the directory>/<path in it>`; empty where the run has no such file."""
    size: int | None = None
    """Bytes, where a lock tells it."""
    cached: Path | None = None
    """The file in DVC's cache that has them; None: git has them, or nobody here."""
    missing: str = ""
    """One line: why they are not here, and what brings them; empty if they are here."""
    is_absent: bool = False
    """Whether they are not here and nothing else is wrong: a remote may have them."""


class RunFiles:
    """Finds and reads files of runs of one repository; what many runs share is looked for once."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the repository."""
        self._workspace = workspace
        self._in_trees: dict[tuple[pygit2.Oid, str], pygit2.Blob | None] = {}
        self._members: dict[str, dict[str, Member] | str] = {}
        self._cached: dict[str, tuple[Path | None, str]] = {}

    def locate(self, run: Run, path: str) -> Location:
        """Where a file of a run is.

        Args:
            run: whose file it is; its stages tell of its outputs.
            path: from the folder of DVC's files, with slashes.
        """
        whole = posixpath.normpath(posixpath.join(self._workspace.subfolder.as_posix(), path))
        try:
            tree = self._workspace.git[run.commit].peel(pygit2.Tree)
        except KeyError:
            return Location(path, "", missing=f"git can't read the commit of {run.name}: it has no such object")
        except (ValueError, pygit2.GitError) as error:
            return Location(
                path, "", missing=f"git can't read the commit of {run.name}: {' '.join(str(error).split())}"
            )
        blob = self._in_tree(tree, whole)
        if blob is not None:
            return Location(path, f"git:{blob.id}")
        for stage in run.stages:
            for output in stage.outputs:
                if whole == output.path:
                    return self._object(run, path, output.key, output.size)
                if output.is_directory and whole.startswith(f"{output.path}/"):
                    return self._in_directory(run, path, output, whole.removeprefix(f"{output.path}/"))
        return Location(path, "", missing=f"{run.name} has no {path}: git doesn't have it, and no stage made it")

    def read(self, location: Location, most: int) -> bytes:
        """The bytes.

        Args:
            location: as `locate` gives it.
            most: bytes that are read at most.

        Raises:
            ArtifactError: they are not here, damaged, or more.
        """
        if location.missing:
            raise ArtifactError(location.missing)
        try:
            return self._from_git(location, most) if location.cached is None else self._from_cache(location, most)
        except KeyError as error:
            raise ArtifactError(f"{location.path} can't be read: git has no object {error.args[0]}") from error
        except (OSError, ValueError, pygit2.GitError) as error:
            raise ArtifactError(f"{location.path} can't be read: {' '.join(str(error).split())}") from error

    @cached_property
    def _cache(self) -> Path | str:
        """DVC's, or why it isn't known."""
        # Its settings are read by DVC, which takes a third of a second to be imported.
        from hemolog.experiments.dvc_store import cache_folder

        try:
            return cache_folder(self._workspace.dvc_root)
        except RepositoryError as error:
            return str(error)

    def _in_tree(self, tree: pygit2.Tree, path: str) -> pygit2.Blob | None:
        key = tree.id, path
        if key not in self._in_trees:
            try:
                found = tree[path]
            except (KeyError, ValueError, pygit2.GitError):
                found = None
            self._in_trees[key] = found if isinstance(found, pygit2.Blob) else None
        return self._in_trees[key]

    def _object(self, run: Run, path: str, key: str, size: int | None) -> Location:
        if key not in self._cached:
            self._cached[key] = self._look(key)
        file, problem = self._cached[key]
        missing = "" if file is not None else problem or _absent(path, run)
        is_absent = bool(missing) and not problem
        return Location(path, f"md5:{name_of(key) or key}", size, file, missing, is_absent)

    def _look(self, key: str) -> tuple[Path | None, str]:
        """The file of an object, or why it can't be looked for."""
        if isinstance(self._cache, str):
            return None, self._cache
        file = self._cache / key
        return (file, "") if file.is_file() else (None, "")

    def _in_directory(self, run: Run, path: str, output: Output, inner: str) -> Location:
        if output.key not in self._members:
            self._members[output.key] = self._listed(output)
        listed = self._members[output.key]
        if isinstance(listed, str):
            missing = listed or _absent(path, run)
            return Location(path, f"md5:{output.name}/{inner}", missing=missing, is_absent=not listed)
        if inner not in listed:
            return Location(path, "", missing=f"{output.path} of {run.name} has no {inner}")
        return self._object(run, path, listed[inner].key, None)

    def _listed(self, output: Output) -> dict[str, Member] | str:
        """The files of a directory, or why they aren't known; empty if the cache doesn't have their list."""
        file, problem = self._look(output.key)
        if file is None:
            return problem
        try:
            return {each.path: each for each in members(file, old=is_old(output.key))}
        except (OSError, DamagedObjectError) as error:
            return str(error)

    def _from_git(self, location: Location, most: int) -> bytes:
        found = self._workspace.git[location.object.removeprefix("git:")]
        _expect_size(location.path, found.size if isinstance(found, pygit2.Blob) else 0, most)
        return found.data if isinstance(found, pygit2.Blob) else b""

    @staticmethod
    def _from_cache(location: Location, most: int) -> bytes:
        file = location.cached or Path()
        _expect_size(location.path, file.stat().st_size, most)
        data = file.read_bytes()
        # What DVC 1 and 2 made is named by a digest without line ends.
        is_new = file.parent.parent.name == "md5"
        if is_new and hashlib.md5(data, usedforsecurity=False).hexdigest() != digest(location.object[len("md5:") :]):
            raise ValueError(f"{file} holds other bytes than its name tells of: delete it and pull again")
        return data


def _absent(path: str, run: Run) -> str:
    return f"{path} of {run.name} is neither in git nor in DVC's cache: {_PULL}"


def _expect_size(path: str, size: int, most: int) -> None:
    if size > most:
        raise ArtifactError(f"{path} has {size:,} bytes, more than {most:,}")
