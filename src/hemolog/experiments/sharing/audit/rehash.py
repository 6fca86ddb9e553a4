"""Whether bytes are what the names of their objects say: files of the cache read, objects of a remote brought, again.

Nothing that is brought for it stays. Objects of DVC 1 and 2 are named by the digest of a text whose line ends were
changed, if they are texts, so these fit in either way.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hemolog.errors import DamagedObjectError
from hemolog.experiments.objects.names import digest, is_old, name_of
from hemolog.experiments.sharing.transfer.transfer import Item, Transferred, Watcher, at_once, first_reason
from hemolog.experiments.stores.store import Advance, Store

_PIECE = 1024 * 1024


def damaged_here(sizes: Mapping[str, int], cache: Path, watcher: Watcher) -> set[str]:
    """Keys of those files of a cache that are damaged.

    Args:
        sizes: in bytes, of the keys that are looked at.
        cache: of DVC.
        watcher: is told how far it is.

    Raises:
        HemologError: a file can't be read.
    """

    def one(item: Item, advance: Advance) -> bool:
        try:
            return _expect_fits(item.key, item.file, advance)
        except FileNotFoundError:
            return False

    return _damaged(at_once((Item.of(key, cache, size) for key, size in sizes.items()), one, watcher))


def damaged_there(sizes: Mapping[str, int], store: Store, scratch: Path, watcher: Watcher) -> set[str]:
    """Keys of those objects of a store that are damaged; as `damaged_here`.

    Args:
        sizes: of the objects, in bytes, by their keys.
        store: has them.
        scratch: a folder that has room for some of them at once.
        watcher: is told.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="audit-", dir=scratch) as folder:

        def one(item: Item, advance: Advance) -> bool:
            try:
                if not is_old(item.key):
                    return store.get(item.key, item.file, item.md5, advance)
                return store.get(item.key, item.file, None, advance) and _expect_fits(item.key, item.file, _untold)
            finally:
                item.file.unlink(missing_ok=True)

        items = [Item.of(key, Path(folder), size) for key, size in sizes.items()]
        return _damaged(at_once(items, one, watcher, store.jobs, store.stop))


def _damaged(read: Transferred) -> set[str]:
    others = {key: error for key, error in read.failed.items() if not isinstance(error, DamagedObjectError)}
    if others:
        raise first_reason(others)
    return set(read.failed)


def _untold(more: int) -> None:
    """Of bytes that were told of before."""


def _expect_fits(key: str, file: Path, advance: Advance) -> bool:
    whole, text, held = _md5(), _md5(), b""
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            whole.update(piece)
            if is_old(key):
                # A line end that is cut in two waits for its other half.
                piece, held = held + piece, b""
                if piece.endswith(b"\r"):
                    piece, held = piece[:-1], b"\r"
                text.update(piece.replace(b"\r\n", b"\n"))
            advance(len(piece))
    text.update(held)
    wanted = digest(name_of(key) or "")
    if wanted not in (whole.hexdigest(), *([text.hexdigest()] if is_old(key) else [])):
        raise DamagedObjectError(f"{file} has other bytes than its name says")
    return True


def _md5() -> "hashlib._Hash":
    return hashlib.md5(usedforsecurity=False)
