"""Remotes of other kinds, over DVC's own file systems: one in memory, which is as an object store, and a real disk."""

import hashlib
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dvc.fs import LocalFileSystem, MemoryFileSystem

from hemolog.errors import DamagedObjectError, RemoteError
from hemolog.experiments.stores.other import FileSystemStore, _stored
from hemolog.experiments.stores.retry import Retries
from hemolog.experiments.stores.settings import RemoteSettings

CONTENT = b"some bytes"
MD5 = hashlib.md5(CONTENT).hexdigest()
KEY = f"files/md5/{MD5[:2]}/{MD5[2:]}"
SETTINGS = RemoteSettings("storage", "ssh://user:secret@host/data")


def quick() -> Retries:
    return Retries(sleep=lambda _: None)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileSystemStore:
    if request.param == "memory":
        files: Any = MemoryFileSystem(global_store=False)
        return FileSystemStore(SETTINGS, files, "/data", renames=False, retries=quick())
    return FileSystemStore(SETTINGS, LocalFileSystem(), str(tmp_path / "remote"), renames=True, retries=quick())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "here"
    path.write_bytes(CONTENT)
    return path


def test_what_is_put_is_found_listed_got_and_deleted(store: FileSystemStore, file: Path, tmp_path: Path) -> None:
    gone: list[int] = []
    store.put(KEY, file, MD5, gone.append)
    store.put("runs/aa/aab/c", file)

    assert sum(gone) == len(CONTENT)
    found = store.find([KEY, "files/md5/00/nothing"])
    assert {each.key: each.size for each in found.values()} == {KEY: len(CONTENT)}
    assert abs(found[KEY].modified - time.time()) < 60
    assert {each.key for each in store.list("")} == {KEY, "runs/aa/aab/c"}
    assert {each.key for each in store.list("runs/")} == {"runs/aa/aab/c"}
    assert store.get(KEY, tmp_path / "there/file", MD5)
    assert (tmp_path / "there/file").read_bytes() == CONTENT
    store.delete([KEY, "files/md5/00/nothing"])
    assert {each.key for each in store.list("")} == {"runs/aa/aab/c"}


def test_many_are_found_by_a_listing(store: FileSystemStore, file: Path) -> None:
    keys = [f"files/md5/ab/{n}" for n in range(600)]
    for key in keys[:3]:
        store.put(key, file)
    assert set(store.find(keys)) == set(keys[:3])


def test_what_is_not_there_is_not_got(store: FileSystemStore, tmp_path: Path) -> None:
    assert not store.get(KEY, tmp_path / "there/file", MD5)
    assert [path.name for path in tmp_path.rglob("file")] == []
    assert list(store.list("files/")) == []


def test_damage_goes_neither_way(store: FileSystemStore, file: Path, tmp_path: Path) -> None:
    with pytest.raises(DamagedObjectError, match="local cache is damaged"):
        store.put(KEY, file, "0" * 32)
    assert list(store.list("")) == []
    store.put(KEY, file)
    with pytest.raises(DamagedObjectError, match="6 attempts"):
        store.get(KEY, tmp_path / "there/file", "0" * 32)
    assert not (tmp_path / "there/file").exists()


def test_no_secret_of_the_url_is_told(store: FileSystemStore) -> None:
    assert (store.url, store.uri("a")) == ("ssh://host/data", "ssh://host/data/a")


class Failing(MemoryFileSystem):  # type: ignore[misc]
    """A file system that refuses all, by an error of its own."""

    def info(self, *_: object, **__: object) -> Any:
        raise self.config["error"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionResetError("reset"), r"reset \(ConnectionResetError\), 6 attempts in 0 s: try again later"),
        (PermissionError("no"), r"no \(PermissionError\)$"),
        (RuntimeError("something\nelse"), r"something else \(RuntimeError\)$"),
    ],
)
def test_what_a_file_system_raises_is_told_in_one_line(error: Exception, told: str) -> None:
    files = Failing(global_store=False, error=error)
    store = FileSystemStore(SETTINGS, files, "/data", renames=False, retries=quick())
    with pytest.raises(RemoteError, match=told):
        store.find([KEY])


@pytest.mark.parametrize(
    ("facts", "modified"),
    [
        ({"mtime": 5.5}, 5.5),
        ({"LastModified": datetime(1970, 1, 2, tzinfo=UTC)}, 86_400.0),
    ],
)
def test_times_are_told_under_several_names(facts: dict[str, Any], modified: float) -> None:
    assert _stored(KEY, {"size": 1, **facts}).modified == modified


def test_a_file_of_unknown_age_is_new() -> None:
    assert _stored(KEY, {"size": 1, "mtime": None}).modified == pytest.approx(time.time(), abs=60)
