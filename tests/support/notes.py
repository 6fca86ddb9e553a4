"""Repositories to note things in."""

from pathlib import Path

from hemolog.experiments.workspace import Workspace
from support.repositories import Repository


def noted(folder: Path, commits: int = 3) -> tuple[Repository, list[str]]:
    """A repository with some commits, and their ids."""
    (folder / ".dvc").mkdir(parents=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.git("config", "user.name", "Test")
    repository.git("config", "user.email", "test@localhost")
    for number in range(commits):
        repository.git("commit", "--quiet", "--allow-empty", "-m", f"Number {number}")
    return repository, repository.git("rev-list", "HEAD").split()


def shown(repository: Repository, commit: str) -> list[str]:
    """Lines that git itself shows of a commit, sorted."""
    return sorted(repository.git("notes", "--ref", "hemolog", "show", commit).splitlines())


def workspace(repository: Repository) -> Workspace:
    return Workspace(repository.path)
