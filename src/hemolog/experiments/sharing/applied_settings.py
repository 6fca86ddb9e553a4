"""Settings that `dvc exp apply` has brought back: of an experiment that is older than the team's bucket.

DVC puts all files of an experiment into the checkout, `.dvc/config` too. Whoever asks then for the team's data looks in
another place without knowing it.
"""

import pygit2

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import default_in, read_remotes
from hemolog.experiments.workspace import Workspace

APPLIED = "refs/exps/exec/EXEC_APPLY"
"""DVC's mark of the experiment that was applied last."""
_CONFIG = ".dvc/config"


def caution(workspace: Workspace) -> str:
    """That the default remote is an applied experiment's and not that of the commit checked out; else empty."""
    here, applied, head = _here(workspace), _kept(workspace, APPLIED), _kept(workspace, "HEAD")
    if here is None or here != applied or here == head:
        return ""
    now, before = default_in(here), default_in(head or b"")
    try:
        is_own = read_remotes(workspace.dvc_root).own_default is not None
    except RepositoryError:  # Whoever needs them will tell.
        return ""
    if before is None or now == before or is_own:
        return ""
    what = f"{now[0]!r} at {now[1]}" if now is not None else "no remote"
    return (
        f"`dvc exp apply` has made {what} the default again; the commit that is checked out has {before[0]!r} at "
        f"{before[1]}: `git checkout {_CONFIG}` brings that back"
    )


def _here(workspace: Workspace) -> bytes | None:
    try:
        return (workspace.dvc_root / _CONFIG).read_bytes()
    except OSError:
        return None


def _kept(workspace: Workspace, revision: str) -> bytes | None:
    """What a commit has of the file; None if there is no such commit, or it has none."""
    try:
        tree = workspace.git.revparse_single(revision).peel(pygit2.Tree)
        found = tree[(workspace.subfolder / _CONFIG).as_posix()]
    except (KeyError, ValueError, pygit2.GitError):
        return None
    return found.data if isinstance(found, pygit2.Blob) else None
