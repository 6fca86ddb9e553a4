"""All objects that a cache or a remote holds, with their sizes; entries of the run cache are none."""

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from hemolog.experiments.objects.names import name_of
from hemolog.experiments.sharing.stores import Place, Stores, by_remote

Holdings = dict[Place, int]
"""Bytes of each; a cache is nobody's remote."""
_FOLDER = re.compile(r"[0-9a-f]{2}")


def in_cache(cache: Path) -> Holdings:
    """What DVC's cache holds."""
    return {(None, key): size for below in ("files/md5", "") for key, size in _below(cache, below)}


def in_remotes(stores: Stores, named: Collection[Place]) -> Holdings:
    """What the default remote holds, and of other remotes those of some places that are there.

    Raises:
        HemologError: a remote can't be used.
    """
    listing = stores.of(None).list("")
    found: Holdings = {(None, each.key): each.size for each in listing if name_of(each.key) is not None}
    others = {remote: keys for remote, keys in by_remote(named).items() if remote is not None}
    for remote, keys in others.items():
        found |= {(remote, key): each.size for key, each in stores.of(remote).find(keys).items()}
    return found


def _below(cache: Path, folder: str) -> Iterator[tuple[str, int]]:
    """Keys and bytes in the folders of two digits."""
    for start in _entries(cache / folder):
        if not _FOLDER.fullmatch(start.name):
            continue
        for entry in _entries(Path(start.path)):
            key = f"{folder}/{start.name}/{entry.name}".lstrip("/")
            if name_of(key) is not None and entry.is_file(follow_symlinks=False):
                yield key, entry.stat(follow_symlinks=False).st_size


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
