"""Notes between clones: brought from the git remote, and sent to it, by the union of their lines."""

import random
import time

from hemolog.errors import GitRemoteError, RepositoryError
from hemolog.experiments.sharing.notes.notes import REF, Notes
from hemolog.experiments.sharing.references.git_remote import GitRemote

_ATTEMPTS = 8
_PAUSE = 0.2  # seconds, at most, before the second attempt; then twice as long each


def bring(notes: Notes, git_remote: GitRemote) -> str | None:
    """Bring the lines that the git remote has.

    Returns:
        The commit of notes that it has; None if it has none.

    Raises:
        GitRemoteError: it can't be reached, or what it has there are no notes.
        RepositoryError: the notes here are damaged.
        RecordingError: git can't write.
    """
    theirs = git_remote.references(REF).get(REF)
    if theirs is not None and theirs != notes.tip():
        git_remote.bring([REF])
        try:
            notes.merge(theirs)
        except RepositoryError as error:
            raise GitRemoteError(f"{REF} of {git_remote.name}: {error}") from error
    return theirs


def share(notes: Notes, git_remote: GitRemote) -> None:
    """Let the git remote have all lines that are here, and bring those that it has; again if others were first.

    Raises:
        GitRemoteError: it can't be reached, or refuses the notes; with its reason.
        RepositoryError: the notes here are damaged.
        RecordingError: git can't write.
    """
    for attempt in range(_ATTEMPTS):
        theirs = bring(notes, git_remote)
        ours = notes.tip()
        if ours is None or ours == theirs:
            return
        refused = git_remote.send({REF: ours})
        if not refused:
            return
        time.sleep(random.uniform(0, _PAUSE * 2**attempt))
    raise GitRemoteError(
        f"{git_remote.name} refused the notes {_ATTEMPTS} times: {refused.get(REF, '')}. Give the same command again"
    )
