"""The canonical archive of a source: a zip whose bytes depend on nothing but its images and their names.

Members are `<SPLIT>/<CLASS>/<file>`, or `<CLASS>/<file>` in a set without splits, and at most one `sources.csv` at
the root, which tells the photograph that each image was made from. They are stored, sorted by name, dated 1980-01-01,
with mode 0644. So equal images give equal bytes, whatever container they came in, and one new object in a bucket.

The digest of the content can be had without this code: `sha256sum` of all members in order of their names
(`LC_ALL=C sort`), and the SHA-256 of what it prints.
"""

import hashlib
import re
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bloodcells.errors import ArchiveError
from bloodcells.images import zips

SOURCES = "sources.csv"
SPLITS = ("TRAIN", "TEST", "TEST_SIMPLE")
SUFFIXES = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")

# Class names become keys of metrics and columns of tables: no dots, slashes or commas.
_LABEL = re.compile(r"\w([\w -]{0,62}\w)?")
_LONGEST_FILE = 255  # bytes, as in most file systems
_EPOCH = (1980, 1, 1, 0, 0, 0)
_REGULAR_0644 = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, order=True, slots=True)
class Member:
    """An image of a canonical archive. Ordered by name."""

    name: str
    split: str | None
    """One of SPLITS; None in a set without splits."""
    label: str
    """The class."""
    file: str

    @classmethod
    def parse(cls, name: str) -> Self:
        """Understand the name of a member.

        Raises:
            ArchiveError: it is not the name of an image in a canonical archive.
        """
        split: str | None = None
        match name.split("/"):
            case [label, file]:
                pass
            case [split, label, file] if split in SPLITS:
                pass
            case _:
                places = f"<SPLIT>/<CLASS>/<file> (SPLIT in {', '.join(SPLITS)}) or <CLASS>/<file>"
                raise _refusal(name, f"expected {places}")
        if label in SPLITS:
            raise _refusal(name, f"expected a class between {label} and the file")
        if not _LABEL.fullmatch(label):
            raise _refusal(name, "expected a class of letters, digits, spaces, - and _, at most 64")
        if not file.isprintable() or file.startswith(".") or "\\" in file:
            raise _refusal(name, "expected a printable file name without backslash that starts with no dot")
        if len(file.encode()) > _LONGEST_FILE:
            raise _refusal(name, f"expected a file name of at most {_LONGEST_FILE} bytes")
        if not file.lower().endswith(SUFFIXES):
            raise _refusal(name, f"expected an image ({' '.join(SUFFIXES)})")
        # Of a hundred thousand images, the first two are few strings.
        return cls(name, split and sys.intern(split), sys.intern(label), file)


def write(path: Path, contents: Iterable[tuple[str, bytes]]) -> str:
    """Write a canonical archive.

    Args:
        path: where to; the caller sees to it that no half one stays there.
        contents: names and bytes of the images, and of `sources.csv` if there is one, in the order of the names.
            Taken one at a time, so that a set need not fit into memory.

    Returns:
        The digest of the content, as `digest` gives it.

    Raises:
        ArchiveError: a name is not canonical, comes twice or out of order, or there is no image.
        OSError: the disk is full or refuses to be written.
    """
    content = _ContentDigest()
    names: list[str] = []
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name, data in contents:
            if names and name <= names[-1]:
                raise _refusal(name, f"expected each name once and in order. Received it after {names[-1]}")
            names.append(name)
            content.add(name, data)
            archive.writestr(_entry(name), data)
    _checked(names)
    return str(content)


@dataclass(frozen=True)
class Contents:
    """What is in a canonical archive."""

    members: list[Member]
    """The images, sorted by name."""
    offsets: "array[int]"
    """Where the header of each begins, in bytes: what `stored.read` wants."""
    sources: bytes | None
    """`sources.csv`, if there is one."""


def contents(path: Path) -> Contents:
    """Read what is in a canonical archive, but not the images.

    Raises:
        ArchiveError: it is damaged, or not canonical.
    """
    with zips.opened(path, str(path)) as archive:
        images = _checked(archive.namelist())
        offsets = array("Q", (entry.header_offset for entry in archive.infolist() if entry.filename != SOURCES))
        sources = zips.read(archive, SOURCES) if SOURCES in archive.namelist() else None
    return Contents(images, offsets, sources)


def members(path: Path) -> list[Member]:
    """The images of a canonical archive, sorted by name.

    Raises:
        ArchiveError: it is damaged, or not canonical.
    """
    return contents(path).members


def digest(path: Path) -> str:
    """The digest `sha256:<hex>` of a canonical archive's content: of names and bytes, not of the zip around them.

    Raises:
        ArchiveError: it is damaged, or not canonical.
    """
    content = _ContentDigest()
    with zips.opened(path, str(path)) as archive:
        _checked(archive.namelist())
        for name in archive.namelist():
            content.add(name, zips.read(archive, name))
    return str(content)


class _ContentDigest:
    """SHA-256 over the lines that `sha256sum` would print for the members, in order."""

    def __init__(self) -> None:
        self._lines = hashlib.sha256()

    def add(self, name: str, data: bytes) -> None:
        self._lines.update(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode())

    def __str__(self) -> str:
        return f"sha256:{self._lines.hexdigest()}"


def _checked(names: list[str]) -> list[Member]:
    images = [Member.parse(name) for name in names if name != SOURCES]
    if not images:
        raise ArchiveError(f"no images: expected files that end in {' '.join(SUFFIXES)}")
    if names != sorted(set(names)):
        raise ArchiveError("not a canonical archive: its members are not in order, or one comes twice")
    if len({image.split is None for image in images}) > 1:
        raise ArchiveError(f"some images lie in splits ({', '.join(SPLITS)}) and some do not: expected all or none")
    return images


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.external_attr = _REGULAR_0644
    entry.create_system = _UNIX
    return entry


def _refusal(name: str, expectation: str) -> ArchiveError:
    return ArchiveError(f"{expectation}. Received {name!r}")
