import zipfile
from pathlib import Path

import pytest

from bloodcells.errors import ArchiveError
from bloodcells.images import archives, stored

FILES = {"ROUND/1.png": b"one", "ROUND/ä.png": b"", "ROUND/é.png": b"PK\x03\x04" * 50}


@pytest.fixture
def archive(workspace: Path) -> Path:
    path = workspace / "set.zip"
    archives.write(path, sorted(FILES.items()))
    return path


def test_each_file_is_read_from_its_place(archive: Path) -> None:
    contents = archives.contents(archive)
    with archive.open("rb") as file:
        for member, offset in reversed(list(zip(contents.members, contents.offsets, strict=True))):
            assert stored.read(file, member.name, offset) == FILES[member.name]


@pytest.mark.parametrize(("name", "shift"), [("ROUND/1.png", 1), ("ROUND/2.png", 0), ("ROUND/1.png", 10**6)])
def test_a_file_that_is_not_there_is_refused(archive: Path, name: str, shift: int) -> None:
    with archive.open("rb") as file, pytest.raises(ArchiveError, match=f"{name}' is damaged in its archive: fetch"):
        stored.read(file, name, archives.contents(archive).offsets[0] + shift)


@pytest.mark.parametrize("damage", [(b"one", b"onE"), (b"ROUND/1", b"ROUND/2"), (b"PK\x03\x04", b"PK\x03\x05")])
def test_a_changed_byte_is_found(archive: Path, damage: tuple[bytes, bytes]) -> None:
    offset = archives.contents(archive).offsets[0]
    archive.write_bytes(archive.read_bytes().replace(*damage, 1))
    with archive.open("rb") as file, pytest.raises(ArchiveError, match="damaged"):
        stored.read(file, "ROUND/1.png", offset)


def test_an_archive_that_ends_too_early_is_refused(archive: Path) -> None:
    content = archive.read_bytes()
    for size in range(len("PK??") + 26 + len("ROUND/1.pngone")):
        archive.write_bytes(content[:size])
        with archive.open("rb") as file, pytest.raises(ArchiveError, match="damaged"):
            stored.read(file, "ROUND/1.png", 0)


def test_a_compressed_file_is_refused(workspace: Path) -> None:
    path = workspace / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("ROUND/1.png", b"one")
    with path.open("rb") as file, pytest.raises(ArchiveError, match="damaged"):
        stored.read(file, "ROUND/1.png", 0)
