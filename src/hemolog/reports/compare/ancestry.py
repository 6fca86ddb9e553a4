"""Where histories meet: the default branch, the merge base of two commits, the commit before another."""

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.workspace import Workspace

UNSHALLOW = "`git fetch --unshallow` brings all commits (in CI: `fetch-depth: 0`)"
_REMOTE_HEAD = "refs/remotes/origin/HEAD"
_CANDIDATES = ("refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master")
_BRANCHES = ("refs/remotes/", "refs/heads/")


def default_branch(workspace: Workspace) -> str | None:
    """The reference of the branch that work is merged into: what `origin` calls its HEAD, else `main` or `master`."""
    references = workspace.git.references
    try:
        target = references[_REMOTE_HEAD].target if _REMOTE_HEAD in references else None
    except (KeyError, ValueError, pygit2.GitError):
        target = None
    named = [target] if isinstance(target, str) else []
    return next((each for each in (*named, *_CANDIDATES) if _commit(workspace, each)), None)


def branch_name(ref: str) -> str:
    """A branch's name as people know it: `origin/main`."""
    for before in _BRANCHES:
        ref = ref.removeprefix(before)
    return ref


def tip(workspace: Workspace, ref: str) -> str:
    """The commit that a reference leads to.

    Raises:
        RepositoryError: to none.
    """
    found = _commit(workspace, ref)
    if found is None:
        raise RepositoryError(f"git can't read the commit of {branch_name(ref)}")
    return found


def merge_base(workspace: Workspace, one: str, other: str) -> str | None:
    """The best common ancestor of two commits; None where their histories have nothing in common.

    Raises:
        RepositoryError: the clone is shallow, and its commits don't reach so far; or git can't read them.
    """
    try:
        found = workspace.git.merge_base(one, other)
    except (KeyError, ValueError, pygit2.GitError) as error:
        if workspace.git.is_shallow:
            raise RepositoryError(_cut_off(one, other)) from error
        raise RepositoryError(f"git can't follow the history of {one[:7]}: {' '.join(str(error).split())}") from error
    if found is None and workspace.git.is_shallow:
        raise RepositoryError(_cut_off(one, other))
    return None if found is None else str(found)


def parent(workspace: Workspace, commit: str) -> str | None:
    """The first parent of a commit; None of a first commit.

    Raises:
        RepositoryError: it isn't here.
    """
    try:
        ids = workspace.git[commit].peel(pygit2.Commit).parent_ids
    except (KeyError, ValueError, pygit2.GitError) as error:
        raise RepositoryError(f"git can't read the commit {commit[:7]}") from error
    if ids and ids[0] in workspace.git:
        return str(ids[0])
    if workspace.git.is_shallow:
        raise RepositoryError(f"this clone is shallow and lacks the commit before {commit[:7]}: {UNSHALLOW}")
    if ids:
        raise RepositoryError(f"git has lost the commit before {commit[:7]}: `git fsck` tells more")
    return None


def ahead(workspace: Workspace, commit: str, of: str) -> int | None:
    """How many commits one is ahead of another; None if git can't tell."""
    try:
        return int(workspace.git.ahead_behind(commit, of)[0])
    except (KeyError, ValueError, pygit2.GitError):
        return None


def _cut_off(one: str, other: str) -> str:
    return f"this clone is shallow: where the histories of {one[:7]} and {other[:7]} meet is not in it; {UNSHALLOW}"


def _commit(workspace: Workspace, ref: str) -> str | None:
    try:
        return str(workspace.git.references[ref].peel(pygit2.Commit).id)
    except (KeyError, ValueError, pygit2.GitError):
        return None
