"""Reading zips that may be damaged: whatever is wrong with one is an ArchiveError that names it."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from bloodcells.errors import ArchiveError

# What the standard library raises on damage, found by flipping and cutting bytes; a password is a RuntimeError,
# an unknown compression a NotImplementedError, a name in broken UTF-8 a ValueError.
_DAMAGE = (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError, struct.error)

_MAGIC = b"PK\x03\x04"


@contextmanager
def opened(file: Path | BinaryIO, name: str) -> Iterator[ZipFile]:
    """Open a zip for reading.

    Args:
        file: a path, or a seekable stream, which stays open.
        name: what the user knows it by.

    Raises:
        ArchiveError: it is no zip, or its table of contents is cut off or damaged.
        OSError: it cannot be read at all.
    """
    try:
        archive = ZipFile(file)
    except _DAMAGE as error:
        raise ArchiveError(f"{name}: {_diagnosis(file, error)}") from error
    with archive:
        if not all(0 <= entry.header_offset < archive.start_dir for entry in archive.infolist()):
            raise ArchiveError(f"{name}: a damaged zip archive: its table of contents points out of it")
        yield archive


def read(archive: ZipFile, member: str) -> bytes:
    """The content of a member, checked against its CRC.

    Raises:
        ArchiveError: the content is damaged.
    """
    try:
        return archive.read(member)
    except _DAMAGE as error:
        raise ArchiveError(f"{member!r} is damaged in its archive ({error}): fetch the archive again") from error


def _diagnosis(file: Path | BinaryIO, error: Exception) -> str:
    start = _first_bytes(file)
    if not start:
        return "the file is empty"
    if start != _MAGIC:
        return f"not a zip archive (it starts with {start!r})"
    if isinstance(error, BadZipFile) and "not a zip" in str(error):
        return "a truncated zip archive: its end is missing; fetch it again"
    return f"a damaged zip archive ({error}); fetch it again"


def _first_bytes(file: Path | BinaryIO) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as stream:
            return stream.read(len(_MAGIC))
    file.seek(0)
    return file.read(len(_MAGIC))
