"""MD5 as S3 and DVC use it."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

PIECE = 1024 * 1024
"""Bytes read at once."""


class Digest(Protocol):
    """A hash that is being computed."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes in."""

    def hexdigest(self) -> str:
        """Of all bytes so far."""

    def digest(self) -> bytes:
        """Of all bytes so far."""


def new(data: bytes = b"") -> Digest:
    """An MD5, for integrity and not for security, so that it works where rules forbid the latter."""
    return hashlib.md5(data, usedforsecurity=False)


def header(digest: Digest) -> str:
    """As `Content-MD5` has it: base64."""
    return base64.b64encode(digest.digest()).decode()


class Readable(Protocol):
    """A file that is open for reading bytes."""

    def read(self, size: int, /) -> bytes | None:
        """At most so many bytes, none at the end."""


def pieces(file: Readable, size: int = PIECE, total: int | None = None) -> Iterator[bytes]:
    """The bytes of a file from where it stands, so many in all; or up to its end."""
    left = total
    while piece := file.read(size if left is None else min(size, left)):
        yield piece
        if left is not None:
            left -= len(piece)


def of_file(path: Path, progress: Callable[[int], None] | None = None) -> str:
    """Of all bytes of a file, 32 hexadecimal digits."""
    digest = new()
    with path.open("rb") as file:
        for piece in pieces(file):
            digest.update(piece)
            if progress is not None:
                progress(len(piece))
    return digest.hexdigest()
