"""A warm command is as one that was started anew: its words, folder, world, streams and end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import warm
from support.processes import environment
from support.repositories import set_up_dvc


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", "."], cwd=tmp_path, check=True)
    set_up_dvc(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [["hemolog", "ls", "--help"], ["hemolog", "ls", "--oops"], ["dvc", "status"]],
    ids=" ".join,
)
def test_it_says_what_a_cold_one_says_however_often_it_runs(folder: Path, words: list[str]) -> None:
    cold = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    for _ in range(3):
        result = warm.ended(words, folder, one_stream=False)
        assert (result.returncode, result.stdout, result.stderr) == (cold.returncode, cold.stdout, cold.stderr)


def test_it_works_in_the_world_that_it_is_given_and_changes_no_other(folder: Path) -> None:
    before = dict(os.environ)
    given = {**os.environ, "TRACE": "here"}
    (folder / "dvc.yaml").write_text("stages: {say: {cmd: 'echo $TRACE; pwd', always_changed: true}}\n")
    result = warm.ended(["dvc", "repro"], folder, given)
    assert result.returncode == 0, result.stdout
    assert {"here", str(folder)} <= set(result.stdout.splitlines())
    assert dict(os.environ) == before
    assert "here" not in warm.ended(["dvc", "repro", "--force"], folder).stdout.splitlines()


def test_its_end_by_a_signal_is_told_and_the_next_one_runs(folder: Path) -> None:
    (folder / "dvc.yaml").write_text("stages: {die: {cmd: 'kill -KILL $PPID', always_changed: true}}\n")
    assert warm.ended(["dvc", "repro"], folder).returncode == -9
    assert warm.ended(["dvc", "stage", "list"], folder).returncode == 0
