"""Each source becomes one archive, the same whatever it came in."""

import os
import zipfile
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from bloodcells.errors import DigestError
from bloodcells.images import archives
from bloodcells.stages import fetch
from support.bucket_server import serving_buckets
from support.file_server import serving
from support.processes import run_stage
from support.sources import FILES, make_folder, make_zip, raw, write_params


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
    result = run_stage("fetch")
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
