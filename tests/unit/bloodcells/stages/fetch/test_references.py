"""What of a bucket the archives were made from is recorded, and nothing else."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from s3fs import S3FileSystem

from bloodcells.errors import SourceError
from bloodcells.images.references import OBJECTS
from bloodcells.stages import fetch
from hemolog.experiments.trial import metrics
from support.bucket_server import serving_buckets
from support.file_server import serving
from support.sources import FILES, make_folder, make_zip, write_params


@pytest.fixture
def store(datasets: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3FileSystem]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "someone")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with serving_buckets() as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        store = S3FileSystem(skip_instance_cache=True)
        store.mkdir("recorded")
        yield store
        store.rm("recorded", recursive=True)


def recorded() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(OBJECTS.read_text())
    return entries


def test_only_sources_in_a_bucket_are_recorded(store: S3FileSystem, datasets: Path) -> None:
    content = make_zip(datasets / "set.zip").read_bytes()
    store.put_file(str(datasets / "set.zip"), "recorded/set.zip")
    store.put(str(make_folder(datasets / "set")), "recorded/set", recursive=True)
    store.pipe_file("recorded/set/notes.txt", b"no image")
    with serving(content) as web:
        write_params(
            {
                "web": web.url,
                "object": "s3://recorded/set.zip",
                "file": "set.zip",
                "prefix": "s3://recorded/set",
                "sample": None,
            }
        )
        fetch.main()
    lines = [
        json.dumps([f"set/{name}", hashlib.md5(data).hexdigest(), len(data), None]) for name, data in FILES.items()
    ]
    assert recorded() == [
        {
            "source": "object",
            "location": "s3://recorded/set.zip",
            "etag": hashlib.md5(content).hexdigest(),
            "size": len(content),
            "version_id": None,
        },
        {
            "source": "prefix",
            "location": "s3://recorded/set/",
            "objects": len(FILES),
            "size": sum(map(len, FILES.values())),
            "digest": "sha256:" + hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest(),
        },
    ]


def test_nothing_is_recorded_of_other_places(earlier: dict[str, bytes]) -> None:
    assert OBJECTS.read_text() == "[]\n"


def test_the_same_object_gives_the_same_record(store: S3FileSystem, datasets: Path) -> None:
    store.put_file(str(make_zip(datasets / "set.zip")), "recorded/set.zip")
    write_params({"mine": "s3://recorded/set.zip"})
    fetch.main()
    before = OBJECTS.read_bytes()
    fetch.main()
    assert OBJECTS.read_bytes() == before


def test_a_record_holds_no_metrics(store: S3FileSystem, datasets: Path) -> None:
    store.put_file(str(make_zip(datasets / "set.zip")), "recorded/set.zip")
    write_params({"mine": "s3://recorded/set.zip"})
    fetch.main()
    assert recorded()
    assert metrics.read([OBJECTS]) == {}


def test_of_a_version_that_is_pinned_it_is_that_one_that_is_fetched_and_recorded(
    store: S3FileSystem, datasets: Path
) -> None:
    store.call_s3("put_bucket_versioning", Bucket="recorded", VersioningConfiguration={"Status": "Enabled"})
    content = make_zip(datasets / "set.zip").read_bytes()
    pinned = store.call_s3("put_object", Bucket="recorded", Key="set.zip", Body=content)["VersionId"]
    store.pipe_file("recorded/set.zip", b"damaged")
    write_params({"mine": f"s3://recorded/set.zip?versionId={pinned}"})
    fetch.main()
    (entry,) = recorded()
    assert (entry["location"], entry["version_id"]) == ("s3://recorded/set.zip", pinned)
    assert entry["size"] == len(content)


def test_a_run_that_fails_leaves_the_earlier_record(store: S3FileSystem, datasets: Path) -> None:
    store.put_file(str(make_zip(datasets / "set.zip")), "recorded/set.zip")
    write_params({"mine": "s3://recorded/set.zip"})
    fetch.main()
    before = OBJECTS.read_bytes()
    write_params({"mine": "s3://recorded/set.zip", "other": "s3://recorded/gone.zip"})
    with pytest.raises(SourceError, match="no such object"):
        fetch.main()
    assert OBJECTS.read_bytes() == before
    assert [file.name for file in OBJECTS.parent.iterdir()] == [OBJECTS.name]
