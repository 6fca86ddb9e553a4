"""What a set of images may come in: a folder, or any zip, each read with the same suspicion.

Nothing is ever unpacked to a path that a container names; only the bytes of wanted files are read, one at a time.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bloodcells.errors import ArchiveError, SourceError
from bloodcells.images import zips
from bloodcells.images.download import Downloads, Remote
from bloodcells.images.references import Reference

MAX_FILES = 1_000_000
MAX_FILE_BYTES = 64 * 2**20
# Images hardly compress. A zip whose content is larger than both of these is a decompression bomb.
MAX_RATIO = 20
MAX_FREE_BYTES = 256 * 2**20


class Container(Protocol):
    """Files with names and bytes, wherever they lie."""

    @property
    def reference(self) -> Reference | None:
        """The objects of a bucket whose bytes have been read, if that is where they lie."""

    def files(self) -> Sequence[str]:
        """Names with `/` between folders, in any order.

        Raises:
            SourceError: it holds what no set of images holds.
        """

    def read(self, files: Sequence[str]) -> Iterator[bytes]:
        """The bytes of `files`, in that order, one at a time.

        Raises:
            SourceError: one is too large, damaged, or gone.
        """


class Folder:
    """A folder on disk. Links to files are followed, for a cache may have put them there; links to folders are not."""

    reference: Reference | None = None

    def __init__(self, root: Path) -> None:
        self._root = root

    def files(self) -> list[str]:
        """As of Container."""
        found = []
        for folder, folders, files in os.walk(self._root, onerror=_give_up):
            here = Path(folder)
            for name in folders:
                if (here / name).is_symlink():
                    raise SourceError(f"{here / name} is a link to a folder: expected the folder itself")
            found += [(here / name).relative_to(self._root).as_posix() for name in files]
            _check_count(len(found), str(self._root))
        return found

    def read(self, files: Sequence[str]) -> Iterator[bytes]:
        """As of Container."""
        for file in files:
            path = self._root / file
            try:
                status = path.stat()
            except OSError as error:
                raise SourceError(f"{path} cannot be read: {error.strerror}") from error
            if not stat.S_ISREG(status.st_mode):
                raise SourceError(f"{path} is no regular file")
            check_size(file, status.st_size)
            try:
                content = path.read_bytes()
            except OSError as error:
                raise SourceError(f"{path} cannot be read: {error.strerror}") from error
            yield content


class Zip:
    """A zip archive from anyone."""

    def __init__(self, archive: ZipFile, size: int, reference: Reference | None) -> None:
        """Take an open archive and its size in bytes, which unlike the sizes it tells of itself is true."""
        self.reference = reference
        self._archive = archive
        self._size = size

    def files(self) -> list[str]:
        """As of Container."""
        entries = self._archive.infolist()
        _check_count(len(entries), "the archive")
        for entry in entries:
            _check_entry(entry)
        return [entry.filename for entry in entries if not entry.is_dir()]

    def read(self, files: Sequence[str]) -> Iterator[bytes]:
        """As of Container."""
        sizes = {entry.filename: entry.file_size for entry in self._archive.infolist()}
        for file in files:
            check_size(file, sizes[file])
        total = sum(sizes[file] for file in files)
        if total > max(MAX_RATIO * self._size, MAX_FREE_BYTES):
            raise ArchiveError(
                f"a decompression bomb: {self._size:,} bytes would become {total:,}, over {MAX_RATIO} times as many"
            )
        for file in files:
            yield zips.read(self._archive, file)


@contextmanager
def zipped(file: BinaryIO, name: str, reference: Reference | None = None) -> Iterator[Container]:
    """Open a zip that the user knows as `name`, downloaded from `reference` if from a bucket.

    Raises:
        ArchiveError: it is no zip, or damaged.
    """
    with zips.opened(file, name) as archive:
        yield Zip(archive, file.seek(0, os.SEEK_END), reference)


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """Open a folder or a zip on this machine.

    Raises:
        SourceError: there is nothing, or something else, or it cannot be read.
        ArchiveError: it is a damaged zip.
    """
    if path.is_dir():
        yield Folder(path)
        return
    if path.exists() and not path.is_file():  # a pipe or a device, which may never end
        raise SourceError(f"{path} is neither a file nor a folder")
    try:
        file = path.open("rb")
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    with file, zipped(file, str(path)) as container:
        yield container


@contextmanager
def downloaded(remote: Remote, downloads: Downloads) -> Iterator[Container]:
    """Download a zip and open it; a damaged one is forgotten, so that the next run begins anew.

    Raises:
        UnreachableError: the server cannot be reached.
        SourceError: the server does not give the file.
        ArchiveError: it is no zip, or damaged.
    """
    with downloads.open(remote) as file:
        try:
            with zipped(file, remote.name, remote.reference) as container:
                yield container
        except ArchiveError:
            downloads.discard(remote)
            raise


def check_size(file: str, size: int) -> None:
    """Refuse a file that no image of a cell is as large as, before it is read.

    Raises:
        SourceError: it has more than MAX_FILE_BYTES.
    """
    if size > MAX_FILE_BYTES:
        raise SourceError(f"{file!r} is too large: expected at most {MAX_FILE_BYTES:,} bytes. Received {size:,}")


def _check_count(count: int, where: str) -> None:
    if count > MAX_FILES:
        raise SourceError(f"too many files in {where}: expected at most {MAX_FILES:,}")


def _check_entry(entry: ZipInfo) -> None:
    """Refuse whatever a careless program would unpack outside of its folder, and what cannot be read."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not name:
        raise ArchiveError("a damaged archive: it holds a file without a name")
    if path.is_absolute() or name[1:2] == ":":
        raise ArchiveError(f"unsafe archive: {entry.filename!r} is an absolute path")
    if ".." in path.parts:
        raise ArchiveError(f"unsafe archive: {entry.filename!r} leads out of it")
    if kind == stat.S_IFLNK:
        raise ArchiveError(f"unsafe archive: {entry.filename!r} is a link")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError(f"unsafe archive: {entry.filename!r} is no regular file")
    if entry.flag_bits & 1:
        raise ArchiveError(f"{entry.filename!r} is encrypted: expected an archive without password")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ArchiveError(f"{entry.filename!r} is compressed in an unusual way: expected stored or deflated")


def _give_up(error: OSError) -> None:
    raise SourceError(f"{error.filename} cannot be read: {error.strerror}") from error
