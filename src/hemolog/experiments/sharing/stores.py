"""The DVC remotes that outputs of experiments may lie in: mostly the default one, opened when it is first needed."""

from collections.abc import Collection, Iterable
from pathlib import Path

from hemolog.errors import RepositoryError
from hemolog.experiments.dvc_store import open_store
from hemolog.experiments.objects.outputs import Output
from hemolog.experiments.stores.store import Store, Stored

Place = tuple[str | None, str]
"""The name of a DVC remote, None for the default one, and a key below it."""


def place_of(output: Output) -> Place:
    """Where a remote keeps an output."""
    return output.remote, output.key


class Stores:
    """Opens each remote once."""

    def __init__(self, root: Path) -> None:
        """Take the folder that DVC is set up in."""
        self._root = root
        self._opened: dict[str | None, Store] = {}

    def of(self, remote: str | None) -> Store:
        """A remote by its name, None for the default one.

        Raises:
            HemologError: there is none, or it can't be used.
        """
        if remote not in self._opened:
            self._opened[remote] = open_store(self._root, remote)
        return self._opened[remote]

    def has_default(self) -> bool:
        """Whether there is a default remote: outputs may name others, the run cache can't."""
        try:
            self.of(None)
        except RepositoryError:
            return False
        return True

    def find(self, places: Collection[Place]) -> dict[Place, Stored]:
        """Those of some places where an object is.

        Raises:
            RemoteError: a remote can't be used.
        """
        found: dict[Place, Stored] = {}
        for remote, keys in by_remote(places).items():
            found.update(((remote, key), stored) for key, stored in self.of(remote).find(keys).items())
        return found


def by_remote(places: Iterable[Place]) -> dict[str | None, set[str]]:
    """Keys, by the remote that they lie in."""
    grouped: dict[str | None, set[str]] = {}
    for remote, key in places:
        grouped.setdefault(remote, set()).add(key)
    return grouped
