"""Errors of the operating system, of git and of DVC, told as what they are for the user: one line, and the way out."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pygit2

from hemolog.errors import RecordingError

_WAYS_OUT = {
    errno.ENOSPC: "the disk is full: free some space",
    errno.EDQUOT: "your share of the disk is used up: free some space",
    errno.EFBIG: "a file may not grow so large: raise the limit (`ulimit -f`)",
    errno.EMFILE: "too many files are open: raise the limit (`ulimit -n`)",
    errno.EROFS: "the file system is read-only: work in another folder",
    errno.EACCES: "permission denied: check who owns it and its folder",
    errno.EPERM: "not permitted: check who owns it and its folder",
}


@contextmanager
def recording() -> Iterator[None]:
    """Turn what the operating system or git refuses while the block runs into a `RecordingError`."""
    try:
        yield
    except OSError as error:
        raise RecordingError(explain(error)) from error
    except pygit2.GitError as error:
        raise RecordingError(f"git: {one_line(error)}") from error


def full_disk(error: BaseException) -> OSError | None:
    """That a file could not be written since there is no room for it, if this is behind an error."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        if isinstance(each, OSError) and each.errno in (errno.ENOSPC, errno.EDQUOT):
            return each
        seen.add(id(each))
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return None


def explain(error: OSError) -> str:
    """Say which file it is about, and what to do."""
    told = _WAYS_OUT.get(error.errno or 0) or (os.strerror(error.errno) if error.errno else one_line(error))
    places = [str(each) for each in (error.filename, error.filename2) if each]
    return f"{' -> '.join(places)}: {told}" if places else told


def one_line(error: BaseException) -> str:
    """What an error says, without line breaks; its kind where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__
