"""Which objects something else still points at, and what: these may not be deleted.

Better one too many than one too few: every commit that anything leads to counts, every output in them whoever keeps it,
and of files that can't be understood every word that could be an object's name.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.objects.files import DvcFiles
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.objects.pointers import PointerReader
from hemolog.experiments.sharing.protection.roots import reachable, roots
from hemolog.experiments.sharing.stores import Stores
from hemolog.experiments.sharing.transfer.directory_lists import DirectoryLists, expect_readable
from hemolog.experiments.sharing.transfer.push import Teller
from hemolog.experiments.workspace import Workspace

WORKSPACE = "the workspace"
_NAME = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?:\.dir)?(?![0-9a-f])")
_FILES = ("*.dvc", "*dvc.lock")
_NOT_IN = ("--exclude=**/.dvc/tmp/", "--exclude=**/.dvc/cache/")
_EXPERIMENTS = Path(".dvc/tmp/exps")
"""Below DVC's root: checkouts that experiments run in just now."""


def protected(
    workspace: Workspace,
    without: Collection[str],
    lists: DirectoryLists,
    stores: Stores | None,
    teller: Teller,
) -> dict[str, str]:
    """Names of objects, to what points at them: `branch main`, `experiment best`, `the workspace`.

    Args:
        workspace: the repository, and what it has seen of git remotes.
        without: commits of experiments that don't count, if nothing else leads to them.
        lists: of the files of directories.
        stores: where lists may come from; None if the cache alone is asked.
        teller: is told.

    Raises:
        HemologError: git can't be read, or a remote can't be used.
    """
    commits = reachable(workspace, roots(workspace, without))
    teller.doing(f"reading what {len(commits):,} commits point at")
    pointers = PointerReader(workspace).read(commits)
    found: dict[str, str] = {}
    outputs: dict[tuple[str | None, str], tuple[Output, str]] = {}
    for commit, label in sorted(commits.items(), key=lambda item: item[1] == "the history"):
        for output in pointers[commit].outputs:
            found.setdefault(output.name, label)
            if output.is_directory:
                outputs.setdefault((output.remote, output.key), (output, label))
        if pointers[commit].problems:
            found = {**dict.fromkeys(_names_in(workspace, commit), label), **found}
    if stores is not None:
        expect_readable(lists.bring((output for output, _ in outputs.values()), stores, teller))
    for output, label in outputs.values():
        for member in lists.of(output) or ():
            found.setdefault(member.name, label)
    return {**dict.fromkeys(_names_here(workspace, lists), WORKSPACE), **found}


def _names_in(workspace: Workspace, commit: str) -> Iterator[str]:
    """All that may be names in the files of DVC that a commit has."""
    git = workspace.git
    try:
        files = DvcFiles(git).below(git[commit].peel(pygit2.Tree))
    except RepositoryError as error:
        raise RepositoryError(f"nobody knows what commit {commit[:7]} points at: {error}") from error
    for file in files:
        blob = git.get(file.blob)
        if isinstance(blob, pygit2.Blob):
            yield from _names(blob.data)


def _names_here(workspace: Workspace, lists: DirectoryLists) -> Iterator[str]:
    """All that may be names in what is checked out anywhere, committed or not, with directories' files."""
    for data in _files_here(workspace):
        for name in _names(data):
            yield name
            yield from lists.names(name)


def _files_here(workspace: Workspace) -> Iterator[bytes]:
    listing = workspace.run_git("worktree", "list", "--porcelain").decode(errors="surrogateescape").splitlines()
    for folder in [Path(line[9:]) for line in listing if line.startswith("worktree ")]:
        if not folder.is_dir():
            continue
        words = ("-C", str(folder), "ls-files", "-z")
        staged = workspace.run_git(*words, "--stage", "--", *_FILES).split(b"\0")
        for blob in [line.split()[1].decode() for line in staged if line]:
            yield _staged(workspace.git, blob)
        names = workspace.run_git(*words, "--cached", "--others", *_NOT_IN, "--", *_FILES).split(b"\0")
        for path in [folder / name.decode(errors="surrogateescape") for name in names if name]:
            if path.is_file():
                yield path.read_bytes()
    for path in (workspace.dvc_root / _EXPERIMENTS).glob("**/dvc.lock"):
        yield path.read_bytes()


def _staged(git: pygit2.Repository, blob: str) -> bytes:
    try:
        found = git[blob]
    except (KeyError, pygit2.GitError) as error:
        raise RepositoryError(f"git can't read what is staged: {error}; `git reset` begins anew") from error
    return found.data if isinstance(found, pygit2.Blob) else b""


def _names(data: bytes) -> list[str]:
    return [name.decode() for name in dict.fromkeys(_NAME.findall(data))]
