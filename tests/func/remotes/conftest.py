"""A repository to try `hemolog remote` in."""

import os
from pathlib import Path

import pytest

from support import warm
from support.remote_command import EMBEDDED, Hemolog
from support.repositories import Repository
from support.small_pipeline import small_pipeline


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    """A repository whose default remote is a folder in it, as in this project."""
    repository = small_pipeline(tmp_path / "small")
    (repository.path / ".dvc/config").write_text(EMBEDDED)
    (repository.path / ".dvc/.gitignore").write_text("/config.local\n/tmp\n/cache\n/storage\n")
    repository.commit("A folder keeps the data")
    return repository


@pytest.fixture
def hemolog(small: Repository) -> Hemolog:
    """Run the command in the repository: its exit code and all that it printed."""

    def run(*words: str, within: str = ".", **variables: str) -> tuple[int, str]:
        result = warm.ended(["hemolog", *words], small.path / within, {**os.environ, **variables})
        return result.returncode, result.stdout

    return run
