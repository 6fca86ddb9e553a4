"""Each of KerasTuner's oracles searches the small repository, is interrupted, and goes on to the same trials."""

from pathlib import Path

import pytest

from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.search.interruption import Interruption
from support.repositories import Repository, set_params
from support.searches import CheapRunner, FakeGit
from support.small_search import Told, copied, numbered, search, trees, trials


def best(folder: Path, name: str = "search") -> list[str]:
    """Names of trials, best first."""
    return [trial.name for trial in sorted(trials(folder, name), key=lambda trial: -(trial.score or 0.0))]


@pytest.mark.parametrize("algorithm", ["random", "bayesian", "hyperband", "grid"])
def test_an_algorithm_goes_on_after_an_interruption_as_if_there_had_been_none(
    small: Repository, tmp_path: Path, algorithm: str
) -> None:
    if algorithm == "bayesian":
        # Each proposal costs hundreds of milliseconds for many parameters.
        set_params(small, {"search.space": {"train.width": {"int": [8, 64]}}})
        small.commit("One parameter")
    alone = copied(small, tmp_path / "alone")
    search(alone.path, algorithm=algorithm, trials=7)
    interruption = Interruption(lambda line: None)
    told = Told(at_epoch=lambda trial_id, epoch: setattr(interruption, "wanted", trial_id == "0004"))
    with pytest.raises(SearchInterrupted):
        search(small.path, told, interruption, algorithm=algorithm, trials=7)

    search(small.path, algorithm=algorithm, trials=7)

    assert list(trees(small.path)) == numbered(7)
    assert trees(small.path) == trees(alone.path)


def test_a_search_ends_when_a_grid_does(small: Repository) -> None:
    params = small.path / "params.yaml"
    lines, space = params.read_text().split("  space:\n")
    params.write_text(f"{lines}  space:\n    train.width:\n      int:\n      - 8\n      - 24\n      step: 8\n")
    assert space

    assert search(small.path, algorithm="grid", trials=50).ids == ["0000", "0001", "0002"]

    assert [trial.values for trial in trials(small.path)] == [{"train.width": each} for each in (8, 16, 24)]
    assert search(small.path, algorithm="grid", trials=50).started == []


def test_hyperband_sets_its_budget_and_trains_each_rung_from_scratch(small: Repository) -> None:
    told = search(small.path, algorithm="hyperband", trials=9)
    budgets = [trial.values["train.epochs"] for trial in trials(small.path)]
    assert set(budgets) <= {1, 2, 4}
    assert len(set(budgets)) > 1
    assert [trial.epochs for trial in trials(small.path)] == budgets
    assert [result.epochs for result in told.finished] == budgets


@pytest.mark.slow
def test_the_best_by_keras_tuner_are_those_of_dvc(small: Repository) -> None:
    from hemolog.experiments.definition import read_search
    from hemolog.experiments.dvc_store import read_params
    from hemolog.experiments.oracle.build import build
    from hemolog.experiments.search.told import finished_of
    from hemolog.experiments.search.tuner import PipelineTuner

    search(small.path, trials=8)
    definition = read_search(read_params(small.path)).definition
    finished = [finished_of(trial, definition.objective) for trial in trials(small.path)]
    tuner = PipelineTuner(build(definition), runner=CheapRunner(FakeGit()), finished=finished)
    told = [f"search-{trial.trial_id}" for trial in tuner.oracle.get_best_trials(8)]
    table = small.dvc("exp", "show", "--csv", "--sort-by", "val.score", "--sort-order", "desc").splitlines()
    place = table[0].split(",").index("Experiment")

    assert told == [row.split(",")[place] for row in table if row.startswith("search-")] == best(small.path)
