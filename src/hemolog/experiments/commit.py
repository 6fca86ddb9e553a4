"""A finished trial -> one experiment: a commit and what it points at, made as git objects, its reference last.

Nothing but objects and one new reference is written: no file of the workspace, not HEAD, the index or a stash. Objects
that no reference points at are harmless, so a process may be killed at any moment: the experiment is there, whole, or
it isn't.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pygit2

from hemolog.errors import RecordingError
from hemolog.experiments import faults
from hemolog.experiments.messages import Bundle, GitObject
from hemolog.experiments.refs import ExperimentRef
from hemolog.experiments.workspace import Baseline, Workspace

Blob = tuple[str, int]
"""Id and mode."""


@dataclass(frozen=True)
class File:
    """A file's content and git's mode of it."""

    data: bytes
    mode: int

    @classmethod
    def read(cls, path: Path) -> "File":
        """Read a file, or where a symbolic link points."""
        if path.is_symlink():
            return cls(bytes(path.readlink()), pygit2.GIT_FILEMODE_LINK)
        executable = path.stat().st_mode & 0o100
        mode = pygit2.GIT_FILEMODE_BLOB_EXECUTABLE if executable else pygit2.GIT_FILEMODE_BLOB
        return cls(path.read_bytes(), mode)


def tree_with(workspace: Workspace, tree: str, changes: Mapping[str, File | None]) -> tuple[str, list[str]]:
    """Write a tree that differs from another.

    Args:
        workspace: whose repository keeps it.
        tree: the id of the other.
        changes: by path relative to git's root, with slashes; `None` for a file that goes away.

    Returns:
        Its id, and those of all objects written, each before those that point at it.
    """
    written: list[str] = []
    clean = _Cleaner(workspace, tree, changes)
    blobs: dict[str, Blob | None] = dict.fromkeys(changes)
    for path, file in changes.items():
        if file is not None:
            oid = clean.blob(path, file)
            blobs[path] = oid, file.mode
            written.append(oid)
    return _tree(workspace.git, workspace.git[tree], blobs, written) or _empty(workspace.git), written


def _tree(git: pygit2.Repository, base: Any, blobs: Mapping[str, Blob | None], written: list[str]) -> str | None:
    """The id of `base` with changes below it; `None` if nothing is left."""
    builder = git.TreeBuilder(base) if base is not None else git.TreeBuilder()
    below: dict[str, dict[str, Blob | None]] = {}
    for path, blob in blobs.items():
        name, slash, rest = path.partition("/")
        if slash:
            below.setdefault(name, {})[rest] = blob
        elif blob is not None:
            builder.insert(name, *blob)
        elif builder.get(name) is not None:
            builder.remove(name)
    for name, inner in below.items():
        old = builder.get(name)
        made = _tree(git, old if old is not None and old.type_str == "tree" else None, inner, written)
        if made is not None:
            builder.insert(name, made, pygit2.GIT_FILEMODE_TREE)
        elif old is not None and old.type_str == "tree":
            builder.remove(name)
    if len(builder) == 0:
        return None
    made = str(builder.write())
    written.append(made)
    return made


def _empty(git: pygit2.Repository) -> str:
    return str(git.TreeBuilder().write())


class _Cleaner:
    """Writes blobs as `git add` would: through the filters that attributes or settings name, if there are any."""

    def __init__(self, workspace: Workspace, tree: str, paths: Iterable[str]) -> None:
        self._workspace = workspace
        self._filtered = workspace.filtered(tree, paths)

    def blob(self, path: str, file: File) -> str:
        if path in self._filtered and file.mode != pygit2.GIT_FILEMODE_LINK:
            words = ("hash-object", "-w", "--stdin", f"--path={path}")
            return self._workspace.run_git(*words, given=file.data).decode().strip()
        return str(self._workspace.git.create_blob(file.data))


def bundle(
    workspace: Workspace, baseline: Baseline, changes: Mapping[str, File | None], name: str, message: str
) -> Bundle:
    """Make an experiment's objects; it has no reference yet.

    Args:
        workspace: whose repository keeps them.
        baseline: its parent commit, and the tree that `changes` change.
        changes: as `tree_with` takes them.
        name: of the experiment.
        message: of the commit.

    Raises:
        RecordingError: git can't write.
    """
    try:
        tree, written = tree_with(workspace, baseline.tree, changes)
        signature = workspace.signature()
        commit = workspace.git.create_commit(None, signature, signature, message, tree, [baseline.commit])
    except (OSError, pygit2.GitError) as error:
        raise RecordingError(f"git can't write the experiment {name!r}: {faults.one_line(error)}") from error
    objects = [_object(workspace.git, each) for each in dict.fromkeys([*written, str(commit)])]
    return Bundle(str(ExperimentRef(baseline.commit, name)), str(commit), tree, tuple(objects))


def _object(git: pygit2.Repository, oid: str) -> GitObject:
    kind, data = git.read(oid)
    return GitObject(int(kind), data)


def land(workspace: Workspace, experiment: Bundle) -> None:
    """Put an experiment into the repository: its objects, then its reference, if that is new.

    Raises:
        RecordingError: the reference is taken by another commit, or git can't write.
    """
    git = workspace.git
    try:
        for each in experiment.objects:
            git.write(each.kind, each.data)
        git.references.create(experiment.ref, experiment.commit, force=False)
    except pygit2.AlreadyExistsError:
        if _target(git, experiment.ref) != experiment.commit:
            raise RecordingError(
                f"there is an experiment {experiment.ref.rpartition('/')[2]!r} already: "
                "`dvc exp rename` or `dvc exp remove` it, or search under another name"
            ) from None
    except (OSError, pygit2.GitError) as error:
        raise RecordingError(f"git can't write {experiment.ref}: {faults.one_line(error)}") from error


def _target(git: pygit2.Repository, ref: str) -> str:
    try:
        return str(git.references[ref].target)
    except pygit2.GitError:
        # Empty, as a power cut can leave it: git looks over it, and neither git nor DVC can remove it.
        raise RecordingError(f"{ref.rpartition('/')[2]} is damaged: delete the file .git/{ref}") from None
