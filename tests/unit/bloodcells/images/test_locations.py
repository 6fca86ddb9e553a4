from pathlib import Path

import pytest

from bloodcells.errors import SourceError
from bloodcells.images import archives, locations
from bloodcells.images.download import Downloads


@pytest.fixture
def datasets(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = workspace / "data sets"
    (folder / "mine/A").mkdir(parents=True)
    (folder / "mine/A/1.png").write_bytes(b"one")
    archives.write(folder / "mine.zip", [("A/1.png", b"one")])
    monkeypatch.setenv("BLOODCELLS_DATASETS", str(folder))
    return folder


def files(location: str) -> list[str]:
    with locations.opened(location, Downloads()) as container:
        return list(container.files())


@pytest.mark.parametrize("location", ["mine", "mine.zip", "./mine.zip", "mine/"])
def test_a_path_is_below_the_folder_of_data_sets(datasets: Path, location: str) -> None:
    assert files(location) == ["A/1.png"]


@pytest.mark.parametrize("name", ["mine", "mine.zip"])
def test_a_file_url_names_a_zip_or_a_folder(datasets: Path, name: str) -> None:
    assert files((datasets / name).as_uri()) == ["A/1.png"]
    assert files((datasets / name).as_uri().replace("file:///", "file://localhost/")) == ["A/1.png"]


@pytest.mark.parametrize(
    "location",
    [
        "https://example.com/set.zip",
        "s3://bucket/set.zip",
        "S3://bucket/me@set.zip",
        "s3://bucket",
        "s3://bucket/set?.zip",
        "s3://bucket/set.zip?versionId=3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY-MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo",
        "file:///data/set.zip",
        "set.zip",
        "a/b/set",
    ],
)
def test_locations_that_are_accepted(datasets: Path, location: str) -> None:
    locations.check(location)


@pytest.mark.parametrize(
    ("location", "complaint"),
    [
        ("", "expected a path that stays below"),
        (".", "expected a path that stays below"),
        ("../set.zip", "expected a path that stays below"),
        ("a/../../set.zip", "expected a path that stays below"),
        ("a\\..\\set.zip", "expected a path that stays below"),
        ("a\0b", "expected a path that stays below"),
        ("/data/set.zip", r"expected a path below \$BLOODCELLS_DATASETS, or file:///data/set.zip"),
        ("file://set.zip", "expected file:///<absolute path>"),
        ("file://host/set.zip", "expected file:///<absolute path>"),
        ("file:set.zip", "expected file:///<absolute path>"),
        ("file:///a%00b", "expected file:///<absolute path>"),
        ("http://example.com/set.zip", "expected an https:// URL"),
        ("https://[::1/set.zip", "not a URL"),
        ("https://", "expected https://<host>/<path>"),
        ("s3://", "expected s3://<bucket>/<key>"),
        ("s3:///key", "expected s3://<bucket>/<key>"),
        ("s3://bucket?versionId=1", "versionId=<id>, of one object"),
        ("s3://bucket/folder/?versionId=1", "versionId=<id>, of one object"),
        ("s3://bucket/set.zip?versionId=", "versionId=<id>, of one object"),
        ("s3://bucket/set.zip?versionId=1&other=2", "versionId=<id>, of one object"),
        ("htps://example.com/set.zip", "expected https://, s3://, file:// or a path"),
        ("ftp://example.com/set.zip", "expected https://, s3://, file:// or a path"),
        ("C:/set.zip", "expected https://, s3://, file:// or a path"),
        ("https://me:secret@[::1/set.zip", "not a URL"),
        ("https://me:secret@/set.zip", "expected https://<host>/<path>"),
        ("https://me:sec/secret@example.com/set.zip", "holds a password|expected https://<host>/<path>"),
        ("https:me:secret@example.com/set.zip", "expected https://<host>/<path>"),
        ("s3://key:secret@bucket/set.zip", "expected s3://<bucket>/<key>"),
        ("file://me:secret@host/set.zip", "expected file:///<absolute path>"),
        ("ftp://me:secret@example.com/set.zip", "expected https://, s3://, file:// or a path"),
        ("me:secret@example.com:set.zip", "expected https://, s3://, file:// or a path"),
        ("/data/me:secret@set.zip", "expected a path below"),
    ],
)
def test_locations_that_are_refused(datasets: Path, location: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint) as caught:
        locations.check(location)
    assert "secret" not in str(caught.value)


def test_a_path_needs_the_folder_of_data_sets(workspace: Path) -> None:
    with pytest.raises(SourceError, match="BLOODCELLS_DATASETS, which is not set"):
        locations.check("set.zip")


@pytest.mark.parametrize(
    ("named", "complaint"), [("data", "must be an absolute path"), ("/no/such/folder", "which is no folder")]
)
def test_the_folder_of_data_sets_must_be_one(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, named: str, complaint: str
) -> None:
    monkeypatch.setenv("BLOODCELLS_DATASETS", named)
    with pytest.raises(SourceError, match=complaint):
        locations.check("set.zip")


def test_where_nothing_is_is_told(datasets: Path) -> None:
    with pytest.raises(SourceError, match=r"data sets/other\.zip cannot be read: No such file or directory"):
        files("other.zip")
