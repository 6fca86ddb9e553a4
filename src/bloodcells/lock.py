"""One run of a stage at a time in one checkout."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from bloodcells.errors import BusyError, StorageError
from bloodcells.paths import WORK


@contextmanager
def only_run(stage: str) -> Iterator[None]:
    """Hold the lock of `stage` in the current folder; the kernel lets go of it when the process dies, however it dies.

    Raises:
        BusyError: another process holds it.
        StorageError: something else than a file has the lock's name, such as a pipe, whose opening would never end.
    """
    WORK.mkdir(exist_ok=True)
    path = WORK / f"{stage}.lock"
    if path.exists() and not path.is_file():
        raise StorageError(f"{path} is no regular file: remove it")
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"another {stage} is at work in this checkout: wait for it, or work in another clone"
            ) from None
        yield
