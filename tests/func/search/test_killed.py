"""`kill -9` at any moment: what was told as finished is there and whole, and the search goes on to its very trials."""

import random
import re
import sys
import time
from pathlib import Path

import pytest

from support.keras_pipeline import keras_repository
from support.processes import SRC, ended, environment, started
from support.repositories import Repository
from support.small_search import copied, numbered, search, trees, trials

ROOT = SRC.parent
TRIALS = 80
"""More than are made between kills."""


@pytest.mark.slow
def test_a_search_killed_at_fifty_random_moments_makes_the_trials_of_one_that_never_was(
    small: Repository, tmp_path: Path
) -> None:
    alone = copied(small, tmp_path / "alone" / "small")
    words = [sys.executable, "-m", "support.killed_searches", str(small.path), str(TRIALS), "50", "20261124"]
    result = ended(words, cwd=ROOT, env=environment(PYTHONPATH=f"{SRC}:{ROOT / 'tests'}"))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "50 kills" in result.stdout

    search(alone.path, name="killed", trials=TRIALS)

    assert list(trees(small.path, "killed")) == numbered(TRIALS, "killed")
    assert trees(small.path, "killed") == trees(alone.path, "killed")


@pytest.mark.slow
def test_a_search_with_keras_killed_at_random_moments_goes_on(tmp_path: Path) -> None:
    repository, moments = keras_repository(tmp_path / "toy"), random.Random(20261124)
    command = [sys.executable, "-m", "hemolog", "search", "--trials", "8"]
    finished: list[str] = []
    for _ in range(4):
        with started(command, cwd=repository.path, stderr=-1) as process:
            assert process.stderr is not None
            for line in process.stderr:
                finished += re.findall(r"^\[\d+/8\] (search-\d+)  train\.loss ", line)
                if "epoch" in line or finished:
                    break  # its trials run by now
            time.sleep(moments.uniform(0, 1.5))
            process.kill()
            finished += re.findall(r"^\[\d+/8\] (search-\d+)  train\.loss ", process.stderr.read(), re.MULTILINE)
        assert set(finished) <= set(trees(repository.path))
        assert repository.git("fsck", "--full", "--no-dangling") == ""
    assert len(set(finished)) == len(finished)

    result = ended(command, cwd=repository.path)

    assert result.returncode == 0, result.stderr
    assert list(trees(repository.path)) == numbered(8)
    values = [tuple(trial.values.items()) for trial in trials(repository.path)]
    assert len(set(values)) == 8
