"""The whole pipeline under DVC: nothing runs twice, and equal in is equal out."""

import re
from subprocess import PIPE, STDOUT

import pytest

from support.processes import started
from support.repositories import Repository, set_params

UP_TO_DATE = "Data and pipelines are up to date."


@pytest.mark.slow
def test_repro_goes_on_when_killed_then_does_nothing_and_forced_gives_the_same_bytes(
    small_repository: Repository,
) -> None:
    set_params(small_repository, {"train.epochs": 20, "train.early_stopping.patience": 20, "train.width": 8})
    with started(["dvc", "repro"], cwd=small_repository.path, stdout=PIPE, stderr=STDOUT) as killed:
        assert killed.stdout is not None
        said = []
        for line in killed.stdout:
            said.append(line)
            if line.startswith("epoch  2/20"):  # so the state after the first one is there, and 18 are to come
                break
        else:
            raise AssertionError("".join(said))

    assert re.search(r"going on after epoch \d+ of 20", small_repository.dvc("repro"))
    small_repository.commit("Reproduce")

    assert UP_TO_DATE in small_repository.dvc("repro")

    small_repository.dvc("repro", "--force", "--no-run-cache")
    small_repository.git("diff", "--exit-code")
    assert small_repository.git("status", "--short") == ""


def test_an_experiment_leaves_the_checkout_as_it_was(small_repository: Repository) -> None:
    before = small_repository.git("rev-parse", "HEAD")

    small_repository.dvc("exp", "run", "--temp", "--name", "first")

    assert small_repository.git("status", "--short") == ""
    assert small_repository.git("rev-parse", "HEAD") == before
    assert list(small_repository.experiments()) == ["first"]
    assert "first" in small_repository.dvc("exp", "show", "--csv")


@pytest.mark.slow
def test_a_temporary_and_a_workspace_experiment_have_the_same_tree(small_repository: Repository) -> None:
    small_repository.dvc("exp", "run", "--temp", "--name", "apart", "-S", "train.learning_rate=1e-05")
    small_repository.dvc("exp", "run", "--name", "here", "-S", "train.learning_rate=1e-05")

    trees = small_repository.experiments()
    assert trees["apart"] == trees["here"]


@pytest.mark.slow
def test_a_queued_sweep_ends_with_an_experiment_for_each_value(small_repository: Repository) -> None:
    small_repository.dvc(
        "exp", "run", "--queue", "-S", "train.learning_rate=0.001,0.00001", "-S", "fetch.sources=[sample]"
    )
    small_repository.run_queue()

    trees = small_repository.experiments()
    assert len(trees) == len(set(trees.values())) == 2


def test_a_queued_experiment_runs_the_code_it_was_queued_with(small_repository: Repository) -> None:
    stage = small_repository.path / "src/bloodcells/stages/prepare.py"
    code = stage.read_text()
    small_repository.dvc("exp", "run", "--queue", "--name", "old", "-S", "prepare.fold=1", "prepare")
    stage.write_text(code.replace("if __name__", "raise SystemExit('the edited code ran')\n\n\nif __name__"))
    assert stage.read_text() != code
    # The edit does reach what is queued after it: else the test could not fail.
    small_repository.dvc("exp", "run", "--queue", "--name", "new", "-S", "prepare.fold=1", "prepare")

    small_repository.run_queue()

    assert list(small_repository.experiments()) == ["old"], small_repository.dvc("queue", "logs", "old")
    assert "the edited code ran" in small_repository.dvc("queue", "logs", "new")
