import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from bloodcells.errors import ArchiveError
from bloodcells.images import archives, stored
from bloodcells.images.archives import Member

SPLIT_SET = {
    "TEST/ROUND/1.jpeg": b"one",
    "TRAIN/LOBED/2.jpeg": b"two",
    "TRAIN/ROUND/3.jpeg": b"three",
    "sources.csv": b"split,label,file,source\n",
}


def written(path: Path, contents: dict[str, bytes]) -> str:
    return archives.write(path, sorted(contents.items()))


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return path


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("TRAIN/ROUND/1.jpeg", Member("TRAIN/ROUND/1.jpeg", "TRAIN", "ROUND", "1.jpeg")),
        ("TEST_SIMPLE/LOBED/_2_3.JPG", Member("TEST_SIMPLE/LOBED/_2_3.JPG", "TEST_SIMPLE", "LOBED", "_2_3.JPG")),
        ("ROUND/1.png", Member("ROUND/1.png", None, "ROUND", "1.png")),
        ("band cell-2_b/a b.c.tiff", Member("band cell-2_b/a b.c.tiff", None, "band cell-2_b", "a b.c.tiff")),
        ("Zellkörper/ä.webp", Member("Zellkörper/ä.webp", None, "Zellkörper", "ä.webp")),
    ],
)
def test_names_that_are_accepted(name: str, member: Member) -> None:
    assert Member.parse(name) == member


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("1.jpeg", "expected <SPLIT>/<CLASS>/<file>"),
        ("", "expected <SPLIT>/<CLASS>/<file>"),
        ("VAL/ROUND/1.jpeg", "expected <SPLIT>/<CLASS>/<file>"),
        ("train/ROUND/1.jpeg", "expected <SPLIT>/<CLASS>/<file>"),
        ("set/TRAIN/ROUND/1.jpeg", "expected <SPLIT>/<CLASS>/<file>"),
        ("/TRAIN/ROUND/1.jpeg", "expected <SPLIT>/<CLASS>/<file>"),
        ("TRAIN/1.jpeg", "expected a class between TRAIN and the file"),
        ("TRAIN/../1.jpeg", "expected a class of letters"),
        ("TRAIN//1.jpeg", "expected a class of letters"),
        ("a.b/1.jpeg", "expected a class of letters"),
        ("a,b/1.jpeg", "expected a class of letters"),
        ("-/1.jpeg", "expected a class of letters"),
        (f"{'x' * 65}/1.jpeg", "expected a class of letters"),
        ("ROUND/.1.jpeg", "expected a printable file name"),
        ("ROUND/a\\1.jpeg", "expected a printable file name"),
        ("ROUND/a\n1.jpeg", "expected a printable file name"),
        ("ROUND/a\udc80.jpeg", "expected a printable file name"),
        (f"ROUND/{'x' * 252}.png", "expected a file name of at most 255 bytes"),
        (f"ROUND/{'ä' * 126}.png", "expected a file name of at most 255 bytes"),
        ("ROUND/notes.txt", "expected an image"),
        ("ROUND/", "expected an image"),
    ],
)
def test_names_that_are_refused(name: str, complaint: str) -> None:
    with pytest.raises(ArchiveError, match=re.escape(complaint)):
        Member.parse(name)


def test_what_is_written_is_read_back(workspace: Path) -> None:
    path = workspace / "set.zip"
    written(path, SPLIT_SET)
    contents = archives.contents(path)
    names = [member.name for member in contents.members]
    assert names == ["TEST/ROUND/1.jpeg", "TRAIN/LOBED/2.jpeg", "TRAIN/ROUND/3.jpeg"]
    with path.open("rb") as file:
        read = [stored.read(file, name, offset) for name, offset in zip(names, contents.offsets, strict=True)]
    assert read == [b"one", b"two", b"three"]
    assert contents.sources == b"split,label,file,source\n"


def test_an_archive_may_lack_a_sources_file(workspace: Path) -> None:
    written(workspace / "set.zip", {"ROUND/1.png": b"one"})
    assert archives.contents(workspace / "set.zip").sources is None


def test_members_are_stored_with_a_fixed_date_and_mode(workspace: Path) -> None:
    written(workspace / "set.zip", SPLIT_SET)
    with zipfile.ZipFile(workspace / "set.zip") as archive:
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100644


def test_equal_images_give_equal_bytes(workspace: Path) -> None:
    written(workspace / "a.zip", SPLIT_SET)
    written(workspace / "b.zip", dict(reversed(SPLIT_SET.items())))
    assert (workspace / "a.zip").read_bytes() == (workspace / "b.zip").read_bytes()


def test_the_bytes_of_an_archive_stay_those_of_the_first_version(workspace: Path) -> None:
    written(workspace / "set.zip", SPLIT_SET)
    assert hashlib.sha256((workspace / "set.zip").read_bytes()).hexdigest() == (
        "cffa295252e4c3f2cff3d4b31ae5de1bc16c42b127d037139f5a694a52e96252"
    )


def test_write_and_digest_agree(workspace: Path) -> None:
    assert written(workspace / "set.zip", SPLIT_SET) == archives.digest(workspace / "set.zip")


def test_the_digest_is_that_of_the_lines_that_sha256sum_prints(workspace: Path) -> None:
    lines = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(SPLIT_SET.items()))
    expected = hashlib.sha256(lines.encode()).hexdigest()
    assert written(workspace / "set.zip", SPLIT_SET) == f"sha256:{expected}"


@pytest.mark.parametrize(
    "changed",
    [
        {"TEST/ROUND/1.jpeg": b"other"},
        {"TEST/ROUND/4.jpeg": b"one"},
        {"sources.csv": b"split,label,file,source,confident\n"},
    ],
    ids=["an image changed", "an image added", "the sources changed"],
)
def test_other_content_has_another_digest(workspace: Path, changed: dict[str, bytes]) -> None:
    assert written(workspace / "a.zip", SPLIT_SET) != written(workspace / "b.zip", SPLIT_SET | changed)


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [
        ([("ROUND/2.png", b""), ("ROUND/1.png", b"")], "in order"),
        ([("ROUND/1.png", b""), ("ROUND/1.png", b"")], "each name once"),
        ([("ROUND/notes.txt", b"")], "expected an image"),
        ([("sources.csv", b"")], "no images"),
        ([], "no images"),
        ([("ROUND/1.png", b""), ("TRAIN/ROUND/1.png", b"")], "expected all or none"),
    ],
)
def test_contents_that_cannot_be_written(workspace: Path, contents: list[tuple[str, bytes]], complaint: str) -> None:
    with pytest.raises(ArchiveError, match=complaint):
        archives.write(workspace / "set.zip", contents)


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (["ROUND/2.png", "ROUND/1.png"], "not in order"),
        (["../1.png"], "expected a class"),
        (["ROUND/1.png", "notes.txt"], "expected <SPLIT>"),
        (["sources.csv"], "no images"),
    ],
)
def test_zips_that_are_not_canonical_are_refused(workspace: Path, names: list[str], complaint: str) -> None:
    path = zipped(workspace / "set.zip", *names)
    with pytest.raises(ArchiveError, match=complaint):
        archives.members(path)
    with pytest.raises(ArchiveError, match=complaint):
        archives.digest(path)


def test_a_truncated_archive_is_refused(workspace: Path) -> None:
    path = workspace / "set.zip"
    written(path, SPLIT_SET)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ArchiveError, match=r"set\.zip: a truncated zip archive"):
        archives.members(path)


def test_a_changed_byte_in_an_image_is_found(workspace: Path) -> None:
    path = workspace / "set.zip"
    written(path, SPLIT_SET)
    path.write_bytes(path.read_bytes().replace(b"three", b"thrEE"))
    contents = archives.contents(path)
    with path.open("rb") as file, pytest.raises(ArchiveError, match=r"TRAIN/ROUND/3\.jpeg' is damaged"):
        stored.read(file, contents.members[-1].name, contents.offsets[-1])
