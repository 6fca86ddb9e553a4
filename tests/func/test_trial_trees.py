"""A trial's tree is that of `dvc exp run --temp -S ...` on the same checkout, in repositories of many kinds.

What its commit points at, read without DVC, is what DVC reads out of it.
"""

import shutil
from pathlib import Path

import pytest

from support.checkout_steps import dirty, reproduced
from support.pointed import by_dvc, by_hemolog
from support.repositories import Repository
from support.small_pipeline import record, run, small_pipeline, trials_of
from support.trial_kinds import CASES, ONE_OF_EACH_KIND


def assert_same_tree(folder: Path, overrides: tuple[str, ...], keys: tuple[str, ...], *, below: str = "") -> None:
    """Run a trial after another one, and DVC's experiment in a copy; compare."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, symlinks=True)
    before = Repository(folder).git("status", "--short")

    trials = trials_of(folder / below, keys)
    run(trials, "train.rate=0.5", name="other-0000")
    result = record(folder / below, trials, *overrides, name="search-0001")
    Repository(copy / below).dvc(
        "exp", "run", "--quiet", "--temp", "--name", "by-dvc", *(word for each in overrides for word in ("-S", each))
    )

    expected = Repository(copy).experiments()["by-dvc"]
    if result.bundle.tree != expected:
        Repository(folder).git("fetch", "--quiet", str(copy), "refs/exps/*:refs/from-dvc/*")
        pytest.fail(Repository(folder).git("diff", "--stat", "--patch", expected, result.bundle.tree))
    assert Repository(folder).git("status", "--short") == before
    assert by_hemolog(folder / below, result.bundle.commit) == by_dvc(folder / below, result.bundle.commit)


@pytest.mark.parametrize("title", CASES)
@pytest.mark.slow
def test_a_trial_has_the_tree_of_an_experiment_of_dvc(title: str, tmp_path: Path) -> None:
    case = CASES[title]
    repository = small_pipeline(tmp_path / "repository", case.files, below=case.below)
    case.then(repository.path)

    assert_same_tree(repository.path, case.overrides, case.keys, below=case.below)


def test_a_trial_of_all_kinds_of_values_in_a_dirty_workspace_has_the_tree_of_an_experiment_of_dvc(
    tmp_path: Path,
) -> None:
    repository = small_pipeline(tmp_path / "repository")
    reproduced(repository.path)
    dirty(repository.path)

    assert_same_tree(repository.path, ONE_OF_EACH_KIND, ("train",))
