"""Repositories to try things in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.processes import ended
from support.repositories import SMALL, Make, Repository, copy_of_checkout, set_params


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One DVC cache for all repositories of a test session, so that equal stages run once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """This checkout as a new repository with one commit, with a cache of its own."""
    return copy_of_checkout(tmp_path / "checkout")


@pytest.fixture
def small_repository(tmp_path: Path, shared_cache: Path) -> Repository:
    """A repository on the sample with a small model and the session's cache, not yet reproduced."""
    repository = copy_of_checkout(tmp_path / "checkout")
    set_params(repository, SMALL)
    (repository.path / "dvc.lock").unlink(missing_ok=True)
    repository.dvc("config", "--local", "cache.dir", str(shared_cache))
    repository.git("config", "user.name", "Test")
    repository.git("config", "user.email", "test@localhost")
    repository.commit("A small pipeline on the sample")
    return repository


@pytest.fixture
def make() -> Make:
    """Run `make` in a repository with the environment that runs these tests."""

    def run(repository: Repository, *words: str) -> tuple[int, str]:
        environment = Path(sys.executable).parent.parent
        result = ended(
            # Never installed anew, however old it is: it would point to the temporary repository from then on.
            ["make", *words, f"VENV={environment}", f"--old-file={environment}/ready"],
            cwd=repository.path,
            env={**os.environ, "DVC_PAGER": "cat"},
            stderr=subprocess.STDOUT,
        )
        return result.returncode, result.stdout

    return run
