"""Many files between cache and remote at once: told of as they go, ended at once when the user wants it.

One file that can't go is no reason to keep the others back. A remote that can't be used at all is: then nothing more is
tried, since each file would wait through all attempts.
"""

import errno
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hemolog import atomic
from hemolog.errors import DamagedObjectError, HemologError, RemoteError, SharingError
from hemolog.experiments import faults
from hemolog.experiments.objects.names import digest, name_of
from hemolog.experiments.objects.run_cache import is_entry
from hemolog.experiments.stores.store import Advance, Store

_GIVEN_UP = 3
"""So many files whose every attempt failed, and none that went meanwhile: the remote can't be used."""


@dataclass(frozen=True)
class Item:
    """A file that goes or comes."""

    key: str
    """Below the cache and the remote."""
    file: Path
    size: int = 0
    """Bytes, as far as that is known before."""
    md5: str | None = None
    """What its bytes must come to."""

    @classmethod
    def of(cls, key: str, cache: Path, size: int | None = None) -> "Item":
        """The file of a key in a cache."""
        name = name_of(key)
        return cls(key, cache / key, size or 0, digest(name) if name is not None else None)


@dataclass(frozen=True)
class Progress:
    """How far a transfer is."""

    objects: int
    """All of them."""
    bytes: int
    done_objects: int = 0
    done_bytes: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Bytes a second, so far."""
        return self.done_bytes / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds, by the share of bytes and of objects that is done; None if that can't be told yet."""
        whole, done = self.bytes + _OBJECT * self.objects, self.done_bytes + _OBJECT * self.done_objects
        # What is done may be more than was known of before.
        return self.seconds * max(0, whole - done) / done if done > 0 and self.seconds > 0 else None


_OBJECT = 50_000
"""Bytes that could go in the time that one more object takes, whatever its size."""


class Watcher(Protocol):
    """Told how far a transfer is; called often, by the thread that began it."""

    def transferring(self, progress: Progress) -> None:
        """It is that far."""


@dataclass
class Transferred:
    """What became of the files."""

    done: list[Item] = field(default_factory=list)
    absent: list[Item] = field(default_factory=list)
    """Not there, where they should have come from."""
    failed: dict[str, HemologError] = field(default_factory=dict)
    """By key; those that were not tried any more have the error that ended it."""
    ended: bool = False
    """Whether the remote can't be used any more."""

    def add(self, other: "Transferred") -> None:
        """Take what became of more files."""
        self.done += other.done
        self.absent += other.absent
        self.failed.update(other.failed)
        self.ended = self.ended or other.ended


def send(store: Store, items: Sequence[Item], watcher: Watcher) -> Transferred:
    """Send files to a remote; large ones first, so that the last ones are short."""

    def one(item: Item, advance: Advance) -> bool:
        try:
            if item.md5 is None and not is_entry(item.key, item.file):
                return False
            store.put(item.key, item.file, item.md5, advance)
        except FileNotFoundError:
            return False
        return True

    return at_once(items, one, watcher, store.jobs, store.stop)


def bring(store: Store, items: Sequence[Item], watcher: Watcher) -> Transferred:
    """Bring files from a remote; the cache's files can't be written to, as DVC keeps them."""

    def one(item: Item, advance: Advance) -> bool:
        if item.md5 is None:
            return _bring_entry(store, item, advance)
        if not store.get(item.key, item.file, item.md5, advance):
            return False
        item.file.chmod(0o444)
        return True

    return at_once(items, one, watcher, store.jobs, store.stop)


def _bring_entry(store: Store, item: Item, advance: Advance) -> bool:
    """Bring an entry of the run cache; one that is not what its name says is as good as none."""
    with tempfile.TemporaryDirectory(prefix="hemolog-") as folder:
        file = Path(folder) / "entry"
        if not store.get(item.key, file, None, advance) or not is_entry(item.key, file):
            return False
        with atomic.new_file(item.file) as part:
            shutil.copyfile(file, part)
    return True


class _Stopped(BaseException):
    """Raised in threads whose work nobody wants any more."""


class _Count:
    """Bytes that threads have moved."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.bytes = 0
        self._lock = threading.Lock()

    def advance(self, more: int) -> None:
        if self.stopped.is_set():
            raise _Stopped
        with self._lock:
            self.bytes += more


def at_once(
    items: Iterable[Item],
    one: Callable[[Item, Advance], bool],
    watcher: Watcher,
    jobs: int = 16,
    stop: Callable[[], None] = lambda: None,
) -> Transferred:
    """Do one thing with many files, in threads.

    Args:
        items: the files; large ones are begun with.
        one: does it with one, and says whether the file was there. It may raise what stores raise, and `OSError`.
        watcher: is told how far it is.
        jobs: how many at a time.
        stop: called when it is interrupted: lets what threads do end soon.
    """
    waiting = sorted(items, key=lambda item: item.size)
    objects, total = len(waiting), sum(item.size for item in waiting)
    result, count, began = Transferred(), _Count(), time.monotonic()
    running: dict[Future[bool], Item] = {}
    given_up = 0
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="transfer")
    try:
        while waiting or running:
            while waiting and len(running) < 2 * jobs:
                item = waiting.pop()
                running[pool.submit(one, item, count.advance)] = item
            ended, _ = wait(running, timeout=0.1, return_when=FIRST_COMPLETED)
            for future in ended:
                item = running.pop(future)
                error = _took(result, item, future)
                given_up = 0 if error is None else given_up + _is_of_remote(error)
                if error is not None and (given_up >= _GIVEN_UP or _is_final(error)):
                    waiting += [running.pop(each) for each in list(running) if each.cancel()]
                    result.failed.update({each.key: error for each in waiting})
                    waiting, result.ended = [], True
            seconds = time.monotonic() - began
            done = len(result.done) + len(result.absent)
            watcher.transferring(Progress(objects, total, done, count.bytes, len(result.failed), seconds))
    except BaseException:
        count.stopped.set()
        stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return result


def _took(result: Transferred, item: Item, future: "Future[bool]") -> HemologError | None:
    try:
        (result.done if future.result() else result.absent).append(item)
    except HemologError as error:
        result.failed[item.key] = error
        return error
    except OSError as error:
        told = SharingError(faults.explain(error))
        told.__cause__ = error
        result.failed[item.key] = told
        return told
    return None


def _is_of_remote(error: HemologError) -> bool:
    """Whether it is the remote that failed: a file that can't be read here says nothing of the others."""
    return isinstance(error, RemoteError) and not isinstance(error, DamagedObjectError)


def _is_final(error: HemologError) -> bool:
    """Whether it will be the same for every other file: no attempt more is worth while."""
    if isinstance(error, RemoteError) and _is_of_remote(error):
        return error.diagnosis is not None and not error.diagnosis.passing
    cause = error.__cause__
    return faults.full_disk(error) is not None or (isinstance(cause, OSError) and cause.errno == errno.EROFS)


def first_reason(failed: Mapping[str, HemologError]) -> HemologError:
    """The error that tells most of several: one that ended it all, else the first."""
    return next((each for each in failed.values() if _is_final(each)), next(iter(failed.values())))
