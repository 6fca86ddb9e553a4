"""References of experiments that were brought: one after the other, for git would lock all of them at once.

A process that is killed then leaves at most one lock behind.
"""

from collections.abc import Mapping

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments import faults
from hemolog.experiments.sharing.references import locks as reference_locks
from hemolog.experiments.workspace import Workspace


def create(workspace: Workspace, references: Mapping[str, str]) -> dict[str, str]:
    """Make references; those that are there with the same commit are no error.

    Args:
        workspace: the repository.
        references: names to commits' ids, which are here.

    Returns:
        Those that could not be made, to the reason.
    """
    failed: dict[str, str] = {}
    freed = False
    for name, commit in references.items():
        reason = _create(workspace, name, commit)
        if reason and not freed:
            freed = True
            if reference_locks.free(workspace):
                reason = _create(workspace, name, commit)
        if reason:
            failed[name] = reason
    return failed


def _create(workspace: Workspace, name: str, commit: str) -> str:
    """Make one; why it could not be made, empty if it stands."""
    git = workspace.git
    try:
        if git.get(commit) is None:
            return "it changed on the git remote meanwhile: give the same command again"
        if name.isascii():
            git.references.create(name, commit, force=False)
        else:  # Names need not be text, and libgit2 takes no others.
            workspace.run_git("update-ref", name, commit, "")
    except pygit2.AlreadyExistsError:
        if str(git.references[name].target) != commit:
            return "there is another experiment of this name by now"
    except (OSError, ValueError, pygit2.GitError, RepositoryError) as error:
        return f"git can't write its reference: {faults.one_line(error)}"
    return ""
