"""An audit of one checkout, as a user asks for it: of its own experiments, or of those on a git remote."""

from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.sharing.audit.audit import audit
from hemolog.experiments.sharing.audit.audited import Audit
from hemolog.experiments.sharing.audit.presence import Presence
from hemolog.experiments.sharing.notes import shared as shared_notes
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import pruned_objects
from hemolog.experiments.sharing.references.git_remote import GitRemote, git_remote
from hemolog.experiments.sharing.selection import experiments_here, experiments_of
from hemolog.experiments.sharing.stores import Stores
from hemolog.experiments.sharing.transfer.push import Teller
from hemolog.experiments.workspace import Workspace


def audit_here(workspace: Workspace, teller: Teller, *, deep: bool = False) -> Audit:
    """Look at the experiments of this repository.

    Args:
        workspace: the repository.
        teller: is told.
        deep: read bytes again, not just sizes.

    Raises:
        HemologError: the DVC remote can't be used, and the cache lacks something.
    """
    stores, presence = _places(workspace)
    found = audit(
        workspace,
        experiments_here(workspace),
        presence,
        stores,
        teller,
        shared=False,
        deep=deep,
        pruned=lambda: pruned_objects(Notes(workspace).read()),
    )
    return Audit(None, deep, found)


def audit_there(workspace: Workspace, name: str | None, teller: Teller, *, deep: bool = False) -> Audit:
    """Look at the experiments of a git remote.

    Args:
        workspace: the repository.
        name: of the git remote; None for the one that `git push` would take.
        teller: is told.
        deep: read bytes again, not just sizes.

    Raises:
        HemologError: a remote can't be used.
    """
    remote = git_remote(workspace, name)
    teller.doing(f"looking at what {remote.name} has")
    experiments = experiments_of(workspace, remote.mirror().experiments)
    here = {each.commit for each in experiments_here(workspace)}
    stores, presence = _places(workspace)
    found = audit(
        workspace,
        experiments,
        presence,
        stores,
        teller,
        shared=True,
        deep=deep,
        pruned=lambda: _pruned(workspace, remote),
        here=here,
    )
    return Audit(remote.name, deep, found)


def _places(workspace: Workspace) -> tuple[Stores, Presence]:
    stores = Stores(workspace.dvc_root)
    return stores, Presence(cache_folder(workspace.dvc_root), stores, workspace.work)


def _pruned(workspace: Workspace, remote: GitRemote) -> dict[str, frozenset[str]]:
    """Names of objects that were deleted on purpose, as the git remote's notes tell everybody."""
    notes = Notes(workspace)
    theirs = shared_notes.bring(notes, remote)
    return pruned_objects(notes.read(theirs)) if theirs is not None else {}
