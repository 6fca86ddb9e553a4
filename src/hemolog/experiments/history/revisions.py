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
        RepositoryError: it stands for none; with names like it.
    """
    git = workspace.git
    try:
        found, reference = git.resolve_refish(name or ":")  # git takes no name at all for what is checked out
        commit = str(found.peel(pygit2.Commit).id)
    except (KeyError, ValueError, pygit2.GitError) as error:
        raise RepositoryError(f"the revision {shown(name)} {unknown(name, sorted(known_names(workspace)))}") from error
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
