"""Files that DVC's cache keeps for a commit, as far as it has them here: nothing is brought from a remote."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from hemolog.errors import DamagedObjectError, RepositoryError
from hemolog.experiments.objects.directories import members
from hemolog.experiments.objects.names import is_old, name_of
from hemolog.experiments.workspace import Workspace


class KeptError(ValueError):
    """An object isn't here, or can't be read: one line."""


class KeptFiles:
    """Reads objects of the cache; lists of directories once."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the repository. Where its cache is, is asked when the first object is."""
        self._workspace = workspace
        self._listed: dict[str, Mapping[str, str]] = {}

    def data(self, key: str, most: int) -> bytes:
        """The bytes of an object.

        Args:
            key: where it lies below a cache.
            most: bytes that it may have.

        Raises:
            KeptError: it isn't here, is larger, or holds other bytes than its name tells of.
        """
        file = self._file(key)
        try:
            if (size := file.stat().st_size) > most:
                raise KeptError(f"{size:,} bytes are more than {most:,}")
            data = file.read_bytes()
        except OSError as error:
            raise KeptError(f"DVC's cache can't be read: {error.strerror or error}") from error
        # What DVC 1 and 2 made is named by a digest without line ends.
        if not is_old(key) and hashlib.md5(data, usedforsecurity=False).hexdigest() != name_of(key):
            raise KeptError("DVC's cache has other bytes under its name: delete them and pull again")
        return data

    def members(self, key: str) -> Mapping[str, str]:
        """The files of a directory: their paths in it, to their keys.

        Args:
            key: of its list.

        Raises:
            KeptError: as of `data`.
        """
        if key not in self._listed:
            file = self._file(key)
            try:
                found = members(file, old=is_old(key))
            except (OSError, DamagedObjectError) as error:
                raise KeptError(" ".join(str(error).split())) from error
            self._listed[key] = {each.path: each.key for each in found}
        return self._listed[key]

    def _file(self, key: str) -> Path:
        if isinstance(self._cache, str):
            raise KeptError(self._cache)
        file = self._cache / key
        if not file.is_file():
            raise KeptError("DVC's cache doesn't have it here: `hemolog pull` or `dvc pull` brings it")
        return file

    @cached_property
    def _cache(self) -> Path | str:
        """DVC's cache, or why it isn't known."""
        from hemolog.experiments.dvc_store import cache_folder  # It imports DVC, which most histories need nothing of.

        try:
            return cache_folder(self._workspace.dvc_root)
        except RepositoryError as error:
            return str(error)
