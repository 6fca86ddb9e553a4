"""Which objects are in the cache and in the DVC remotes, how large they are, and, if read again, whether whole.

A remote is listed once for all keys, and each object of it is read again once at most.
"""

from collections.abc import Collection, Iterable
from pathlib import Path

from hemolog.errors import HemologError, RepositoryError
from hemolog.experiments.sharing.audit import rehash
from hemolog.experiments.sharing.audit.audited import State
from hemolog.experiments.sharing.stores import Place, Stores, by_remote
from hemolog.experiments.sharing.transfer.transfer import Watcher


class Presence:
    """What was looked at so far."""

    def __init__(self, cache: Path, stores: Stores, scratch: Path) -> None:
        """Take where to look, and a folder for what is read again."""
        self.cache, self._stores, self._scratch = cache, stores, scratch
        self.unusable: dict[str | None, HemologError] = {}
        """Why some DVC remotes could not be looked at."""
        self._here: dict[str, int] = {}
        self._there: dict[Place, int] = {}
        self._damaged_here: set[str] = set()
        self._damaged_there: set[Place] = set()

    def look_here(self, keys: Iterable[str]) -> None:
        """Look which keys the cache has."""
        for key in keys:
            try:
                self._here[key] = (self.cache / key).stat().st_size
            except OSError:
                self._here.pop(key, None)

    def look_there(self, places: Iterable[Place], *, needed: bool) -> None:
        """Look which places of the DVC remotes are taken.

        Args:
            places: to look at.
            needed: whether nothing can be told without the default remote. If not it may be that there is none.

        Raises:
            HemologError: the default remote can't be used. Of another one it stands in `unusable`.
        """
        for remote, keys in by_remote(places).items():
            try:
                found = self._stores.of(remote).find(keys)
            except HemologError as error:
                # That there is no default remote is no trouble for who needs none.
                if remote is None and (needed or not isinstance(error, RepositoryError)):
                    raise
                self.unusable[remote] = error
                continue
            self._there.update(((remote, key), stored.size) for key, stored in found.items())

    def rehash_here(self, keys: Collection[str], watcher: Watcher) -> None:
        """Read those of some files of the cache again that are there.

        Raises:
            HemologError: one can't be read.
        """
        sizes = {key: self._here[key] for key in keys if key in self._here}
        self._damaged_here |= rehash.damaged_here(sizes, self.cache, watcher)

    def rehash_there(self, places: Iterable[Place], watcher: Watcher) -> None:
        """Read those of some objects of DVC remotes again that are there.

        Raises:
            HemologError: a remote can't be used.
        """
        for remote, keys in by_remote(place for place in places if place in self._there).items():
            sizes = {key: self._there[remote, key] for key in keys}
            found = rehash.damaged_there(sizes, self._stores.of(remote), self._scratch, watcher)
            self._damaged_there |= {(remote, key) for key in found}

    def here(self, key: str, size: int | None) -> State:
        """Whether the cache has an object that should be so large, in bytes."""
        return _state(self._here.get(key), size, damaged=key in self._damaged_here)

    def there(self, place: Place, size: int | None) -> State:
        """Whether a DVC remote has an object that should be so large, in bytes."""
        return _state(self._there.get(place), size, damaged=place in self._damaged_there)

    def size_here(self, key: str) -> int | None:
        """In bytes; None if the cache lacks it."""
        return self._here.get(key)

    def size_there(self, place: Place) -> int | None:
        """In bytes; None if the remote lacks it."""
        return self._there.get(place)

    def file(self, key: str) -> str:
        """Where the cache keeps a key."""
        return str(self.cache / key)

    def uri(self, place: Place) -> str:
        """The address of a place."""
        return self._stores.of(place[0]).uri(place[1])


def _state(found: int | None, expected: int | None, *, damaged: bool) -> State:
    if found is None:
        return State.MISSING
    if expected is not None and found != expected:
        return State.WRONG_SIZE
    return State.DAMAGED if damaged else State.WHOLE
