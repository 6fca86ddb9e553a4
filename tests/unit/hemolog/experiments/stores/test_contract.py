"""What every store promises, over every kind of remote."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.errors import DamagedObjectError
from hemolog.experiments.stores.store import Store
from support.remotes import RemotePlace

MEBIBYTE = 1024 * 1024
Make = Callable[[bytes], tuple[str, Path, str]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Key, file and digest of bytes."""

    def made(content: bytes) -> tuple[str, Path, str]:
        md5 = hashlib.md5(content).hexdigest()
        file = tmp_path / "here" / md5
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        return f"files/md5/{md5[:2]}/{md5[2:]}", file, md5

    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("size", [0, 1, 2_000, 17 * MEBIBYTE])
def test_what_is_put_is_found_and_got_again(
    store: Store, remote_place: RemotePlace, make: Make, tmp_path: Path, size: int
) -> None:
    key, file, md5 = make(bytes(range(256)) * (size // 256) + bytes(size % 256))
    gone: list[int] = []

    store.put(key, file, md5, gone.append)

    assert remote_place.sizes() == {key: size}
    assert sum(gone) == size
    found = store.find([key, "files/md5/00/nothing"])
    assert {each.key: each.size for each in found.values()} == {key: size}
    assert abs(found[key].modified - time.time()) < 300
    came: list[int] = []
    assert store.get(key, tmp_path / "there/file", md5, came.append)
    assert (tmp_path / "there/file").read_bytes() == file.read_bytes()
    assert sum(came) == size
    assert names(tmp_path / "there") == {"file"}


def test_what_is_not_there_is_not_got(store: Store, tmp_path: Path) -> None:
    assert not store.get("files/md5/00/nothing", tmp_path / "there/file", "0" * 32)
    assert store.find(["files/md5/00/nothing"]) == {}
    assert list(store.list("files/")) == []
    assert names(tmp_path) == set()


@pytest.mark.parametrize("size", [2_000, 17 * MEBIBYTE])
def test_a_damaged_file_is_not_sent(store: Store, remote_place: RemotePlace, make: Make, size: int) -> None:
    key, file, md5 = make(bytes(size))
    file.write_bytes(b"x" * size)

    with pytest.raises(DamagedObjectError, match="local cache is damaged"):
        store.put(key, file, md5)

    assert remote_place.sizes() == {}


def test_a_damaged_object_is_not_got(remote_place: RemotePlace, store: Store, make: Make, tmp_path: Path) -> None:
    key, _, md5 = make(b"right")
    remote_place.write(key, b"wrong")

    with pytest.raises(DamagedObjectError, match="damaged: expected MD5"):
        store.get(key, tmp_path / "there/file", md5)

    assert names(tmp_path / "there") == set()


def test_lists_keep_to_their_prefix(store: Store, remote_place: RemotePlace) -> None:
    keys = ["files/md5/ab/1", "files/md5/ab/2.dir", "files/md5/ac/3", "runs/aa/aa1/b", "other"]
    for key in keys:
        remote_place.write(key, b"content")

    assert {each.key for each in store.list("files/md5/")} == set(keys[:3])
    assert {each.key for each in store.list("files/md5/ab/")} == set(keys[:2])
    assert {each.key for each in store.list("files/md5/ab/2")} == {keys[1]}
    assert {each.key for each in store.list("")} == set(keys)
    assert {each.size for each in store.list("")} == {7}


def test_many_objects_are_found_and_deleted(store: Store, remote_place: RemotePlace) -> None:
    keys = [f"files/md5/{hashlib.md5(bytes([n])).hexdigest()[:2]}/{n:030x}" for n in range(120)]
    for key in keys[:100]:
        remote_place.write(key, b"12")

    assert set(store.find(keys)) == set(keys[:100])
    store.delete(keys[50:])
    assert set(remote_place.sizes()) == set(keys[:50])
    store.delete([])
    assert store.find([]) == {}


def test_an_object_is_replaced(store: Store, remote_place: RemotePlace, make: Make) -> None:
    _, first, _ = make(b"first")
    _, second, _ = make(b"second")

    store.put("runs/aa/aab/c", first)
    store.put("runs/aa/aab/c", second)

    assert remote_place.read("runs/aa/aab/c") == b"second"


def test_an_address_is_below_the_remotes(store: Store, remote_place: RemotePlace) -> None:
    assert store.uri("files/md5/ab/cd") == f"{remote_place.url}/files/md5/ab/cd"
    assert store.url == remote_place.url
