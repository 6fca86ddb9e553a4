"""A folder of this machine, or of one that is mounted: the remote that a repository has before there is a bucket."""

import errno
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from hemolog import atomic
from hemolog.errors import DamagedObjectError, RemoteError
from hemolog.experiments import faults
from hemolog.experiments.stores import damage, digests, leftovers
from hemolog.experiments.stores.progress import attempt
from hemolog.experiments.stores.retry import Stop
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.store import Advance, Stored
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

JOBS = 4
"""More at once would wait for the same disk."""
"""Seconds after which a temporary file is nobody's any more."""
_PROTECTED = 0o444
"""As DVC leaves objects of a local remote."""


class FolderStore:
    """A `Store` in a folder, laid out as DVC lays it out. It need not exist before something is put there."""

    def __init__(self, settings: RemoteSettings) -> None:
        self.name = settings.name
        self.url = settings.url.rstrip("/") or "/"
        self.jobs = int(settings.options.get("jobs") or JOBS)
        self._root = Path(self.url)
        self._stop = Stop()

    def find(self, keys: Collection[str]) -> dict[str, Stored]:
        """As `Store` has it."""
        with self._using():
            found = ((key, self._stat(key)) for key in keys)
            return {key: _stored(key, facts) for key, facts in found if facts is not None}

    def list(self, prefix: str) -> Iterator[Stored]:
        """As `Store` has it; temporary files that nobody completes any more are removed on the way."""
        folder, _, begun = prefix.rpartition("/")
        with self._using():
            yield from self._scan(self._root / folder, f"{folder}/" if folder else "", begun)

    def put(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> None:
        """As `Store` has it."""
        target = self._root / key
        with attempt(advance) as progress, file.open("rb", buffering=0) as source, self._using():
            digest = digests.new()
            with atomic.new_file(target) as part:
                with part.open("wb") as copy:
                    for piece in digests.pieces(source):
                        self._stop.check()
                        digest.update(piece)
                        copy.write(piece)
                        progress(len(piece))
                damage.expect(file, md5, digest.hexdigest())
                part.chmod(_PROTECTED)

    def get(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> bool:
        """As `Store` has it."""
        with self._using():
            try:
                source = (self._root / key).open("rb", buffering=0)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return False
        with attempt(advance) as progress, source, atomic.new_file(file) as part, part.open("wb") as copy:
            digest = digests.new()
            while piece := self._read(source):
                digest.update(piece)
                copy.write(piece)
                progress(len(piece))
            if md5 is not None and digest.hexdigest() != md5:
                raise DamagedObjectError(
                    f"{self.uri(key)}: damaged: expected MD5 {md5}, found {digest.hexdigest()}: remove it, then send "
                    "it again from where it is whole (`hemolog push`)"
                )
        return True

    def delete(self, keys: Collection[str]) -> None:
        """As `Store` has it."""
        with self._using():
            for key in keys:
                self._stop.check()
                with suppress(FileNotFoundError, NotADirectoryError):
                    (self._root / key).unlink()

    def uri(self, key: str) -> str:
        """As `Store` has it."""
        return str(self._root / key)

    def stop(self) -> None:
        """As `Store` has it."""
        self._stop.set()

    @contextmanager
    def _using(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            told = faults.explain(error)
            raise RemoteError(told if self.url in told else f"{self.url}: {told}", _diagnosis(error)) from error

    def _read(self, source: FileIO) -> bytes:
        self._stop.check()
        with self._using():
            return source.read(digests.PIECE) or b""

    def _stat(self, key: str) -> os.stat_result | None:
        self._stop.check()
        try:
            facts = (self._root / key).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return facts if stat.S_ISREG(facts.st_mode) else None

    def _scan(self, folder: Path, above: str, begun: str = "") -> Iterator[Stored]:
        """Objects of a folder whose names begin so, and all of the folders in it."""
        self._stop.check()
        try:
            entries = [entry for entry in os.scandir(folder) if entry.name.startswith(begun)]
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if entry.is_dir():
                yield from self._scan(Path(entry.path), f"{above}{entry.name}/")
            elif entry.name.startswith("."):
                leftovers.clean(entry)
            else:
                with suppress(FileNotFoundError):  # Somebody may remove it at this moment.
                    yield _stored(f"{above}{entry.name}", entry.stat())


def _stored(key: str, facts: os.stat_result) -> Stored:
    return Stored(key, facts.st_size, facts.st_mtime)


def _diagnosis(error: OSError) -> Diagnosis:
    permission = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return Diagnosis(Trouble.PERMISSION if permission else Trouble.OTHER, faults.explain(error))
