"""A run that was never killed, and a folder in which another should end like it."""

from pathlib import Path

import pytest

from support.prepared import write_params, write_prepared
from support.trainings import run_in


@pytest.fixture(scope="package")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run that was never killed writes."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return run_in(tmp_path_factory.mktemp("reference") / "checkout", monkeypatch, epochs=3)


@pytest.fixture
def prepared(workspace: Path) -> Path:
    """The folder of a run that should end like `reference`."""
    write_prepared(workspace)
    write_params(workspace, epochs=3)
    return workspace
