"""A checkout that no experiment can be made in is refused in one line, and stays as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "checkout")
    (made.path / ".dvc").mkdir(parents=True)
    (made.path / ".dvc/config").touch()
    (made.path / "file").write_text("one\n")
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("First")
    return made


def _conflict(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "-b", "other")
    (repository.path / "file").write_text("two\n")
    repository.commit("Second")
    repository.git("checkout", "--quiet", "main")
    (repository.path / "file").write_text("three\n")
    repository.commit("Third")
    repository.git("-c", "user.name=Test", "-c", "user.email=test@localhost", "merge", "other", code=1)


def _lose_commit(repository: Repository) -> None:
    commit = repository.git("rev-parse", "HEAD").strip()
    (repository.path / ".git/objects" / commit[:2] / commit[2:]).unlink()


def _damage(name: str) -> Callable[[Repository], None]:
    def damage(repository: Repository) -> None:
        (repository.path / name).write_text("[[[\n")

    return damage


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_conflict, "a merge is not resolved yet"),
        (_lose_commit, "git can't read what is checked out"),
        (_damage(".git/HEAD"), "git can't"),
        (_damage(".git/config"), "git can't open this repository"),
        (_damage(".git/index"), "git ls-files"),
    ],
)
def test_damage_is_told_and_not_mended(harm: Callable[[Repository], None], told: str, repository: Repository) -> None:
    harm(repository)
    before = _files(repository.path)
    with pytest.raises(RepositoryError, match=told):
        Workspace(repository.path).snapshot()
    assert _files(repository.path) == before


def test_git_that_is_not_installed_is_told(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(repository.path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RepositoryError, match="git is not on the PATH"):
        workspace.run_git("status")


def _files(folder: Path) -> dict[Path, bytes]:
    # Without what DVC keeps for itself.
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and ".dvc" not in path.parts}
