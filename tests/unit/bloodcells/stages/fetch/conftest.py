"""A folder of data sets, and what an earlier run made of one."""

from pathlib import Path

import pytest

from bloodcells.images import download
from bloodcells.stages import fetch
from support.sources import make_folder, raw, write_params


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
