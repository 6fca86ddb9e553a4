"""What people name beside experiments: branches, tags, commits -> commits."""

from collections.abc import Iterable
from dataclasses import dataclass

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.history.run import Kind
from hemolog.experiments.refs import ExperimentRef
from hemolog.experiments.space.names import shown, unknown
from hemolog.experiments.workspace import Workspace

_SHORT = 7  # digits that people are shown of a commit
_BRANCHES = ("refs/heads/", "refs/remotes/")
_TAGS = "refs/tags/"


@dataclass(frozen=True, slots=True)
class Found:
    """A commit, and what it was found by."""

    kind: Kind
    name: str
    ref: str
    """Empty if none leads to it."""
    commit: str
    baseline: str = ""
    problem: str = ""
    """One line: why its reference is of no use."""


def revision(workspace: Workspace, name: str) -> Found:
    """What a name stands for.

    Args:
        workspace: the repository.
        name: whatever git takes for a commit.

    Raises:
        RepositoryError: it stands for none, with names like it; or for something else.
    """
    git = workspace.git
    try:
        found, reference = git.resolve_refish(name or ":")  # git takes no name at all for what is checked out
        commit = str(found.peel(pygit2.Commit).id)
    except (KeyError, ValueError, pygit2.GitError) as error:
        reason = not_found(workspace, name, known_names(workspace))
        raise RepositoryError(f"the revision {shown(name)} {reason}") from error
    ref = str(reference.name) if reference is not None and not _is_head(name, reference) else ""
    place = ExperimentRef.parse(ref)
    if place is not None:
        return Found(Kind.EXPERIMENT, place.name, ref, commit, place.baseline)
    for before in _BRANCHES:
        if ref.startswith(before):
            return Found(Kind.BRANCH, ref.removeprefix(before), ref, commit)
    if ref.startswith(_TAGS):
        return Found(Kind.TAG, ref.removeprefix(_TAGS), ref, commit)
    return Found(Kind.COMMIT, commit[:_SHORT], "", commit)


def not_found(workspace: Workspace, name: str, names: Iterable[str]) -> str:
    """Why a name stands for no commit, to be read after it; with the nearest of these names if it is unknown."""
    kind = _other_kind(workspace, name)
    return unknown(name, sorted({*names})) if kind is None else f"is no commit but a {kind}"


def _other_kind(workspace: Workspace, name: str) -> str | None:
    """What a name of something that is no commit stands for; None if for nothing."""
    try:
        found = workspace.git.revparse_single(name or ":")
        found = found.get_object() if isinstance(found, pygit2.Tag) else found
    except (KeyError, ValueError, pygit2.GitError):
        return None
    return {pygit2.Blob: "file", pygit2.Tree: "folder"}.get(type(found))


def _is_head(name: str, reference: pygit2.Reference) -> bool:
    """Whether a name is of what is checked out: that is no branch's name."""
    return reference.name == "HEAD" or name in ("HEAD", "@")


def known_names(workspace: Workspace) -> Iterable[str]:
    """Names of branches and tags; none if git can't list them."""
    try:
        for ref in workspace.git.references:
            for before in (*_BRANCHES, _TAGS):
                if ref.startswith(before):
                    yield ref.removeprefix(before)
    except pygit2.GitError:  # Then no names are told.
        return
