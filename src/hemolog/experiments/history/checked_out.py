"""What is checked out, with changes that no commit has yet -> a run."""

from hemolog.experiments.history.read import read_tree
from hemolog.experiments.history.run import Run
from hemolog.experiments.workspace import Workspace

NAME = "workspace"


def checked_out(workspace: Workspace) -> Run | None:
    """The files that git tracks as they are now; None where they are those of the commit that is checked out.

    Git gets their bytes, as by `git add`, but its index and references stay as they are. Files that it doesn't track
    are left out.

    Raises:
        RepositoryError: git can't tell, or a merge is not resolved yet.
    """
    if not workspace.run_git("status", "--porcelain", "-z", "--untracked-files=no"):
        return None
    return read_tree(workspace, workspace.tracked(), NAME)
