"""A DVC remote as keys and bytes: what every kind of one can do, whatever speaks to it.

A key is relative to the remote's root, with slashes: `files/md5/8f/14e45f...`, `runs/3a/3a7b.../c1...`.

Contract of all stores, held by one suite of tests over all of them:

- An object is whole or absent: nobody, at any instant, finds a part of one under its key.
- What is put is what the digest says, or nothing is put; what is got is checked in the same way, before its name is
  given to it. So no damaged bytes travel in either direction.
- Each call retries what may pass (a busy server, a cut connection, damaged bytes), a bounded number of times with
  growing pauses, and then says what was tried. What can't pass (no credentials, no such bucket) is said at once.
- All of it may be called from many threads at once.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Advance = Callable[[int], None]
"""Told of bytes that have gone over, as they go, from several threads; negative when an attempt is begun anew."""


@dataclass(frozen=True)
class Stored:
    """An object in a store."""

    key: str
    size: int
    """Bytes."""
    modified: float
    """When it was put there, seconds since 1970, by the store's clock."""


class Store(Protocol):
    """A DVC remote. Every method raises `RemoteError` when the remote can't be used."""

    name: str
    """The remote's, in DVC's settings."""
    url: str
    """Where it is, without a slash at the end: `s3://bucket/prefix`."""
    jobs: int
    """How many calls at once use it best."""

    def find(self, keys: Collection[str]) -> dict[str, Stored]:
        """Those of some keys that are there; in few requests, also for thousands of keys."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """All objects whose keys begin so, in no particular order; none if there is nothing."""

    def put(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> None:
        """Send a file.

        Args:
            key: where to; what is there is replaced.
            file: on this machine.
            md5: what its bytes must come to, 32 hexadecimal digits; None where a key says nothing of its content.
            advance: as `Advance`.

        Raises:
            DamagedObjectError: the file has other bytes than it should.
            OSError: it can't be read.
        """

    def get(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> bool:
        """Bring an object to this machine, under a temporary name beside `file` until it is whole and checked.

        Args:
            key: where from.
            file: where to; missing folders are made.
            md5: as of `put`.
            advance: as `Advance`.

        Returns:
            Whether there is such an object.

        Raises:
            DamagedObjectError: the object has other bytes than it should, however often it is asked for.
            OSError: the file can't be written.
        """

    def delete(self, keys: Collection[str]) -> None:
        """Delete objects; those that are not there are no error."""

    def uri(self, key: str) -> str:
        """The address of an object for other programs: `s3://bucket/prefix/files/md5/...`."""

    def stop(self) -> None:
        """Let all calls under way in other threads end soon, each by `RemoteError`; the store is of no use then."""
