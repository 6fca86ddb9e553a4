"""Tests of many files that go or come at once."""

import errno
import hashlib
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hemolog.errors import DamagedObjectError, HemologError, RemoteError, SharingError
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.sharing.transfer.transfer import Item, Progress, Transferred, bring, first_reason, send
from hemolog.experiments.stores.store import Advance
from hemolog.experiments.stores.trouble import Diagnosis, Trouble
from support.memory_store import MemoryStore

BUSY = RemoteError("503 SlowDown, 5 times", Diagnosis(Trouble.BUSY, "503", passing=True))
DENIED = RemoteError("403 Forbidden", Diagnosis(Trouble.PERMISSION, "403"))
UNKNOWN = RemoteError("something")
DAMAGED = DamagedObjectError("damaged", Diagnosis(Trouble.DAMAGED, "damaged"))


@dataclass
class Seen:
    """A `Watcher` that keeps what it is told."""

    progress: list[Progress] = field(default_factory=list)
    interrupt: bool = False

    def transferring(self, progress: Progress) -> None:
        self.progress.append(progress)
        if self.interrupt:
            raise KeyboardInterrupt


def made(cache: Path, sizes: list[int]) -> list[Item]:
    """Files of a cache, of these sizes."""
    items = []
    for number, size in enumerate(sizes):
        content = f"{number:08}".encode()[:size].ljust(size, b".")
        key = key_of(hashlib.md5(content).hexdigest())
        (cache / key).parent.mkdir(parents=True, exist_ok=True)
        (cache / key).write_bytes(content)
        items.append(Item.of(key, cache, size))
    return items


def test_an_item_knows_what_its_bytes_must_come_to() -> None:
    digest = "0123456789abcdef" * 2
    cache = Path("/cache")
    assert Item.of(key_of(digest), cache, 7) == Item(key_of(digest), cache / key_of(digest), 7, digest)
    assert Item.of(key_of(f"{digest}.dir"), cache).md5 == digest
    assert Item.of(key_of(digest, old=True), cache).md5 == digest
    assert Item.of(f"runs/{digest[:2]}/{digest}/{digest}", cache).md5 is None


def test_many_files_go_and_come_back(tmp_path: Path) -> None:
    store, seen = MemoryStore(), Seen()
    items = made(tmp_path / "cache", [*range(8, 508), 20_000])
    sent = send(store, items, seen)
    assert (sent.failed, sent.absent, sent.ended) == ({}, [], False)
    assert sorted(sent.done, key=lambda item: item.key) == sorted(items, key=lambda item: item.key)
    assert len(store.objects) == 501
    last, total = seen.progress[-1], sum(item.size for item in items)
    assert (last.objects, last.bytes, last.done_objects, last.done_bytes, last.failed) == (501, total, 501, total, 0)
    assert all(
        now.done_objects <= then.done_objects for now, then in zip(seen.progress, seen.progress[1:], strict=False)
    )
    assert last.left == 0.0
    assert last.rate > 0

    came = [Item.of(item.key, tmp_path / "other", item.size) for item in items]
    assert len(bring(store, came, Seen()).done) == 501
    assert {item.key: item.file.read_bytes() for item in came} == store.objects
    assert {item.file.stat().st_mode & 0o777 for item in came} == {0o444}


def test_nothing_to_do_tells_nobody() -> None:
    store, seen = MemoryStore(), Seen()
    assert send(store, [], seen) == bring(store, [], seen) == Transferred()
    assert (seen.progress, store.asked) == ([], [])


def test_large_files_are_begun_with(tmp_path: Path) -> None:
    store = MemoryStore()
    gate = threading.Event()
    store.before = lambda key, advance: (gate.wait(10), None)[1]
    items = made(tmp_path, list(range(8, 100)))
    seen = Seen()
    seen.transferring = lambda progress: gate.set()  # type: ignore[method-assign] # opened when all threads wait
    send(store, items, seen)
    sizes = {item.key: item.size for item in items}
    assert {sizes[key] for key in store.asked[: MemoryStore.jobs]} == set(range(100 - MemoryStore.jobs, 100))


def test_more_than_one_goes_at_a_time_and_no_more_than_there_are_threads(tmp_path: Path) -> None:
    inside, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(MemoryStore.jobs)

    def before(key: str, advance: Advance) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        together.wait(30)
        with lock:
            inside -= 1

    send(MemoryStore(before=before), made(tmp_path, [8] * (MemoryStore.jobs * 3)), Seen())
    assert most == MemoryStore.jobs


def test_files_that_are_not_there_are_told_and_no_failure(tmp_path: Path) -> None:
    items = made(tmp_path / "cache", [8, 9])
    items[0].file.unlink()
    store = MemoryStore()
    sent = send(store, items, Seen())
    assert (sent.done, sent.absent, sent.failed) == ([items[1]], [items[0]], {})
    came = bring(store, [Item.of(item.key, tmp_path / "other") for item in items], Seen())
    assert [item.key for item in came.absent] == [items[0].key]
    assert not (tmp_path / "other" / items[0].key).exists()


@pytest.mark.parametrize("error", [BUSY, UNKNOWN, DAMAGED, PermissionError(errno.EACCES, "no", "file"), DENIED])
def test_what_fails_is_told_by_its_key(tmp_path: Path, error: Exception) -> None:
    items = made(tmp_path, [8, 9, 10])
    store = MemoryStore(errors={items[2].key: error})
    sent = send(store, items, Seen())
    assert sent.failed.keys() >= {items[2].key}
    told = sent.failed[items[2].key]
    if isinstance(error, HemologError):
        assert told is error
    else:
        assert isinstance(told, SharingError)
        assert str(told) == "file: permission denied: check who owns it and its folder"
    assert sent.ended is (error is DENIED)


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (BUSY, True),
        (UNKNOWN, True),
        (DENIED, True),
        (OSError(errno.ENOSPC, "full", "file"), True),
        (OSError(errno.EDQUOT, "full", "file"), True),
        (OSError(errno.EROFS, "read-only", "file"), True),
        (DAMAGED, False),
        (PermissionError(errno.EACCES, "no", "file"), False),
        (IsADirectoryError(errno.EISDIR, "a folder", "file"), False),
    ],
)
def test_only_what_is_the_same_for_all_ends_it(tmp_path: Path, error: Exception, ends: bool) -> None:
    items = made(tmp_path, list(range(8, 208)))
    large = {item.key: error for item in items[-30:]}
    store = MemoryStore(errors=dict(large))
    sent = send(store, items, Seen())
    assert sent.ended is ends
    assert len(sent.done) + len(sent.failed) == 200
    if ends:
        assert len(store.asked) < 100
        assert len({id(each) for each in sent.failed.values()}) <= 30
    else:
        assert sent.failed.keys() == large.keys()
        assert len(store.asked) == 200


def test_a_failure_now_and_then_does_not_end_it(tmp_path: Path) -> None:
    items = made(tmp_path, list(range(8, 208)))
    ready = threading.Semaphore(0)

    def before(key: str, advance: Advance) -> None:
        if key in store.errors:
            ready.acquire(timeout=30)  # one failure for many that went
        elif len(store.objects) % 20 == 19:
            ready.release()

    store = MemoryStore(errors={item.key: BUSY for item in items[::40]}, before=before)
    sent = send(store, items, Seen())
    assert (sent.ended, len(sent.failed)) == (False, 5)


def test_ctrl_c_ends_what_is_under_way_and_begins_nothing_more(tmp_path: Path) -> None:
    items = made(tmp_path, [8] * 10 * MemoryStore.jobs)
    ended = []

    def before(key: str, advance: Advance) -> None:
        try:
            while True:
                advance(1)
                time.sleep(0.01)
        finally:
            ended.append(key)

    store = MemoryStore(before=before)
    with pytest.raises(KeyboardInterrupt):
        send(store, items, Seen(interrupt=True))
    assert len(ended) == len(store.asked) <= MemoryStore.jobs
    assert store.objects == {}
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("transfer")]


def test_an_error_of_another_kind_is_not_hidden(tmp_path: Path) -> None:
    items = made(tmp_path, [8])
    with pytest.raises(ZeroDivisionError):
        send(MemoryStore(errors={items[0].key: ZeroDivisionError()}), items, Seen())


def test_attempts_begun_anew_are_not_counted_twice(tmp_path: Path) -> None:
    def before(key: str, advance: Advance) -> None:
        advance(5)
        advance(-5)

    seen = Seen()
    send(MemoryStore(before=before), made(tmp_path, [8, 9]), seen)
    assert seen.progress[-1].done_bytes == 17


@pytest.mark.parametrize(
    ("progress", "rate", "left"),
    [
        (Progress(3, 300), 0.0, None),
        (Progress(3, 300, seconds=2.0), 0.0, None),
        (Progress(2, 1_000_000, 1, 500_000, seconds=10.0), 50_000.0, 10.0),
        (Progress(4, 0, 1, 0, seconds=10.0), 0.0, 30.0),
        (Progress(1, 10, 1, 10, seconds=1.0), 10.0, 0.0),
        (Progress(2, 0, 1, 10_000_000, seconds=1.0), 10_000_000.0, 0.0),
        (Progress(2, 10, 0, 0, 2, seconds=1.0), 0.0, None),
    ],
)
def test_rate_and_time_left_are_by_bytes_and_objects(progress: Progress, rate: float, left: float | None) -> None:
    assert progress.rate == rate
    assert progress.left == left


def test_what_ended_it_tells_most() -> None:
    assert first_reason({"a": BUSY, "b": DENIED}) is DENIED
    assert first_reason({"a": BUSY, "b": DAMAGED}) is BUSY
    assert first_reason({"a": UNKNOWN, "b": DAMAGED}) is UNKNOWN


def test_what_became_of_more_files_is_added() -> None:
    one, two = Item("a", Path("a")), Item("b", Path("b"))
    result = Transferred([one], [], {"x": BUSY})
    result.add(Transferred([two], [one], {"y": DENIED}, ended=True))
    result.add(Transferred())
    assert result == Transferred([one, two], [one], {"x": BUSY, "y": DENIED}, ended=True)
