"""Downloads that go on where they broke off, and are only believed when they are whole.

They are kept in a folder of the user, not of the checkout: DVC deletes a stage's outs before it runs, and the folder
of a `--temp` experiment vanishes. An unfinished download is `<key>.part`; it becomes `<key>` by a rename when the last
byte is there. `<key>.json` tells the version that the bytes are of, so that two versions are never mixed. Everything
in the folder may be deleted at any time.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from bloodcells import atomic, console
from bloodcells.errors import SourceError, UnreachableError
from bloodcells.images.references import Reference

ATTEMPTS = 5
FIRST_PAUSE = 1.0  # seconds; doubled after each attempt


@dataclass(frozen=True)
class Body:
    """Bytes of a remote file, from `start` to its end."""

    start: int
    size: int | None
    """Of the whole file, in bytes, if the server tells."""
    version: str | None
    """What changes when the file does; None: nothing is known to, so a broken download begins anew."""
    chunks: Iterator[bytes]
    """Raises UnreachableError when the connection breaks."""


class Remote(Protocol):
    """A file on a server."""

    name: str
    """What the user knows it by; no secrets in it."""
    key: str
    """What tells it from all other files."""

    @property
    def reference(self) -> Reference | None:
        """The version that was opened last, if it is of a bucket; after a download, that of the bytes."""

    def open(self, start: int, version: str | None) -> AbstractContextManager[Body]:
        """Ask for the bytes from `start` on if the file is still of `version`, else for all of them.

        Raises:
            UnreachableError: not now; another attempt may help.
            SourceError: another attempt won't help.
        """


class Downloads:
    """The downloads of one run; they are kept until what was made of them is safe."""

    def __init__(self, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Take what waits for so many seconds between attempts."""
        self._pause = pause
        self._done: list[_Place] = []

    @contextmanager
    def open(self, remote: Remote) -> Iterator[BinaryIO]:
        """Download a file, or what is missing of it, and open it.

        Other processes wait while this one downloads the same file. Once open, they may do with its name what they
        like: a new version is a new file.

        Raises:
            UnreachableError: several attempts failed; what has come so far is kept for the next run.
            SourceError: the server does not give the file.
            OSError: the disk is full or refuses to be written.
        """
        place = _Place(folder(), remote.key)
        with place.locked():
            self._fetch(remote, place)
            file = place.whole.open("rb")
        self._done.append(place)
        with file:
            yield file

    def discard(self, remote: Remote) -> None:
        """Forget a download that turned out to be damaged."""
        _Place(folder(), remote.key).leave()

    def clear(self) -> None:
        """Forget all downloads of this run."""
        for place in self._done:
            place.leave()

    def _fetch(self, remote: Remote, place: "_Place") -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                _advance(remote, place)
                return
            except UnreachableError as error:
                if attempt == ATTEMPTS:
                    kept = place.size()
                    hint = f"; {kept:,} bytes are kept, and the next run goes on from there" if kept else ""
                    raise UnreachableError(f"{error} ({ATTEMPTS} attempts{hint})") from error
                console.say(f"{error}: trying again")
                self._pause(FIRST_PAUSE * 2 ** (attempt - 1))


def folder() -> Path:
    """Where downloads are kept: `$BLOODCELLS_CACHE`, or `bloodcells` in the user's cache folder."""
    if own := os.environ.get("BLOODCELLS_CACHE"):
        return Path(own)
    caches = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (caches if caches.is_absolute() else Path.home() / ".cache") / "bloodcells"


class _Place:
    """The files of one download."""

    def __init__(self, folder: Path, key: str) -> None:
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        self.whole = folder / name
        self.part = folder / f"{name}.part"
        self._facts = folder / f"{name}.json"
        self._lock = folder / f"{name}.lock"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until no other process downloads here."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        with self._lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def size(self) -> int:
        """Bytes that are here, of a whole file or of a part."""
        return next((file.stat().st_size for file in (self.whole, self.part) if file.exists()), 0)

    def version(self) -> str | None:
        """Of which version the bytes are, if that is known for sure."""
        try:
            version = json.loads(self._facts.read_text())["version"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return version if isinstance(version, str) else None

    def begin(self, version: str | None) -> None:
        """Drop what is here, and note the version of what will come."""
        self.clear()
        with atomic.new_file(self._facts) as facts:
            facts.write_text(json.dumps({"version": version}))

    def leave(self) -> None:
        """Drop what is here, unless another process is at work on it."""
        with self._lock.open("w") as file, suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.clear()

    def clear(self) -> None:
        """Drop what is here; to be called while `locked`."""
        for file in (self.whole, self.part, self._facts):
            file.unlink(missing_ok=True)


def _advance(remote: Remote, place: _Place) -> None:
    """One attempt to get all that is missing."""
    version = place.version()
    start = place.size() if version else 0
    with remote.open(start, version) as body:
        if body.start == 0:
            place.begin(body.version)
        elif body.start != start:
            raise SourceError(f"{remote.name}: asked for the bytes from {start:,} on, received {body.start:,}")
        elif place.whole.exists():
            return
        with place.part.open("ab") as file, console.download_bar() as bar:
            task = bar.add_task(remote.name, total=body.size, completed=body.start)
            for chunk in body.chunks:
                file.write(chunk)
                bar.update(task, advance=len(chunk))
            file.flush()
            os.fsync(file.fileno())
    received = place.part.stat().st_size
    if body.size is not None and received < body.size:
        raise UnreachableError(f"{remote.name}: the connection broke off after {received:,} of {body.size:,} bytes")
    if body.size is not None and received > body.size:
        place.clear()
        raise SourceError(f"{remote.name}: expected {body.size:,} bytes. Received {received:,}")
    place.part.replace(place.whole)
