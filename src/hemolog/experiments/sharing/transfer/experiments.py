"""Push and pull of one checkout, as a user asks for them: which experiments, which git remote, with their notes."""

from dataclasses import replace

from hemolog.experiments.dvc_store import cache_folder
from hemolog.experiments.sharing.notes import shared as shared_notes
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import pruned_objects
from hemolog.experiments.sharing.references.git_remote import git_remote
from hemolog.experiments.sharing.selection import Wanted, chosen, experiments_here
from hemolog.experiments.sharing.transfer.pull import Pulled, pull
from hemolog.experiments.sharing.transfer.push import Pruned, Pushed, Teller, push
from hemolog.experiments.workspace import Workspace


def push_experiments(
    workspace: Workspace, wanted: Wanted, to: str | None, teller: Teller, *, again: bool = False
) -> tuple[Pushed, str]:
    """Send experiments, and the notes of all.

    What was pruned goes once more only with experiments that are named: another clone may have it in its cache still.

    Args:
        workspace: the repository.
        wanted: which experiments.
        to: name of a git remote; None for that of the branch, or the only one, or `origin`.
        teller: is told.
        again: send what is there already, too.

    Returns:
        What was done, and the git remote's name.

    Raises:
        HemologError: nothing is meant, or a remote can't be used.
    """
    experiments = chosen(experiments_here(workspace), wanted, workspace.head())
    remote, notes, cache = git_remote(workspace, to), Notes(workspace), cache_folder(workspace.dvc_root)
    teller.doing(f"asking {remote.name} for notes")
    theirs = shared_notes.bring(notes, remote)
    before = pruned_objects(notes.read())
    without = {} if wanted.names else before
    pushed = push(workspace, experiments, remote, cache, teller, pruned=before, without=without, again=again)
    if pushed.sent or notes.tip() != theirs:
        shared_notes.share(notes, remote)
        after = pruned_objects(notes.read())
        if _names(after) - _names(before):
            # Somebody deleted meanwhile what was found there, and had not seen these experiments yet.
            second = push(workspace, experiments, remote, cache, teller, pruned=after, without=without)
            pushed = replace(second, sent=pushed.sent, objects=pushed.objects + second.objects)
            pushed = replace(pushed, there=tuple(each for each in second.there if each not in pushed.sent))
    return pushed, remote.name


def _names(pruned: Pruned) -> frozenset[str]:
    return frozenset().union(*pruned.values())


def pull_experiments(
    workspace: Workspace, wanted: Wanted, source: str | None, teller: Teller, *, metrics_only: bool = False
) -> tuple[Pulled, str]:
    """Bring experiments, and the notes of all; as `push_experiments`.

    Args:
        workspace: the repository.
        wanted: which experiments, of those here and those on the git remote.
        source: name of a git remote.
        teller: is told.
        metrics_only: leave data and models where they are.
    """
    remote, notes = git_remote(workspace, source), Notes(workspace)
    teller.doing(f"asking {remote.name} for notes")
    shared_notes.bring(notes, remote)
    pulled = pull(
        workspace,
        wanted,
        remote,
        cache_folder(workspace.dvc_root),
        teller,
        metrics_only=metrics_only,
        pruned=pruned_objects(notes.read()),
    )
    return pulled, remote.name
