"""Tests of what is code and what is data."""

from pathlib import Path

import pytest

from hemolog.reports.board.facts.artifacts import Sources
from support.plain_repository import Plain, plain

FILES = {"src/a.py": "", "src/b.csv": "", "data/b.csv": "", "data/c.json": "", "Makefile": "", "notes.md": ""}


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


@pytest.mark.parametrize("path", ["src/a.py", "src", "Makefile"])
def test_is_code(here: Plain, path: str) -> None:
    assert Sources(here.workspace.git).is_code(here.commit(FILES), path, "")


@pytest.mark.parametrize("path", ["src/b.csv", "data", "data/c.json", "notes.md", "gone.py", "../a.py", "", "/"])
def test_is_no_code(here: Plain, path: str) -> None:
    assert not Sources(here.workspace.git).is_code(here.commit(FILES), path, "")


def test_a_path_is_in_git_if_the_commit_has_it(here: Plain) -> None:
    commit, sources = here.commit(FILES), Sources(here.workspace.git)
    paths = ("src", "src/a.py", "gone.py", "", "a\0b")
    assert [sources.is_in_git(commit, path, "") for path in paths] == [True, True, False, False, False]


def test_a_commit_that_is_not_here_has_nothing(here: Plain) -> None:
    assert not Sources(here.workspace.git).is_in_git("1" * 40, "src", "")
