"""Bytes held against the names of their objects, those of DVC 3 and those of the versions before it."""

import threading
import time
from hashlib import md5
from pathlib import Path

import pytest

from hemolog.errors import HemologError
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.sharing.audit import rehash
from hemolog.experiments.sharing.audit.rehash import damaged_here, damaged_there
from hemolog.experiments.sharing.transfer.transfer import Progress
from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.store import Advance
from support.memory_store import MemoryStore
from support.tellers import Silent

LINES = b"one\r\ntwo\r\n\rthree\r"


def kept(folder: Path, name: str, content: bytes, *, old: bool) -> str:
    key = key_of(name, old=old)
    (folder / key).parent.mkdir(parents=True, exist_ok=True)
    (folder / key).write_bytes(content)
    return key


def digest(content: bytes) -> str:
    return md5(content).hexdigest()


@pytest.mark.parametrize("piece", [1, 2, 3, 4, 1024])
def test_old_objects_may_be_named_after_other_line_ends_and_new_ones_not(
    tmp_path: Path, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehash, "_PIECE", piece)
    text = digest(LINES.replace(b"\r\n", b"\n"))
    whole = [kept(tmp_path, text, LINES, old=True), kept(tmp_path, digest(LINES), LINES, old=True)]
    whole.append(kept(tmp_path, digest(b"x"), b"x", old=False))
    broken = {kept(tmp_path, text, LINES, old=False), kept(tmp_path, digest(b"y"), b"z", old=True)}
    broken.add(kept(tmp_path, f"{digest(b'v')}.dir", b"w", old=False))
    sizes = dict.fromkeys([*whole, *broken, key_of("ab" * 16)], 1)
    assert damaged_here(sizes, tmp_path, Silent()) == broken
    store = FolderStore(RemoteSettings("storage", str(tmp_path)))
    assert damaged_there(sizes, store, tmp_path / "scratch", Silent()) == broken


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    key = kept(tmp_path, digest(b"x"), b"x", old=False)
    (tmp_path / key).unlink()
    (tmp_path / key).mkdir()
    with pytest.raises(HemologError):
        damaged_here({key: 1}, tmp_path, Silent())


def test_ctrl_c_ends_what_the_store_does_and_no_more_is_asked_for_at_once_than_it_takes(tmp_path: Path) -> None:
    class Interrupted(Silent):
        def transferring(self, progress: Progress) -> None:
            raise KeyboardInterrupt

    def before(key: str, advance: Advance) -> None:
        with lock:
            begun.append(key)
        until = time.monotonic() + 10
        while not store.stopped and time.monotonic() < until:
            time.sleep(0.01)

    begun: list[str] = []
    lock, store = threading.Lock(), MemoryStore(before=before)
    with pytest.raises(KeyboardInterrupt):
        sizes = {key_of(f"{number:032x}"): 1 for number in range(10 * store.jobs)}
        damaged_there(sizes, store, tmp_path, Interrupted())
    assert store.stopped
    assert len(begun) <= store.jobs
