import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from s3fs import S3FileSystem

from bloodcells import lock
from bloodcells.errors import ArchiveError, BusyError, DigestError, SourceError
from bloodcells.images import archives, download
from bloodcells.stages import fetch
from support.bucket_server import serving_buckets
from support.file_server import serving

FILES = {
    "TEST/LOBED/1.png": b"one" * 1000,
    "TRAIN/LOBED/2.png": b"two" * 1000,
    "TRAIN/ROUND/3.jpeg": b"three" * 1000,
    "sources.csv": b"split,label,file,source\n",
}
SRC = Path(fetch.__file__).parents[2]


def write_params(sources: dict[str, str | None], digests: dict[str, str] | None = None) -> None:
    datasets = {name: {"location": at, "digest": (digests or {}).get(name)} for name, at in sources.items()}
    document = {"fetch": {"sources": list(sources), "datasets": datasets}}
    Path("params.yaml").write_text(yaml.safe_dump(document))


def make_folder(path: Path, below: str = "") -> Path:
    for name, data in FILES.items():
        (path / below / name).parent.mkdir(parents=True, exist_ok=True)
        (path / below / name).write_bytes(data)
    return path


def make_zip(path: Path, below: str = "", **settings: Any) -> Path:
    with zipfile.ZipFile(path, "w", **settings) as archive:
        for name, data in FILES.items():
            archive.writestr(below + name, data)
    return path


def raw() -> dict[str, bytes]:
    """All that is in data/raw, and what no run may leave beside it."""
    return {
        path.relative_to("data").as_posix(): path.read_bytes() for path in Path("data").rglob("*") if path.is_file()
    }


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "FIRST_PAUSE", 0.0)


@pytest.fixture
def datasets(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = workspace / "datasets"
    folder.mkdir()
    monkeypatch.setenv("BLOODCELLS_DATASETS", str(folder))
    monkeypatch.setenv("BLOODCELLS_CACHE", str(workspace / "cache"))
    return folder


@pytest.fixture
def earlier(datasets: Path) -> dict[str, bytes]:
    """The output of an earlier run."""
    make_folder(datasets / "good")
    write_params({"mine": "good"})
    fetch.main()
    assert set(raw()) == {"raw/mine.zip"}
    return raw()


def run(*within: str) -> subprocess.CompletedProcess[str]:
    """Run the stage as a program, by the command `within` if there is one."""
    command = [*within, sys.executable, "-m", "bloodcells.stages.fetch"]
    env = os.environ | {"PYTHONPATH": str(SRC)}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_same_images_give_the_same_archive_whatever_they_come_in(
    datasets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_folder(datasets / "folder")
    make_folder(datasets / "nested", "set-master/set-master/images/")
    make_zip(datasets / "stored.zip")
    make_zip(datasets / "deflated.zip", "set-master/", compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    os.utime(datasets / "folder/TRAIN/LOBED/2.png", (1, 1))
    (datasets / "folder/TRAIN/LOBED/2.png").chmod(0o600)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "someone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with serving((datasets / "deflated.zip").read_bytes()) as web, serving_buckets() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        store = S3FileSystem(skip_instance_cache=True)
        store.mkdir("fetched")
        store.put_file(str(datasets / "stored.zip"), "fetched/set.zip")
        store.put(str(datasets / "folder"), "fetched/set", recursive=True)
        write_params(
            {
                "folder": "folder",
                "nested": "nested",
                "stored": "stored.zip",
                "deflated": "deflated.zip",
                "file": (datasets / "stored.zip").as_uri(),
                "web": web.url,
                "object": "s3://fetched/set.zip",
                "prefix": "s3://fetched/set/",
            }
        )
        fetch.main()
    assert len(raw()) == 8
    assert set(raw().values()) == {archive_of_files(datasets)}


def archive_of_files(folder: Path) -> bytes:
    archives.write(folder / "expected.zip", sorted(FILES.items()))
    return (folder / "expected.zip").read_bytes()


def test_fetching_again_changes_no_byte(earlier: dict[str, bytes]) -> None:
    fetch.main()
    assert raw() == earlier


def test_each_source_is_one_archive_and_goes_when_it_is_no_longer_named(earlier: dict[str, bytes]) -> None:
    write_params({"mine": "good", "batch-2": "good"})
    fetch.main()
    assert set(raw()) == {"raw/mine.zip", "raw/batch-2.zip"}
    write_params({"batch-2": "good"})
    fetch.main()
    assert set(raw()) == {"raw/batch-2.zip"}


def test_the_sample_needs_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_params({"sample": None})
    result = run()
    assert result.returncode == 0, result.stderr
    assert len(archives.members(Path("data/raw/sample.zip"))) == 916
    assert f"sample: 916 images, {archives.digest(Path('data/raw/sample.zip'))}\n" in result.stderr


def test_the_blood_images_are_built_in(datasets: Path) -> None:
    make_zip(make_parent(datasets / "blood-cells/archive.zip"), "dataset2-master/images/")
    write_params({"blood-cells": None})
    fetch.main()
    contents = archives.contents(Path("data/raw/blood-cells.zip"))
    names = [member.name for member in contents.members]
    assert names == ["TEST/LOBED/1.png", "TRAIN/LOBED/2.png", "TRAIN/ROUND/3.jpeg"]
    assert contents.sources is None


def make_parent(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    return path


def test_files_that_are_no_images_are_told(datasets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (make_folder(datasets / "set") / "labels.csv").touch()
    write_params({"mine": "set"})
    fetch.main()
    assert "mine: left out what is no image: 1 files, such as 'labels.csv'" in capsys.readouterr().err


def test_another_digest_than_the_pinned_one_stops_with_both_and_tells_how_to_accept(
    earlier: dict[str, bytes], datasets: Path
) -> None:
    (datasets / "good/TRAIN/LOBED/2.png").write_bytes(b"changed")
    pinned = "sha256:" + 64 * "0"
    write_params({"mine": "good"}, {"mine": pinned})
    with pytest.raises(DigestError, match=r"set fetch\.datasets\.mine\.digest to the received digest") as caught:
        fetch.main()
    assert pinned in str(caught.value)
    assert caught.value.found in str(caught.value)
    assert raw() == earlier
    write_params({"mine": "good"}, {"mine": caught.value.found})
    fetch.main()
    assert archives.digest(Path("data/raw/mine.zip")) == caught.value.found


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
    result = run()
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


def test_downloads_are_kept_until_all_sources_are_there(datasets: Path) -> None:
    content = make_zip(datasets / "set.zip").read_bytes()
    with serving(content) as server:
        write_params({"mine": server.url, "bad": "nowhere"})
        with pytest.raises(SourceError):
            fetch.main()
        write_params({"mine": server.url, "bad": "set.zip"})
        fetch.main()
        assert server.asked == [None, f"bytes={len(content)}-"]
    assert not [path for path in Path("cache").iterdir() if path.suffix != ".lock"]


def test_a_damaged_download_is_not_kept(datasets: Path) -> None:
    whole = make_zip(datasets / "set.zip").read_bytes()
    with serving(whole.replace(b"three", b"thrEE")) as server:
        write_params({"mine": server.url})
        with pytest.raises(ArchiveError):
            fetch.main()
        server.content = whole
        fetch.main()
        assert server.asked == [None, None]


def test_two_runs_at_once_in_one_checkout_are_refused(earlier: dict[str, bytes]) -> None:
    with lock.only_run("fetch"), pytest.raises(BusyError, match="another fetch is at work"):
        fetch.main()
    assert raw() == earlier


def test_a_killed_run_leaves_the_earlier_output_and_the_next_one_succeeds(earlier: dict[str, bytes]) -> None:
    write_params({"mine": "good", "sample": None})
    env = os.environ | {"PYTHONPATH": str(SRC)}
    with subprocess.Popen([sys.executable, "-m", "bloodcells.stages.fetch"], env=env) as process:
        part = Path("data/.raw.part/sample.zip")
        while not part.exists() or part.stat().st_size == 0:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert Path("data/raw/mine.zip").read_bytes() == earlier["raw/mine.zip"]
    assert not Path("data/raw/sample.zip").exists()
    write_params({"mine": "good"})
    fetch.main()
    assert raw() == earlier


@pytest.fixture
def too_large(earlier: dict[str, bytes], datasets: Path) -> dict[str, bytes]:
    """The earlier output, and a source of 1 MB that is to come to it."""
    make_folder(datasets / "large")
    (datasets / "large/TRAIN/LOBED/4.png").write_bytes(bytes(2**20))
    write_params({"mine": "good", "large": "large"})
    return earlier


def test_a_full_disk_is_told_and_leaves_the_earlier_output(too_large: dict[str, bytes]) -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this user may not mount a small disk to fill")
    Path("disk").mkdir()
    result = run(
        *("unshare", "-rm", "sh", "-c"),
        """
        mount -t tmpfs -o size=1m none disk && cp -r data/raw disk && mount --bind disk data || exit 1
        "$@"
        code=$?
        ls -A data data/raw && cat data/raw/mine.zip > left.zip
        exit $code
        """,
        "sh",
    )
    assert result.returncode == 2, result.stderr
    assert "\nerror: the disk is full: free some space and run the stage again; nothing was lost\n" in result.stderr
    assert result.stdout == "data:\nraw\n\ndata/raw:\nmine.zip\n"
    assert Path("left.zip").read_bytes() == too_large["raw/mine.zip"]


def test_a_file_that_may_not_grow_is_told_and_leaves_the_earlier_output(too_large: dict[str, bytes]) -> None:
    result = run("sh", "-c", 'ulimit -f 500 && "$@"', "sh")
    assert result.returncode == 2, result.stderr
    assert "\nerror: a file may not grow so large: raise the limit" in result.stderr
    assert raw() == too_large
