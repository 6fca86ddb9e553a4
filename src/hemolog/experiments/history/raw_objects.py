"""Objects of a git repository as bytes, by their ids.

Objects in files of their own are read without libgit2: it never returns from one that was cut off, as a full disk or a
power cut leaves it (1.9.7).
"""

import hashlib
import os
import zlib
from enum import StrEnum
from functools import cache
from pathlib import Path

import pygit2

LARGEST = 100_000_000
"""Bytes of an object that is read from a file of its own."""
_LONGEST_HEADER = 32


class ObjectKind(StrEnum):
    """As git names them."""

    COMMIT = "commit"
    TREE = "tree"
    BLOB = "blob"
    TAG = "tag"


_NUMBERED = {1: ObjectKind.COMMIT, 2: ObjectKind.TREE, 3: ObjectKind.BLOB, 4: ObjectKind.TAG}


class ObjectError(ValueError):
    """An object can't be read: one line.

    Attributes:
        lost: git doesn't have it, or not whole; it may have it again.
    """

    def __init__(self, message: str, *, lost: bool = False) -> None:
        self.lost = lost
        super().__init__(message)


def common_folder(git: pygit2.Repository) -> Path:
    """Where objects and references are: of a linked worktree in the folder of the first one."""
    folder = Path(git.path)
    link = folder / "commondir"
    return folder / link.read_text().strip() if link.is_file() else folder


class RawObjects:
    """Reads them."""

    def __init__(self, git: pygit2.Repository) -> None:
        """Take the repository. What has a file of its own is seen when the first object of its folder is read."""
        self._odb = git.odb
        self._folder = os.fspath(common_folder(git) / "objects")
        self._names = cache(self._listed)

    def read(self, oid: bytes) -> tuple[ObjectKind, bytes]:
        """An object.

        Args:
            oid: its id, 20 bytes.

        Raises:
            ObjectError: git doesn't have it, or not whole.
        """
        name = oid.hex()
        if name[2:] in self._names(name[:2]):
            return self._in_file(oid, f"{self._folder}/{name[:2]}/{name[2:]}")
        try:
            kind, data = self._odb.read(pygit2.Oid(oid))
        except (KeyError, ValueError, pygit2.GitError) as error:
            said = " ".join(str(error).split())[:200]
            missing = isinstance(error, KeyError)
            raise ObjectError(f"git has no {name}" if missing else f"git can't read it: {said}", lost=True) from error
        return _NUMBERED[kind], data

    def _listed(self, folder: str) -> frozenset[str]:
        try:
            with os.scandir(f"{self._folder}/{folder}") as found:
                return frozenset(each.name for each in found)
        except OSError:
            return frozenset()

    def _in_file(self, oid: bytes, file: str) -> tuple[ObjectKind, bytes]:
        try:
            reader = zlib.decompressobj()
            data = reader.decompress(Path(file).read_bytes(), LARGEST + _LONGEST_HEADER)
        except (OSError, zlib.error) as error:
            raise ObjectError(f"git can't read it: {' '.join(str(error).split())}", lost=True) from error
        if len(data) > LARGEST:
            raise ObjectError(f"it has more than {LARGEST:,} bytes")
        if not reader.eof or hashlib.sha1(data, usedforsecurity=False).digest() != oid:
            raise ObjectError(f"git can't read it: {oid.hex()} is damaged", lost=True)
        header, _, content = data.partition(b"\0")
        return ObjectKind(header.partition(b" ")[0].decode()), content
