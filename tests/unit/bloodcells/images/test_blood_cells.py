import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bloodcells.errors import ArchiveError, SourceError
from bloodcells.images import blood_cells, layout
from bloodcells.images.download import Downloads
from support.file_server import serving

SET = {
    "images/TEST/MONOCYTE/_0_1.jpeg": b"test",
    "images/TEST_SIMPLE/MONOCYTE/_0_2.jpeg": b"simple",
    "images/TRAIN/LYMPHOCYTE/_0_3.jpeg": b"train",
}
OTHER = {
    "Original_Images/BloodImage_00001.jpg": b"original",
    "dataset-master/JPEGImages/BloodImage_00002.jpg": b"for detection",
    "notebooks/accuracy_curve.png": b"curve",
    "images/MONOCYTE/_0_4.jpeg": b"of an older version",
    "images/TRAIN/LYMPHOCYTE/deep/_0_5.jpeg": b"too deep",
    "images/VAL/LYMPHOCYTE/_0_6.jpeg": b"no split",
    "images/TRAIN/LYMPHOCYTE/notes.txt": b"no image",
    "labels.csv": b"labels",
}
MEMBERS = {name.removeprefix("images/"): data for name, data in SET.items()}


def make_zip(path: Path, prefix: str, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(prefix + name, data)
    return path


def members(origin: str = "http://127.0.0.1:1/set.zip") -> dict[str, bytes]:
    with blood_cells.opened(Downloads(pause=lambda seconds: None), origin=origin) as container:
        found = layout.find(container.files()).members
        return dict(zip(found, container.read(list(found.values())), strict=True))


@pytest.fixture
def datasets(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOODCELLS_DATASETS", str(workspace))
    return workspace


@pytest.fixture
def kaggle(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `kagglehub` that gives out a folder of this machine."""
    package = workspace / "packages/kagglehub"
    package.mkdir(parents=True)
    (package / "exceptions.py").write_text("class BackendError(Exception): pass\n")
    (package / "__init__.py").write_text(
        "from pathlib import Path\n"
        "from kagglehub.exceptions import BackendError\n"
        "def dataset_download(handle):\n"
        "    folder = Path(__file__).parents[2] / 'kaggle' / handle\n"
        "    if folder.is_dir(): return str(folder)\n"
        "    raise BackendError('the server\\nis down')\n"
    )
    for name in ("kagglehub", "kagglehub.exceptions"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(workspace / "packages")
    yield workspace / "kaggle/paultimothymooney/blood-cells"
    for name in ("kagglehub", "kagglehub.exceptions"):
        sys.modules.pop(name, None)


@pytest.fixture
def no_kaggle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kagglehub", None)


def test_a_copy_on_this_machine_comes_first(datasets: Path, kaggle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_zip(datasets / "blood-cells/archive.zip", "dataset2-master/dataset2-master/", SET | OTHER)
    kaggle.mkdir(parents=True)
    assert members() == MEMBERS
    assert capsys.readouterr().err == "blood-cells: from $BLOODCELLS_DATASETS/blood-cells/archive.zip\n"


def test_kaggle_comes_second(datasets: Path, kaggle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, data in (SET | OTHER).items():
        path = kaggle / "dataset2-master/dataset2-master" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert members() == MEMBERS
    assert capsys.readouterr().err == "blood-cells: from Kaggle (paultimothymooney/blood-cells)\n"


def test_the_origin_comes_third(workspace: Path, no_kaggle: None, capsys: pytest.CaptureFixture[str]) -> None:
    path = make_zip(workspace / "origin.zip", f"wbc-classification-{blood_cells.COMMIT}/", SET | OTHER)
    with serving(path.read_bytes()) as server:
        server.tells_length = False  # as GitHub, which packs archives on the way
        server.ranges = False
        assert members(server.url) == MEMBERS
        assert capsys.readouterr().err == f"blood-cells: from GitHub ({server.url})\n"


def test_the_origin_is_pinned_to_a_commit() -> None:
    assert blood_cells.ON_GITHUB.startswith("https://")
    assert blood_cells.ON_GITHUB.endswith("/zip/0b22eb2084b1004d464fb5ab87adc85ab94b2079")


def test_when_all_places_fail_the_error_tells_why_each_did_and_the_ways_out(workspace: Path, no_kaggle: None) -> None:
    with pytest.raises(SourceError) as caught:
        members()
    message = str(caught.value)
    assert "$BLOODCELLS_DATASETS/blood-cells/archive.zip: not set" in message
    assert "kagglehub is not installed (pip install --editable '.[kaggle]')" in message
    assert "cannot reach 127.0.0.1" in message
    assert "export BLOODCELLS_DATASETS=<folder>" in message
    assert "-S 'fetch.sources=[sample]'" in message
    assert "\n" not in message


def test_a_failure_of_kaggle_is_told_in_one_line(datasets: Path, kaggle: Path) -> None:
    with pytest.raises(SourceError, match=r"archive\.zip: not there; Kaggle .*: the server is down; GitHub"):
        members()


def test_a_damaged_copy_on_this_machine_is_told_and_not_passed_over(datasets: Path, kaggle: Path) -> None:
    path = make_zip(datasets / "blood-cells/archive.zip", "", SET)
    path.write_bytes(path.read_bytes()[:-40])
    kaggle.mkdir(parents=True)
    with pytest.raises(ArchiveError, match=r"blood-cells/archive\.zip: a truncated zip"):
        members()


@pytest.mark.parametrize("named", ["relative", "/no/such/folder"])
def test_a_mistake_in_the_users_setting_is_told_and_not_passed_over(
    kaggle: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    kaggle.mkdir(parents=True)
    monkeypatch.setenv("BLOODCELLS_DATASETS", named)
    with pytest.raises(SourceError, match=r"^BLOODCELLS_DATASETS "):
        members()


def test_an_empty_copy_is_told_and_not_passed_over(datasets: Path, kaggle: Path) -> None:
    kaggle.mkdir(parents=True)
    (datasets / "blood-cells").mkdir()
    (datasets / "blood-cells/archive.zip").write_bytes(b"")
    with pytest.raises(ArchiveError, match="the file is empty"):
        members()


def test_a_container_without_the_set_is_refused(datasets: Path, no_kaggle: None) -> None:
    make_zip(datasets / "blood-cells/archive.zip", "", OTHER)
    with pytest.raises(SourceError, match="no images"):
        members()
