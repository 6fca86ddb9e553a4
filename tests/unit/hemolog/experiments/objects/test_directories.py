"""Tests of lists of directories' files, which may come from anywhere."""

import hashlib
import json
from pathlib import Path

import pytest

from hemolog.errors import DamagedObjectError
from hemolog.experiments.objects import directories as module
from hemolog.experiments.objects.directories import Member, members
from hemolog.experiments.objects.names import key_of

A, B = "a" * 32, "b" * 32


def kept(folder: Path, content: bytes) -> Path:
    """A cache's file of a list, under the name that its bytes have."""
    file = folder / key_of(hashlib.md5(content).hexdigest() + ".dir")
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    return file


def listed(*entries: object) -> bytes:
    return json.dumps(entries).encode()


def test_a_list_names_each_file_and_its_object(tmp_path: Path) -> None:
    content = listed({"md5": A, "relpath": "sub/ä b.txt"}, {"md5": B, "relpath": "c", "size": 3})
    assert members(kept(tmp_path, content)) == (
        Member("sub/ä b.txt", A, f"files/md5/aa/{A[2:]}"),
        Member("c", B, f"files/md5/bb/{B[2:]}"),
    )
    assert members(kept(tmp_path / "old", content), old=True)[0].key == f"aa/{A[2:]}"
    assert members(kept(tmp_path / "empty", b"[]")) == ()


def test_two_files_may_be_one_object(tmp_path: Path) -> None:
    found = members(kept(tmp_path, listed({"md5": A, "relpath": "a"}, {"md5": A, "relpath": "b"})))
    assert [each.path for each in found] == ["a", "b"]
    assert {each.key for each in found} == {key_of(A)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"null",
        b"3",
        b'"text"',
        b"{}x",
        b'{"md5": "a"}',
        b"[1]",
        b"[null]",
        b"[[]]",
        b"[" * 100_000,
        b"[" + b"9" * 5_000 + b"]",
        b"\xff\xfe",
        b'[{"relpath": "a"}]',
        listed({"md5": A}),
        listed({"md5": A, "relpath": 3}),
        listed({"md5": A, "relpath": None}),
        listed({"md5": A, "relpath": ["a"]}),
        listed({"md5": A, "relpath": ""}),
        *(
            listed({"md5": name, "relpath": "a"})
            for name in ("", A[:-1], A.upper(), f"{A}.dir", f"../{A}", f"{A}\n", None, 3, [A], {"a": A})
        ),
        *(listed({"md5": A, "relpath": path}) for path in ("/etc/passwd", "../a", "a/../../b", "a/..", "..", "a\0b")),
    ],
)
def test_what_is_no_list_of_files_is_damaged(tmp_path: Path, content: bytes) -> None:
    file = kept(tmp_path, content)
    with pytest.raises(DamagedObjectError) as error:
        members(file)
    assert str(error.value) == f"{file} does not list the files of a directory: delete it and pull again"


@pytest.mark.parametrize(
    "path", ["..a", "a..b", "a/...", "./a", "a//b", " ", "-", "C:\\a", "a\\..\\b", "ünïcode/😀", "\udce9"]
)
def test_unusual_paths_within_the_directory_are_none_the_less_paths(tmp_path: Path, path: str) -> None:
    assert [each.path for each in members(kept(tmp_path, listed({"md5": A, "relpath": path})))] == [path]


def test_a_list_that_has_lost_some_of_its_bytes_is_damaged_even_if_it_can_be_read(tmp_path: Path) -> None:
    file = kept(tmp_path, listed({"md5": A, "relpath": "a"}, {"md5": B, "relpath": "b"}))
    file.write_bytes(listed({"md5": A, "relpath": "a"}))
    with pytest.raises(DamagedObjectError):
        members(file)


def test_a_list_larger_than_any_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = listed({"md5": A, "relpath": "a"})
    file = kept(tmp_path, content)
    monkeypatch.setattr(module, "LARGEST", len(content))
    assert members(file)
    monkeypatch.setattr(module, "LARGEST", len(content) - 1)
    with pytest.raises(DamagedObjectError):
        members(file)


def test_a_list_that_is_not_there_or_is_a_folder_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        members(tmp_path / key_of(f"{A}.dir"))
    (tmp_path / key_of(f"{B}.dir")).mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        members(tmp_path / key_of(f"{B}.dir"))


def test_a_hundred_thousand_files_are_listed(tmp_path: Path) -> None:
    entries = [{"md5": f"{number:032x}", "relpath": f"{number}"} for number in range(100_000)]
    assert len(members(kept(tmp_path, listed(*entries)))) == 100_000
