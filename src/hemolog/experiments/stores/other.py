"""Every other remote that DVC knows (gs, azure, ssh, http, webdav, hdfs), by way of DVC's own file system of it."""

import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hemolog import atomic
from hemolog.errors import RemoteError
from hemolog.experiments import faults
from hemolog.experiments.stores import damage, digests, parallel
from hemolog.experiments.stores.address import shown
from hemolog.experiments.stores.progress import attempt
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.store import Advance, Stored
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

_Result = TypeVar("_Result")
JOBS = 8
"""Requests at once, unless the remote's settings tell another number (`jobs`)."""
FEW = 500
"""So many keys are asked for one by one; for more, all there is gets listed."""
_TEMPORARY = ".hemolog-"
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


class FileSystem(Protocol):
    """What is used of `dvc_objects.fs.base.FileSystem`."""

    def info(self, path: str) -> Any:
        """Its `size` and `type`, and when it was made, under one name or another."""

    def walk(self, path: str, **options: Any) -> Any:
        """Folders, with the names in each."""

    def makedirs(self, path: str, **options: Any) -> None:
        """Make a folder and those above it."""

    def put_file(self, from_file: str, to_info: str, **options: Any) -> None:
        """Send a file."""

    def get_file(self, from_info: str, to_info: str, **options: Any) -> None:
        """Bring a file."""

    def mv(self, from_info: str, to_info: str, **options: Any) -> None:
        """Give a file another name."""

    def rm_file(self, path: str) -> None:
        """Remove a file."""


class _FailedError(Exception):
    """The file system raised something, each in its own way; it is the cause."""


class _DamagedError(Exception):
    """Other bytes came than were sent."""


class FileSystemStore:
    """A `Store` over a file system of DVC."""

    def __init__(
        self,
        settings: RemoteSettings,
        files: FileSystem,
        root: str,
        *,
        renames: bool,
        lists: bool = True,
        retries: Retries | None = None,
    ) -> None:
        """Take a file system that is not yet used.

        Args:
            settings: of the remote.
            files: where it is.
            root: the remote's folder there.
            renames: what is sent may be seen before it is whole, so it needs another name until then; not so where
                objects are kept.
            lists: it can tell what is there; not so with plain HTTP.
            retries: how often and with which pauses; the usual way if None.
        """
        self.name = settings.name
        self.url = shown(settings.url)
        self.jobs = int(settings.options.get("jobs") or JOBS)
        self._files = files
        self._root = root.rstrip("/")
        self._renames = renames
        self._lists = lists
        self._retries = retries or Retries()

    def find(self, keys: Collection[str]) -> dict[str, Stored]:
        """As `Store` has it."""
        if self._lists and len(keys) > FEW:
            wanted = set(keys)
            prefixes = {key.partition("/")[0] for key in wanted}
            return {each.key: each for top in prefixes for each in self.list(f"{top}/") if each.key in wanted}
        found = parallel.each(lambda key: self._call(lambda: self._info(key), key), keys, self.jobs)
        return {each.key: each for each in found if each is not None}

    def list(self, prefix: str) -> Iterator[Stored]:
        """As `Store` has it."""
        if not self._lists:
            raise RemoteError(f"{self.url}: a remote of this kind can't tell what it holds")
        folder = prefix.rpartition("/")[0]
        found = self._call(lambda: list(self._walk(folder)), prefix)
        yield from (each for each in found if each.key.startswith(prefix))

    def put(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> None:
        """As `Store` has it; told of when all has gone."""
        size = file.stat().st_size
        damage.expect(file, md5, digests.of_file(file) if md5 is not None else "")
        self._call(lambda: self._send(key, file, size), key)
        if advance is not None:
            advance(size)

    def get(self, key: str, file: Path, md5: str | None = None, advance: Advance | None = None) -> bool:
        """As `Store` has it; told of when all has come."""
        try:
            with atomic.new_file(file) as part:
                self._call(lambda: self._bring(key, part, md5), key)
                size = part.stat().st_size
        except FileNotFoundError:
            return False
        with attempt(advance) as progress:
            progress(size)
        return True

    def delete(self, keys: Collection[str]) -> None:
        """As `Store` has it."""
        parallel.each(lambda key: self._call(lambda: self._remove(key), key), keys, self.jobs)

    def uri(self, key: str) -> str:
        """As `Store` has it."""
        return f"{self.url}/{key}"

    def stop(self) -> None:
        """As `Store` has it."""
        self._retries.stop.set()

    def _call(self, work: Callable[[], _Result], key: str) -> _Result:
        def once() -> _Result:
            try:
                return work()
            except (_DamagedError, FileNotFoundError):
                raise
            except Exception as error:
                if full := faults.full_disk(error):
                    raise full from error
                raise _FailedError from error

        return self._retries.call(once, self.uri(key), _diagnose, (_FailedError, _DamagedError))

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}" if self._root else key

    def _info(self, key: str) -> Stored | None:
        try:
            facts = self._files.info(self._path(key))
        except FileNotFoundError:
            return None
        return _stored(key, facts) if facts.get("type", "file") == "file" else None

    def _walk(self, folder: str) -> Iterator[Stored]:
        top = self._path(folder).rstrip("/")
        with suppress(FileNotFoundError):
            for where, _, names in self._files.walk(top, detail=True):
                below = str(where).replace("\\", "/").rstrip("/")[len(self._root) :].strip("/")
                for name, facts in names.items():
                    if not name.startswith("."):
                        yield _stored(f"{below}/{name}".lstrip("/"), facts)

    def _send(self, key: str, file: Path, size: int) -> None:
        target = self._path(key)
        folder, _, name = target.rpartition("/")
        self._files.makedirs(folder, exist_ok=True)
        sent = f"{folder}/{_TEMPORARY}{name}-{secrets.token_hex(4)}" if self._renames else target
        try:
            self._files.put_file(str(file), sent, size=size)
            if self._files.info(sent).get("size") not in (size, None):
                raise _DamagedError("cut short on its way")
            if sent != target:
                self._files.mv(sent, target)
        except BaseException:
            if sent != target:
                with suppress(Exception):
                    self._files.rm_file(sent)
            raise

    def _bring(self, key: str, part: Path, md5: str | None) -> None:
        self._files.get_file(self._path(key), str(part))
        found = digests.of_file(part) if md5 is not None else None
        if found != md5:
            raise _DamagedError(f"damaged: expected MD5 {md5}, received {found}")

    def _remove(self, key: str) -> None:
        with suppress(FileNotFoundError):
            self._files.rm_file(self._path(key))


def _stored(key: str, facts: Any) -> Stored:
    """What a file system tells of a file; one of which it does not tell when it was put there is taken for new."""
    told = next((facts[name] for name in _TIMES if facts.get(name) is not None), None)
    modified = told.timestamp() if isinstance(told, datetime) else told
    return Stored(key, int(facts["size"]), float(modified) if isinstance(modified, int | float) else time.time())


def _diagnose(error: Exception) -> Diagnosis:
    if isinstance(error, _DamagedError):
        return Diagnosis(Trouble.DAMAGED, faults.one_line(error), "try again later", passing=True)
    cause = error.__cause__ or error
    told = f"{faults.one_line(cause)[:200]} ({type(cause).__name__})"
    if isinstance(cause, PermissionError):
        return Diagnosis(Trouble.PERMISSION, told)
    if isinstance(cause, OSError):
        return Diagnosis(Trouble.NETWORK, told, "try again later", passing=True)
    return Diagnosis(Trouble.OTHER, told)
