"""Push and pull of one checkout, as a user asks for them: which experiments, which git remote, with their notes."""

from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.sharing.git_remote import git_remote
from hemolog.experiments.sharing.pull import Pulled, pull
from hemolog.experiments.sharing.push import Pushed, Teller, push
from hemolog.experiments.sharing.selection import Wanted, chosen, experiments_here
from hemolog.experiments.workspace import Workspace


def push_experiments(workspace: Workspace, wanted: Wanted, to: str | None, teller: Teller) -> tuple[Pushed, str]:
    """Send experiments.

    Args:
        workspace: the repository.
        wanted: which ones.
        to: name of a git remote; None for the one that `git push` would take.
        teller: is told.

    Returns:
        What was done, and the git remote's name.

    Raises:
        HemologError: nothing is meant, or a remote can't be used.
    """
    experiments = chosen(experiments_here(workspace), wanted, workspace.head())
    remote = git_remote(workspace, to)
    return push(workspace, experiments, remote, cache_folder(workspace.dvc_root), teller), remote.name


def pull_experiments(
    workspace: Workspace, wanted: Wanted, source: str | None, teller: Teller, *, metrics_only: bool = False
) -> tuple[Pulled, str]:
    """Bring experiments; as `push_experiments`."""
    remote = git_remote(workspace, source)
    cache = cache_folder(workspace.dvc_root)
    return pull(workspace, wanted, remote, cache, teller, metrics_only=metrics_only), remote.name
