"""Where the bytes of outputs are: in DVC's cache on this machine, at which address of a remote, or deleted on purpose.

Nobody is asked: the cache is looked at, a remote's address is read from DVC's settings, and `hemolog audit` tells what
a remote really has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hemolog.errors import DamagedObjectError, HemologError
from hemolog.experiments.objects.directories import Member, members
from hemolog.experiments.objects.names import is_directory, is_old
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import pruned_objects
from hemolog.experiments.stores.address import shown
from hemolog.experiments.workspace import Workspace

ALL, SOME, NONE = "all", "some", "none"
MOST_LISTED = 100_000
"""Files of directories that are looked for, all together."""


@dataclass(frozen=True)
class Remote:
    """A DVC remote that outputs name."""

    name: str
    """Empty for the default one."""
    address: str
    """`s3://bucket/prefix`, without a user's name, a password or a query; empty if there is none, or DVC's settings of
    it can't be read: what they say may hold a key, and is not repeated. Of a folder as seen from the repository, or its
    name alone where it is elsewhere: a page may be sent to others."""


@dataclass
class Places:
    """What is known of objects without asking anybody."""

    cache: Path | None
    """DVC's, or None if its settings can't be read."""
    remotes: Mapping[str | None, Remote] = field(default_factory=dict)
    pruned: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Names of objects that were deleted since they can be made again, of each commit."""
    _left: int = MOST_LISTED
    _listed: dict[str, tuple[Member, ...]] = field(default_factory=dict)

    def here(self, key: str) -> str:
        """How much of an object the cache has: `all`, `some` of a directory's files, `none`; empty if it is unknown."""
        if self.cache is None or not self._has(key):
            return "" if self.cache is None else NONE
        if not is_directory(key):
            return ALL
        files = self.members(key)
        if not files:
            return SOME if key not in self._listed else ALL
        there = sum(self._has(each.key) for each in files)
        return ALL if there == len(files) else SOME if there else NONE

    def members(self, key: str) -> tuple[Member, ...]:
        """The files of a directory, as far as the cache has its list and not too many were listed before."""
        if self.cache is None or self._left <= 0:
            return self._listed.get(key, ())
        if key not in self._listed:
            try:
                found = members(self.cache / key, old=is_old(key))
            except (OSError, DamagedObjectError):
                return ()
            self._left -= len(found)
            self._listed[key] = found
        return self._listed[key]

    def size(self, key: str) -> int | None:
        """Bytes of an object, if the cache has it."""
        try:
            return (self.cache / key).stat().st_size if self.cache is not None else None
        except (OSError, ValueError):
            return None

    def _has(self, key: str) -> bool:
        return self.size(key) is not None


def read_places(workspace: Workspace, remotes: Iterable[str | None]) -> Places:
    """Look them up in DVC's settings and in notes.

    Args:
        workspace: the repository.
        remotes: names of those that outputs lie in, None for the default one.
    """
    from hemolog.experiments.dvc_store import cache_folder

    try:
        # DVC tells it relative to the current folder.
        cache = (workspace.dvc_root / cache_folder(workspace.dvc_root)).resolve()
    except HemologError:
        cache = None
    told = {name: _remote(workspace.dvc_root, name) for name in dict.fromkeys(remotes)}
    return Places(cache, told, pruned_objects(Notes(workspace).read()))


def _remote(root: Path, name: str | None) -> Remote:
    from hemolog.experiments.dvc_store import remote_settings

    try:
        address = shown(remote_settings(root, name).url).rstrip("/")
    except HemologError:
        return Remote(name or "", "")
    return Remote(name or "", address if "://" in address else _folder(root, address))


def _folder(root: Path, address: str) -> str:
    path = Path(address)
    if not address or not path.is_absolute():
        return address
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else f"…/{path.name}"
