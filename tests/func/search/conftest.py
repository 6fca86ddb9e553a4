"""Small repositories to search in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bloodcells import determinism
from support.repositories import Repository
from support.small_search import HOOK, copied, searchable

Hook = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def threads() -> None:
    """Start TensorFlow as the stages of the pipeline want it: their tests share this process, and come later."""
    determinism.begin(threads=2, seed=0)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture
def small(templates: Path, tmp_path: Path) -> Repository:
    """A small repository with one commit: `git` and `dvc init` take seconds, a copy doesn't."""
    template = templates / "small"
    if not template.exists():
        searchable(template)
    return copied(Repository(template), tmp_path / "small")


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hook:
    """Say what the train stage does at each epoch; `params` and `epoch` are known."""
    file = tmp_path / "hook.py"
    monkeypatch.setenv(HOOK, str(file))
    file.write_text("")

    def say(code: str) -> None:
        file.write_text(code)

    return say
