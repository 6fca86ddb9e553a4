"""One run of a stage at a time in one checkout."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from bloodcells.errors import BusyError
from bloodcells.paths import WORK


@contextmanager
def only_run(stage: str) -> Iterator[None]:
    """Hold the lock of `stage` in the current folder; the kernel lets go of it when the process dies, however it dies.

    Raises:
        BusyError: another process holds it.
    """
    WORK.mkdir(exist_ok=True)
    with (WORK / f"{stage}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                f"another {stage} is at work in this checkout: wait for it, or work in another clone"
            ) from None
        yield
