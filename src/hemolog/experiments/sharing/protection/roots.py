"""Where git's history begins: all that must not lose what it points at, experiments and branches, yours and others'.

What can't be read is an error: nobody knows what it points at.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.refs import NAMESPACE, ExperimentRef
from hemolog.experiments.sharing.references.git_remote import MIRRORS
from hemolog.experiments.workspace import Workspace

_NOTES = "refs/notes/"
_QUEUE = f"{NAMESPACE}/celery/"
_MIRRORED = re.compile(rf"{MIRRORS}/(.+?)/((?:exps|heads|tags)/.+)", re.DOTALL)
"""Names of git remotes may have slashes. Where one could be read in two ways, the one that takes less for an experiment
is right: a branch always counts."""
_EXPERIMENT = "experiment "
_KINDS = {"refs/heads/": "branch", "refs/tags/": "tag", "refs/remotes/": "branch"}


@dataclass(frozen=True)
class Root:
    """A commit that something names."""

    commit: str
    label: str
    """What names it: `branch main`, `experiment rates-0007`."""


def roots(workspace: Workspace, without: Collection[str]) -> list[Root]:
    """All of a repository: branches, tags, experiments, stashes, what is checked out in any worktree.

    Args:
        workspace: the repository, and what it has seen of git remotes.
        without: commits of experiments that don't count as such.

    Raises:
        RepositoryError: a reference leads nowhere.
    """
    found = []
    for ref, oid in _references(workspace):
        label = _label(ref)
        if label is None or ref.startswith(_NOTES) or (label.startswith(_EXPERIMENT) and oid in without):
            continue
        commit = _commit(workspace.git, ref, oid)
        if commit is not None:
            found.append(Root(commit, label))
        if "stash" in ref or ref.startswith(_QUEUE):
            found += [Root(each, "a stash") for each in _logged(workspace.git, ref)]
    return [*found, *_checked_out(workspace)]


def reachable(workspace: Workspace, of: Collection[Root]) -> dict[str, str]:
    """All commits that roots lead to, with what names them; earlier ones are of the history.

    Raises:
        RepositoryError: a commit is damaged, or missing.
    """
    given = "".join(f"{commit}\n" for commit in dict.fromkeys(each.commit for each in of))
    if not given:
        return {}
    listed = workspace.run_git("rev-list", "--stdin", given=given.encode()).decode().split()
    labels: dict[str, str] = {}
    for each in of:
        labels.setdefault(each.commit, each.label)
    return {**labels, **{commit: "the history" for commit in listed if commit not in labels}}


def expect_whole_history(workspace: Workspace) -> None:
    """Refuse to go on where nobody can tell what older commits point at.

    Raises:
        RepositoryError: the clone is a shallow one.
    """
    if workspace.git.is_shallow:
        raise RepositoryError(
            "this clone has a part of the history alone, and the rest may point at anything: `git fetch --unshallow` "
            "brings it"
        )


def _references(workspace: Workspace) -> list[tuple[str, str]]:
    listing = workspace.run_git("for-each-ref", "--format=%(objectname) %(refname)")
    rows = listing.decode(errors="surrogateescape").split("\n")
    return [(ref, oid) for oid, ref in (row.split(" ", 1) for row in rows if row)]


def _label(ref: str) -> str | None:
    """What a reference is to a person; None for DVC's marks of the experiment that it has just run or applied."""
    if (match := _MIRRORED.fullmatch(ref)) is not None:
        mirrored = _label(f"refs/{match[2]}")
        return mirrored if mirrored is None or mirrored.startswith(_EXPERIMENT) else f"{mirrored} of {match[1]}"
    place = ExperimentRef.parse(ref)
    if place is not None:
        return f"{_EXPERIMENT}{place.name}"
    if ref.startswith(f"{NAMESPACE}/exec/"):
        return None
    for start, kind in _KINDS.items():
        if ref.startswith(start):
            return f"{kind} {ref.removeprefix(start)}"
    return "a stash" if "stash" in ref or ref.startswith(_QUEUE) else ref


def _commit(git: pygit2.Repository, ref: str, oid: str) -> str | None:
    """The commit that a reference leads to; None if that is something else, such as a blob that a tag names."""
    try:
        found = git[oid]
    except (KeyError, ValueError, pygit2.GitError) as error:
        raise RepositoryError(
            f"git can't read what {ref} leads to, so nobody knows what it points at: {error}. If it is of no use, "
            f"`git update-ref -d {ref}` deletes it"
        ) from error
    try:
        return str(found.peel(pygit2.Commit).id)
    except (ValueError, pygit2.GitError):
        return None


def _logged(git: pygit2.Repository, ref: str) -> Iterator[str]:
    """Earlier entries of a stash, which only its log names."""
    for entry in git.references[ref].log():
        if git.get(entry.oid_new) is not None:
            yield str(entry.oid_new)


def _checked_out(workspace: Workspace) -> Iterator[Root]:
    listing = workspace.run_git("worktree", "list", "--porcelain").decode(errors="replace")
    for line in listing.splitlines():
        if line.startswith("HEAD ") and set(line[5:]) != {"0"}:
            yield Root(line[5:], "what is checked out")
