import os
import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bloodcells.errors import ArchiveError, SourceError
from bloodcells.images import containers

FILES = {"set/TRAIN/A/1.png": b"one" * 100, "set/TRAIN/B/2.png": b"two", "set/notes.txt": b"notes"}


def make_folder(path: Path) -> Path:
    for name, data in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def make_zip(path: Path, compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.mkdir("set")
        for name, data in FILES.items():
            archive.writestr(name, data)
    return path


def make_deflated(path: Path) -> Path:
    return make_zip(path, zipfile.ZIP_DEFLATED)


def entry_zip(path: Path, entry: zipfile.ZipInfo, data: bytes = b"") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("TRAIN/A/1.png", b"one")
        archive.writestr(entry, data)
    return path


def entry(name: str, mode: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.filename = name  # the constructor mends some names
    made.external_attr = mode << 16
    return made


def contents(path: Path) -> dict[str, bytes]:
    with containers.opened(path) as container:
        files = sorted(container.files())
        return dict(zip(files, container.read(files), strict=True))


@pytest.mark.parametrize("make", [make_folder, make_zip, make_deflated])
def test_every_container_gives_the_same_files(workspace: Path, make: Callable[[Path], Path]) -> None:
    assert contents(make(workspace / "container")) == FILES


def test_links_to_files_in_a_folder_are_followed(workspace: Path) -> None:
    make_folder(workspace / "real")
    (workspace / "linked/A").mkdir(parents=True)
    (workspace / "linked/A/1.png").symlink_to(workspace / "real/set/TRAIN/A/1.png")
    assert contents(workspace / "linked") == {"A/1.png": b"one" * 100}


def link_to_folder(path: Path) -> None:
    (path / "A").symlink_to(path)


def link_to_nothing(path: Path) -> None:
    (path / "1.png").symlink_to(path / "gone")


def pipe(path: Path) -> None:
    os.mkfifo(path / "1.png")


def giant(path: Path) -> None:
    with (path / "1.png").open("wb") as file:
        file.truncate(containers.MAX_FILE_BYTES + 1)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (link_to_folder, "is a link to a folder"),
        (link_to_nothing, "cannot be read: No such file"),
        (pipe, "no regular file"),
        (giant, "too large: expected at most 67,108,864 bytes. Received 67,108,865"),
    ],
)
def test_folders_that_are_refused(workspace: Path, make: Callable[[Path], None], complaint: str) -> None:
    (workspace / "set").mkdir()
    make(workspace / "set")
    with pytest.raises(SourceError, match=complaint):
        contents(workspace / "set")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b"<!DOCTYPE html>", "not a zip archive"),
        (b"PK\x03\x04 and no more", "a truncated zip archive: its end is missing"),
    ],
)
def test_files_that_are_no_zip_are_refused(workspace: Path, content: bytes, complaint: str) -> None:
    (workspace / "set.zip").write_bytes(content)
    with pytest.raises(ArchiveError, match=complaint):
        contents(workspace / "set.zip")


def test_a_path_where_nothing_is_is_told(workspace: Path) -> None:
    with pytest.raises(SourceError, match=r"set\.zip cannot be read: No such file"):
        contents(workspace / "set.zip")


@pytest.mark.parametrize(
    ("member", "complaint"),
    [
        (entry("/etc/cron.d/1.png"), "is an absolute path"),
        (entry("\\server\\share\\1.png"), "is an absolute path"),
        (entry("C:\\TRAIN\\1.png"), "is an absolute path"),
        (entry("c:/TRAIN/1.png"), "is an absolute path"),
        (entry("../1.png"), "leads out of it"),
        (entry("TRAIN/A/../../../1.png"), "leads out of it"),
        (entry("TRAIN\\..\\..\\1.png"), "leads out of it"),
        (entry("TRAIN/A/2.png", stat.S_IFLNK | 0o777), "is a link"),
        (entry("TRAIN/A/", stat.S_IFLNK | 0o777), "is a link"),
        (entry("TRAIN/A/2.png", stat.S_IFIFO | 0o644), "is no regular file"),
        (entry("TRAIN/A/2.png", stat.S_IFCHR | 0o644), "is no regular file"),
        (entry("notes/../../1.txt"), "leads out of it"),
    ],
    ids=lambda value: value.filename if isinstance(value, zipfile.ZipInfo) else None,
)
def test_unsafe_zips_are_refused(workspace: Path, member: zipfile.ZipInfo, complaint: str) -> None:
    path = entry_zip(workspace / "set.zip", member)
    with pytest.raises(ArchiveError, match=complaint):
        contents(path)


@pytest.mark.parametrize("mode", [0, stat.S_IFREG | 0o644, 0o644])
def test_modes_of_zips_from_all_systems_are_accepted(workspace: Path, mode: int) -> None:
    assert set(contents(entry_zip(workspace / "set.zip", entry("TRAIN/A/2.png", mode)))) == {
        "TRAIN/A/1.png",
        "TRAIN/A/2.png",
    }


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(workspace: Path, compression: int) -> None:
    with pytest.raises(ArchiveError, match="compressed in an unusual way"):
        contents(make_zip(workspace / "set.zip", compression))


def test_an_encrypted_zip_is_refused(workspace: Path) -> None:
    path = make_zip(workspace / "set.zip")
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1  # the flag of the last member in the table of contents
    path.write_bytes(raw)
    with pytest.raises(ArchiveError, match="is encrypted"):
        contents(path)


def test_a_decompression_bomb_is_refused_before_it_is_read(workspace: Path) -> None:
    path = workspace / "bomb.zip"
    zeros = bytes(containers.MAX_FILE_BYTES)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(5):
            archive.writestr(f"TRAIN/A/{number}.bmp", zeros)
    with pytest.raises(ArchiveError, match=r"a decompression bomb: [\d,]+ bytes would become 335,544,320"):
        contents(path)


def test_a_member_that_is_too_large_is_refused_before_it_is_read(workspace: Path) -> None:
    path = workspace / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("TRAIN/A/1.bmp", bytes(containers.MAX_FILE_BYTES + 1))
    with pytest.raises(SourceError, match=r"1\.bmp' is too large"):
        contents(path)


def test_too_many_files_are_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_FILES", 3)
    for path in (make_zip(workspace / "set.zip"), make_folder(workspace / "set")):
        if path.is_dir():
            (path / "set/more.txt").touch()
        with pytest.raises(SourceError, match="too many files"):
            contents(path)


def test_no_damage_to_a_zip_ends_in_anything_but_an_error_that_names_it(workspace: Path) -> None:
    whole = make_deflated(workspace / "whole.zip").read_bytes()
    rng = random.Random(7)
    path = workspace / "set.zip"
    refused = 0
    for _ in range(3000):
        damaged = bytearray(whole)
        for _ in range(rng.choice([1, 2, 8])):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged[: rng.choice([len(damaged), rng.randrange(len(damaged))])])
        try:
            contents(path)
        except SourceError:
            refused += 1
    assert refused > 1500


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["a pipe", "a device"])
def test_what_never_ends_is_not_read(workspace: Path, make: Callable[[Path], None]) -> None:
    make(workspace / "set.zip")
    with pytest.raises(SourceError, match=r"set\.zip is neither a file nor a folder"):
        contents(workspace / "set.zip")
