"""Who works where: locks on files, which the kernel lets go of when a process dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from hemolog.errors import SearchError
from hemolog.experiments.trial.scratch import Scratch
from hemolog.experiments.workspace import Workspace


@contextmanager
def only_search(workspace: Workspace, name: str) -> Iterator[Path]:
    """Hold a search's own folder, below `.dvc/tmp`, for the block.

    Raises:
        SearchError: another process runs that search in this checkout.
    """
    folder = workspace.work / "searches" / name
    lock = _acquired(folder.with_name(f"{name}.lock"))
    if lock is None:
        raise SearchError(f"the search {name!r} is running already: wait for it, or give yours another name")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    finally:
        os.close(lock)


@contextmanager
def free_scratch(workspace: Workspace, cache: Path) -> Iterator[Scratch]:
    """Hold a folder for trials that no other process uses; its content goes with the next one that holds it.

    Commands of stages hold it too: one that outlives this process writes into no other one's checkout.
    """
    folders = (workspace.work / "scratch" / str(number) for number in count())
    folder, lock = next((each, lock) for each in folders if (lock := _acquired(each.with_suffix(".lock"))) is not None)
    try:
        yield Scratch(workspace, folder, cache, lock)
    finally:
        os.close(lock)


def _acquired(file: Path) -> int | None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
