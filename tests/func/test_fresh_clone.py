"""What a clone without data, cache or bucket can and can't do, as the README tells it."""

from pathlib import Path

import pytest

from hemolog.experiments.recorded import of_search
from hemolog.experiments.workspace import Workspace
from support.repositories import ROOT, Repository


@pytest.fixture
def clone(tmp_path: Path) -> Repository:
    """This repository's last commit, cloned as a stranger gets it."""
    clone = Repository(tmp_path / "clone")
    Repository(ROOT).git("clone", "--quiet", str(ROOT), str(clone.path))
    return clone


def test_the_committed_lock_matches_the_committed_code_and_params(clone: Repository) -> None:
    assert "Data and pipelines are up to date." in clone.dvc("repro", "--dry", "--allow-missing")


def test_status_says_that_the_data_are_not_in_the_cache(clone: Repository) -> None:
    assert "not in cache" in clone.dvc("status")


def test_pull_fails_without_the_bucket_and_says_what_is_missing(clone: Repository) -> None:
    assert "Checkout failed" in clone.dvc("pull", code=1)


def test_metrics_of_the_real_data_are_there_without_it(clone: Repository) -> None:
    shown = clone.dvc("metrics", "show", "--md")
    for name in ("val.macro_f1", "test.accuracy_low", "test.accuracy_high", "test_simple.accuracy"):
        assert name in shown


def test_a_clone_carries_no_images_and_no_secrets(clone: Repository) -> None:
    files = clone.git("ls-files").splitlines()
    assert [name for name in files if name.startswith("data/") and name != "data/.gitignore"] == []
    assert ".dvc/config.local" not in files


def test_the_search_on_the_real_images_can_be_fetched_from_its_bundle(clone: Repository) -> None:
    clone.git("fetch", "--quiet", str(ROOT / "docs/blood-search.bundle"), "refs/exps/*:refs/exps/*")

    trials = of_search(Workspace(clone.path), "blood")
    assert [trial.name for trial in trials] == [f"blood-{number:04}" for number in range(16)]
    assert len({(trial.baseline, trial.baseline_tree, trial.definition) for trial in trials}) == 1
    best = max(trials, key=lambda trial: trial.score or 0)
    assert f"{best.name} | " in (clone.path / "docs/results.md").read_text()
    assert best.name in clone.dvc("exp", "show", "--csv", "--rev", best.baseline)
