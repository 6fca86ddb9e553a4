"""A source that is not what it should be is named, and nothing is lost."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bloodcells.errors import ArchiveError, SourceError
from bloodcells.stages import fetch
from support.file_server import serving
from support.processes import run_stage
from support.sources import make_zip, raw, write_params


def truncated(folder: Path) -> str:
    path = make_zip(folder / "bad.zip")
    path.write_bytes(path.read_bytes()[:-20])
    return path.name


def cut_in_the_middle_of_an_image(folder: Path) -> str:
    path = make_zip(folder / "bad.zip")
    path.write_bytes(path.read_bytes().replace(b"three" * 1000, b"three" * 999 + b"!!!!!"))
    return path.name


def with_member(name: str, mode: int = 0) -> Callable[[Path], str]:
    def make(folder: Path) -> str:
        with zipfile.ZipFile(make_zip(folder / "bad.zip"), "a") as archive:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, b"/etc/passwd")
        return "bad.zip"

    return make


def bomb(folder: Path) -> str:
    with zipfile.ZipFile(folder / "bad.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(5):
            archive.writestr(f"A/{number}.bmp", bytes(2**26))
    return "bad.zip"


def no_images(folder: Path) -> str:
    (folder / "bad").mkdir()
    (folder / "bad/notes.txt").touch()
    return "bad"


def no_such_file(folder: Path) -> str:
    return "bad.zip"


def no_network(folder: Path) -> str:
    with serving(b"") as gone:
        return gone.url


@pytest.mark.parametrize(
    ("make", "error", "complaint"),
    [
        (truncated, ArchiveError, "truncated zip"),
        (cut_in_the_middle_of_an_image, ArchiveError, "'TRAIN/ROUND/3.jpeg' is damaged"),
        (with_member("/etc/1.png"), ArchiveError, "absolute path"),
        (with_member("../1.png"), ArchiveError, "leads out of it"),
        (with_member("TRAIN/ROUND/4.png", stat.S_IFLNK | 0o777), ArchiveError, "is a link"),
        (bomb, ArchiveError, "decompression bomb"),
        (no_images, SourceError, "no images"),
        (no_such_file, SourceError, "cannot be read: No such file"),
        (no_network, SourceError, "cannot reach 127.0.0.1"),
    ],
)
def test_a_bad_source_is_named_and_leaves_the_earlier_output_as_it_was(
    earlier: dict[str, bytes], datasets: Path, make: Callable[[Path], str], error: type[SourceError], complaint: str
) -> None:
    write_params({"mine": "good", "bad": make(datasets)})
    with pytest.raises(error, match=f"source 'bad': .*{complaint}"):
        fetch.main()
    assert raw() == earlier


def test_an_error_is_one_line_and_exit_code_2(earlier: dict[str, bytes]) -> None:
    write_params({"mine": "nowhere"})
    result = run_stage("fetch")
    assert result.returncode == 2
    assert result.stderr.startswith("error: source 'mine': ")
    assert result.stderr.count("\n") == 1
    assert raw() == earlier


def test_locations_are_checked_before_anything_is_fetched(earlier: dict[str, bytes]) -> None:
    with serving(b"") as server:
        write_params({"mine": server.url, "bad": "../set.zip"})
        with pytest.raises(SourceError, match="stays below"):
            fetch.main()
        assert server.asked == []


def test_a_damaged_download_is_not_kept(datasets: Path) -> None:
    whole = make_zip(datasets / "set.zip").read_bytes()
    with serving(whole.replace(b"three", b"thrEE")) as server:
        write_params({"mine": server.url})
        with pytest.raises(ArchiveError):
            fetch.main()
        server.content = whole
        fetch.main()
        assert server.asked == [None, None]
