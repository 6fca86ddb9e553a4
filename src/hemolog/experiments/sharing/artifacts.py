"""Where one artifact of one commit lies: the object of an output, or of a file in a directory that is an output.

Nothing asks whether the remote has it: `hemolog audit` does that for all. Only the list of a directory's files is
brought, where the cache lacks it.
"""

import difflib
import posixpath
from dataclasses import dataclass
from pathlib import Path

import pygit2

from hemolog.errors import ArtifactError, DamagedObjectError, RepositoryError
from hemolog.experiments.objects.directories import Member, members
from hemolog.experiments.objects.names import digest, is_old
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.objects.pointers import PointerReader
from hemolog.experiments.sharing.selection import Wanted, chosen, experiments_here, fitting
from hemolog.experiments.sharing.stores import Stores
from hemolog.experiments.workspace import Workspace

_MOST = 5  # names in a message
_COMPARED = 20_000  # paths, in less than a second
_CLOSE = 0.5  # of difflib: paths share folders and suffixes, so less than its own 0.6 is close


@dataclass(frozen=True)
class Artifact:
    """A file or a directory that a DVC remote keeps."""

    path: str
    """From git's root, with slashes."""
    key: str
    """Of its object, below the remote; that of a directory lists its files."""
    remote: str | None = None
    """Another remote than the default one."""


def commit_of(workspace: Workspace, name: str) -> str:
    """The commit that a user means, as its id.

    Args:
        workspace: the repository.
        name: of an experiment, or `<baseline>/<name>`; else whatever git takes for a commit: branch, tag, id.

    Raises:
        RepositoryError: it stands for several experiments, or for nothing, or its commit is not here.
    """
    experiments = experiments_here(workspace)
    found = {each.commit: each for each in fitting(experiments, name)}
    if len(found) == 1:
        (only,) = found.values()
        if only.problem:
            raise RepositoryError(f"the experiment {name!r} can't be read: {only.problem}")
        return only.commit
    if not found:
        try:
            return str(workspace.git.revparse_single(name).peel(pygit2.Commit).id)
        except (KeyError, ValueError, pygit2.GitError) as error:
            if not experiments:
                raise RepositoryError(f"{name!r} is no commit, branch or tag, and there are no experiments") from error
    # It says which ones a name may stand for, or which name was probably meant.
    (only,) = chosen(experiments, Wanted((name,)), workspace.head())
    return only.commit


def locate(workspace: Workspace, commit: str, path: str, cache: Path, stores: Stores) -> Artifact:
    """Where an artifact lies.

    Args:
        workspace: the repository.
        commit: whose artifact it is.
        path: from git's root, as the commit has it: an output, or a file in one.
        cache: of DVC.
        stores: to bring the list of a directory's files from.

    Raises:
        ArtifactError: the commit has no such artifact, or git keeps it, or something else.
        HemologError: the list of a directory's files is not here, and can't be brought.
    """
    return _Commit(workspace, commit, cache, stores).artifact(posixpath.normpath(path))


class _Commit:
    """What one commit has."""

    def __init__(self, workspace: Workspace, commit: str, cache: Path, stores: Stores) -> None:
        self._workspace, self._commit, self._cache, self._stores = workspace, commit, cache, stores
        self._pointers = PointerReader(workspace).read([commit])[commit]

    def artifact(self, path: str) -> Artifact:
        """What is at a path."""
        above: list[str] = []
        for output in self._pointers.outputs:
            if output.keeper is Keeper.GIT or not (output.path == path or path.startswith(f"{output.path}/")):
                continue
            if output.keeper is Keeper.ELSEWHERE:
                told = f"{path} of {self._commit[:7]} is in no DVC remote"
                raise ArtifactError(f"{told}: as {output.stage} defines it, it is kept elsewhere")
            if output.path == path:
                return Artifact(path, output.key, output.remote)
            if output.is_directory:
                files = {f"{output.path}/{member.path}": member for member in self._members(output)}
                if path in files:
                    return Artifact(path, files[path].key, output.remote)
                above += files
        raise ArtifactError(f"{path} of {self._commit[:7]} {self._why_not(path, above)}")

    def _members(self, output: Output) -> tuple[Member, ...]:
        file, old = self._cache / output.key, is_old(output.key)
        try:
            return members(file, old=old)
        except (OSError, DamagedObjectError):
            pass  # It is brought, or brought again.
        store = self._stores.of(output.remote)
        if not store.get(output.key, file, digest(output.name)):
            raise ArtifactError(
                f"which files {output.path} of {self._commit[:7]} has is told neither by the cache nor by {store.url}: "
                "whoever made it pushes it with `hemolog push`"
            )
        file.chmod(0o444)
        return members(file, old=old)

    def _why_not(self, path: str, above: list[str]) -> str:
        """Why there is no artifact at a path, and the way out.

        Args:
            path: which.
            above: the files of the output that it would be in.
        """
        in_git = self._in_git()
        outputs = [output.path for output in self._pointers.outputs if output.keeper is not Keeper.GIT]
        below = [output for output in outputs if output.startswith(f"{path}/") or path == "."]
        if below:
            return f"is no output of a stage; {_listed(below)} {'is' if len(below) == 1 else 'are'}"
        if path in in_git or any(file.startswith(f"{path}/") for file in in_git):
            return f"is kept by git: `git show {self._commit[:7]}:{path}`"
        if near := _near(path, [*outputs, *above]) or _near(path, in_git):
            return f"is unknown (did you mean {' or '.join(near)}?)"
        if problem := next(iter(self._pointers.problems), ""):
            return f"is unknown: {problem}"
        return f"is unknown (known: {_listed(outputs)})" if outputs else "is unknown: no stage there has outputs"

    def _in_git(self) -> list[str]:
        listing = self._workspace.run_git("ls-tree", "-r", "-z", "--name-only", "--full-tree", self._commit)
        return [name.decode(errors="replace") for name in listing.split(b"\0") if name]


def _near(path: str, paths: list[str]) -> list[str]:
    return difflib.get_close_matches(path, paths[:_COMPARED], n=3, cutoff=_CLOSE)


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - _MOST:,} more" if len(paths) > _MOST else ""
    return ", ".join(paths[:_MOST]) + more
