"""The files of directories that commits point at, from the lists in the cache, or else in the DVC remotes."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from hemolog.errors import DamagedObjectError, HemologError
from hemolog.experiments.objects.directories import Member, members
from hemolog.experiments.objects.names import is_directory, is_old, key_of
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.sharing.stores import Stores, by_remote, place_of
from hemolog.experiments.sharing.transfer.transfer import Item, Watcher, bring, first_reason


class DirectoryLists:
    """Reads each list once."""

    def __init__(self, cache: Path) -> None:
        """Take DVC's cache on this machine."""
        self._cache = cache
        self._known: dict[str, tuple[Member, ...] | None] = {}

    def of(self, output: Output) -> tuple[Member, ...] | None:
        """The files of an output: none of a file; None if the cache has no list of them that can be read."""
        if not output.is_directory:
            return ()
        if self._known.get(output.key) is None:
            self._known[output.key] = self._read(output.key)
        return self._known[output.key]

    def names(self, name: str) -> list[str]:
        """The names of the files' objects, of a directory that the cache may have."""
        if not is_directory(name):
            return []
        found = self._read(key_of(name)) or self._read(key_of(name, old=True)) or ()
        return [each.name for each in found]

    def _read(self, key: str) -> tuple[Member, ...] | None:
        try:
            return members(self._cache / key, old=is_old(key))
        except (OSError, DamagedObjectError):
            return None

    def bring(self, outputs: Iterable[Output], stores: Stores, watcher: Watcher) -> dict[str, HemologError]:
        """Bring the lists that the cache lacks, or has damaged, as far as the remotes have them.

        Returns:
            By key: why some did not come. `expect_readable` is for who can't do without.

        Raises:
            HemologError: a remote can't be used at all.
        """
        failed: dict[str, HemologError] = {}
        lacking = [each for each in outputs if self.of(each) is None]
        for remote, keys in by_remote(map(place_of, lacking)).items():
            items = [Item.of(key, self._cache) for key in keys]
            failed.update(bring(stores.of(remote), items, watcher).failed)
        return failed


def expect_readable(failed: Mapping[str, HemologError]) -> None:
    """Go on where lists are damaged in the remote too, and only then.

    Raises:
        HemologError: one did not come for another reason.
    """
    others = {key: error for key, error in failed.items() if not isinstance(error, DamagedObjectError)}
    if others:
        raise first_reason(others)
