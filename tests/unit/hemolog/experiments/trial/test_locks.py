"""Locks: one process a search, one a scratch folder; the kernel frees them when a process dies."""

import os
import signal
import sys
from pathlib import Path

import pygit2
import pytest

from hemolog.errors import SearchError
from hemolog.experiments.trial.locks import free_scratch, only_search
from hemolog.experiments.workspace import Workspace
from support.processes import SRC, environment, started

HOLD = """
import sys
from pathlib import Path
from hemolog.experiments.trial.locks import free_scratch, only_search
from hemolog.experiments.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
with only_search(workspace, "rates"), free_scratch(workspace, Path("cache")) as scratch:
    print(scratch.root.name, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    git = pygit2.init_repository(str(tmp_path / "repository"))
    who = pygit2.Signature("a", "b", 0, 0)
    git.create_commit("HEAD", who, who, "First", git.TreeBuilder().write(), [])
    (tmp_path / "repository/.dvc").mkdir()
    return Workspace(tmp_path / "repository")


def test_a_search_is_held_by_one_and_free_afterwards(workspace: Workspace) -> None:
    with only_search(workspace, "rates") as folder:
        assert folder.is_dir()
        with pytest.raises(SearchError, match="'rates' is running already"), only_search(workspace, "rates"):
            pass
        with only_search(workspace, "rates.2"), only_search(workspace, "rate"):
            pass
    with pytest.raises(ZeroDivisionError), only_search(workspace, "rates"):
        _ = 1 / 0
    with only_search(workspace, "rates") as again:
        assert again == folder


def test_each_gets_a_scratch_folder_of_its_own_and_the_first_free_one(workspace: Workspace) -> None:
    cache = Path("cache")
    with free_scratch(workspace, cache) as first:
        with free_scratch(workspace, cache) as second, free_scratch(workspace, cache) as third:
            assert [each.root.name for each in (first, second, third)] == ["0", "1", "2"]
        with free_scratch(workspace, cache) as again:
            assert again.root.name == "1"


def test_a_process_that_is_killed_holds_nothing(workspace: Workspace) -> None:
    words = [sys.executable, "-c", HOLD, str(workspace.root)]
    with started(words, cwd=SRC, env=environment(), stdin=-1, stdout=-1) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "0\n"
        with free_scratch(workspace, Path("cache")) as scratch:
            assert scratch.root.name == "1"
        with pytest.raises(SearchError), only_search(workspace, "rates"):
            pass
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with only_search(workspace, "rates"), free_scratch(workspace, Path("cache")) as scratch:
            assert scratch.root.name == "0"
