"""Whether the lock of some state belongs to its code and its parameters, asked of DVC in a checkout of its own."""

from typing import TYPE_CHECKING

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.faults import one_line
from hemolog.experiments.trial.locks import free_scratch
from hemolog.experiments.workspace import Workspace

if TYPE_CHECKING:
    from hemolog.experiments.dvc_store import Staleness


def staleness_of(workspace: Workspace, tree: str) -> "Staleness":
    """What `dvc repro --dry --allow-missing` would run in a fresh clone of that state, and what lacks a file of git's.

    The user's checkout is not looked at: DVC may be at work there, and what git doesn't have is no part of the state.

    Args:
        workspace: the repository.
        tree: the id of a commit or of a tree.

    Raises:
        RepositoryError: git or DVC can't read that state.
    """
    from hemolog.experiments.dvc_store import cache_folder, stale_stages

    with free_scratch(workspace, cache_folder(workspace.dvc_root)) as scratch:
        try:
            scratch.fill(str(workspace.git[tree].peel(pygit2.Tree).id))
        except (KeyError, pygit2.GitError) as error:
            message = f"git can't read the files of {tree[:7]}: {one_line(error)}; `git fsck` tells more"
            raise RepositoryError(message) from error
        return stale_stages(scratch.dvc_root, lambda path: scratch.ignores(path.relative_to(scratch.root).as_posix()))
