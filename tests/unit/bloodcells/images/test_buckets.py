import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from bloodcells.errors import ArchiveError, SourceError, UnreachableError
from bloodcells.images import archives, buckets
from bloodcells.images.buckets import Address
from bloodcells.images.download import Downloads
from bloodcells.images.references import ObjectReference, PrefixReference, Reference, Version
from support.bucket_server import serving_buckets
from support.file_server import serving

FILES = {f"TRAIN/A/{number:02}.png": bytes([number]) * 1000 for number in range(12)} | {"TRAIN/B/[1].png": b"odd"}
KEYS = {"AWS_ACCESS_KEY_ID": "someone", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint with a bucket that holds a zip, the same files below a prefix, and something that is no zip."""
    with serving_buckets() as endpoint:
        store = S3FileSystem(endpoint_url=endpoint, key="someone", secret="secret", skip_instance_cache=True)
        zipped = tmp_path_factory.mktemp("upload") / "set.zip"
        archives.write(zipped, sorted(FILES.items()))
        store.mkdir("cells")
        store.pipe_file("cells/set.zip", zipped.read_bytes())
        store.pipe_file("cells/public.zip", zipped.read_bytes())
        store.chmod("cells/public.zip", "public-read")
        store.pipe_file("cells/page.html", b"<html>")
        store.pipe({f"cells/deep/set/{name}": data for name, data in FILES.items()})
        store.pipe_file("cells/deep/set/TRAIN/", b"")  # what a console puts there for a folder
        yield endpoint


@pytest.fixture
def store(bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3FileSystem:
    monkeypatch.setenv("AWS_ENDPOINT_URL", bucket)
    monkeypatch.setenv("BLOODCELLS_CACHE", str(tmp_path / "cache"))
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return S3FileSystem(skip_instance_cache=True)


def read(url: str) -> tuple[dict[str, bytes], Reference | None]:
    with buckets.opened(Address.parse(url), Downloads(pause=lambda seconds: None)) as container:
        files = sorted(container.files())
        return dict(zip(files, container.read(files), strict=True)), container.reference


def contents(url: str) -> dict[str, bytes]:
    return read(url)[0]


def object_at(store: S3FileSystem, url: str) -> buckets.Object:
    return buckets.Object(store, Address.parse(url))


@pytest.mark.parametrize("url", ["s3://cells/set.zip", "s3://cells/deep/set", "s3://cells/deep/set/"])
def test_a_zip_and_a_prefix_hold_the_same_files(store: S3FileSystem, url: str) -> None:
    assert contents(url) == FILES


def test_a_prefix_is_read_in_batches(store: S3FileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "BATCH", 2500)
    assert contents("s3://cells/deep/set") == FILES


def test_a_large_object_comes_in_parts(store: S3FileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "CHUNK", 10_000)
    assert contents("s3://cells/set.zip") == FILES


def test_a_download_of_an_object_goes_on_where_it_broke_off(store: S3FileSystem) -> None:
    remote = object_at(store, "s3://cells/set.zip")
    whole = store.cat_file("cells/set.zip")
    with remote.open(0, None) as body:
        version = body.version
    with remote.open(1000, version) as body:
        assert (body.start, body.size, b"".join(body.chunks)) == (1000, len(whole), whole[1000:])
    with remote.open(len(whole), version) as body:
        assert (body.start, b"".join(body.chunks)) == (len(whole), b"")


def test_a_download_of_an_object_that_has_changed_starts_clean(store: S3FileSystem) -> None:
    with object_at(store, "s3://cells/set.zip").open(1000, '"of another version"') as body:
        assert body.start == 0


def test_an_object_that_changes_on_the_way_is_noticed(store: S3FileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "CHUNK", 1000)
    store.pipe_file("cells/changing.zip", b"one" * 10_000)
    with object_at(store, "s3://cells/changing.zip").open(0, None) as body:
        next(body.chunks)
        store.pipe_file("cells/changing.zip", b"two" * 10_000)
        with pytest.raises(UnreachableError):
            list(body.chunks)


@pytest.mark.parametrize("url", ["s3://cells/gone.zip", "s3://cells/gone/", "s3://no-such-bucket/set.zip"])
def test_where_nothing_is_is_told(store: S3FileSystem, url: str) -> None:
    with pytest.raises(SourceError, match="there is no such object or bucket"):
        contents(url)


def test_an_object_that_is_no_zip_is_refused_and_forgotten(store: S3FileSystem, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"s3://cells/page\.html: not a zip archive"):
        contents("s3://cells/page.html")
    assert not [file for file in (tmp_path / "cache").iterdir() if file.suffix != ".lock"]


def test_without_keys_a_public_object_is_read(store: S3FileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    assert contents("s3://cells/public.zip") == FILES


def test_without_keys_a_private_object_is_refused(store: S3FileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    with pytest.raises(SourceError, match=r"access refused .* check AWS_ACCESS_KEY_ID"):
        contents("s3://cells/set.zip")


def test_no_network_is_told_in_one_line(store: S3FileSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(b"") as gone:
        pass
    monkeypatch.setenv("AWS_ENDPOINT_URL", gone.url)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # else it tries again for ten seconds
    with pytest.raises(UnreachableError, match=r"s3://cells/set\.zip: ") as caught:
        contents("s3://cells/set.zip")
    assert "\n" not in str(caught.value)


@pytest.fixture
def versioned(store: S3FileSystem, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The ids of two versions of `kept.zip`, of which the first holds FILES, and the second FILES without one."""
    store.mkdir("versioned")
    store.call_s3("put_bucket_versioning", Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    files = dict(sorted(FILES.items()))
    ids = []
    for _ in range(2):
        archives.write(tmp_path / "set.zip", files.items())
        ids.append(put(store, "kept.zip", (tmp_path / "set.zip").read_bytes()))
        files.popitem()
    yield ids[0], ids[1]
    delete_all(store, "versioned")


def put(store: S3FileSystem, key: str, content: bytes) -> str:
    """The id of the new version."""
    version: str = store.call_s3("put_object", Bucket="versioned", Key=key, Body=content)["VersionId"]
    return version


def delete_all(store: S3FileSystem, bucket: str) -> None:
    found = store.call_s3("list_object_versions", Bucket=bucket)
    for version in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]:
        store.call_s3("delete_object", Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    store.call_s3("delete_bucket", Bucket=bucket)


def test_the_object_that_was_read_is_told(store: S3FileSystem) -> None:
    content = store.cat_file("cells/set.zip")
    tag = hashlib.md5(content).hexdigest()
    assert read("s3://cells/set.zip")[1] == ObjectReference("s3://cells/set.zip", tag, len(content), None)


def test_the_version_that_was_read_is_told(store: S3FileSystem, versioned: tuple[str, str]) -> None:
    found, reference = read("s3://versioned/kept.zip")
    assert len(found) == len(FILES) - 1
    assert isinstance(reference, ObjectReference)
    assert reference.version_id == versioned[1]


@pytest.mark.parametrize("ends_as", ["is another", "is deleted"])
def test_one_version_can_be_asked_for_whatever_the_newest_is(
    store: S3FileSystem, versioned: tuple[str, str], ends_as: str
) -> None:
    if ends_as == "is deleted":
        store.call_s3("delete_object", Bucket="versioned", Key="kept.zip")
    found, reference = read(f"s3://versioned/kept.zip?versionId={versioned[0]}")
    assert found == FILES
    assert isinstance(reference, ObjectReference)
    assert (reference.location, reference.version_id) == ("s3://versioned/kept.zip", versioned[0])


def test_a_version_that_is_not_there_is_told(store: S3FileSystem, versioned: tuple[str, str]) -> None:
    gone = f"s3://versioned/kept.zip?versionId={versioned[0]}"
    store.call_s3("delete_object", Bucket="versioned", Key="kept.zip", VersionId=versioned[0])
    with pytest.raises(SourceError, match="there is no such object or bucket"):
        contents(gone)


def test_the_same_bytes_put_again_are_another_version_also_of_a_download_that_is_kept(
    store: S3FileSystem, versioned: tuple[str, str], tmp_path: Path
) -> None:
    whole = store.cat_file("versioned/kept.zip")
    read("s3://versioned/kept.zip")
    assert whole in [file.read_bytes() for file in (tmp_path / "cache").iterdir()]
    again = put(store, "kept.zip", whole)
    _, reference = read("s3://versioned/kept.zip")
    assert isinstance(reference, ObjectReference)
    assert reference.version_id == again


def test_a_download_of_a_version_goes_on_where_it_broke_off(store: S3FileSystem, versioned: tuple[str, str]) -> None:
    remote = object_at(store, "s3://versioned/kept.zip")
    with remote.open(0, None) as body:
        version = body.version
    with remote.open(1000, version) as body:
        assert body.start == 1000
    put(store, "kept.zip", store.cat_file("versioned/kept.zip"))
    with remote.open(1000, version) as body:
        assert body.start == 0


def test_the_same_bytes_put_again_on_the_way_are_noticed(
    store: S3FileSystem, versioned: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "CHUNK", 1000)
    with object_at(store, "s3://versioned/kept.zip").open(0, None) as body:
        next(body.chunks)
        put(store, "kept.zip", store.cat_file("versioned/kept.zip"))
        with pytest.raises(UnreachableError, match="it has changed while it was read"):
            list(body.chunks)


def test_a_prefix_tells_how_many_objects_were_read_and_which(store: S3FileSystem) -> None:
    expected = {
        f"deep/set/{name}": Version(hashlib.md5(data).hexdigest(), len(data), None) for name, data in FILES.items()
    }
    reference = PrefixReference.of("s3://cells/deep/set/", expected)
    assert reference.objects == len(FILES)
    assert read("s3://cells/deep/set")[1] == read("s3://cells/deep/set/")[1] == reference


def test_a_prefix_tells_the_versions_of_what_was_read(store: S3FileSystem, versioned: tuple[str, str]) -> None:
    put(store, "set/A/1.png", b"old")
    new = put(store, "set/A/1.png", b"new")
    expected = {"set/A/1.png": Version(hashlib.md5(b"new").hexdigest(), 3, new)}
    _, reference = read("s3://versioned/set/")
    assert reference == PrefixReference.of("s3://versioned/set/", expected)
    put(store, "set/A/1.png", b"new")
    assert read("s3://versioned/set/")[1] != reference
