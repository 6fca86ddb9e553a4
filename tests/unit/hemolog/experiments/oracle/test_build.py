"""Algorithms by name: KerasTuner's own oracles, told what the definition says."""

from typing import Any

import keras_tuner
import pytest

from hemolog.experiments.definition import read_search
from hemolog.experiments.oracle.build import build
from hemolog.experiments.oracle.state import OracleState, state
from hemolog.experiments.search.tuner import PipelineTuner
from support.searches import OBJECTIVE, CheapRunner, FakeGit

ORACLES = {
    "random": keras_tuner.oracles.RandomSearchOracle,
    "bayesian": keras_tuner.oracles.BayesianOptimizationOracle,
    "grid": keras_tuner.oracles.GridSearchOracle,
    "hyperband": keras_tuner.oracles.HyperbandOracle,
}


def definition(algorithm: str, epochs: int = 9) -> Any:
    search = {
        "objective": OBJECTIVE,
        "direction": "max",
        "algorithm": algorithm,
        "trials": 5,
        "seed": 11,
        "space": {"train.width": {"int": [8, 64]}, "train.flips": {"boolean": None}},
        "budget": {"param": "train.epochs", "max": epochs, "factor": 3},
    }
    return read_search({"search": search}).definition


@pytest.mark.parametrize("algorithm", ORACLES)
def test_oracles_are_those_of_keras_tuner_unchanged(algorithm: str) -> None:
    oracle = build(definition(algorithm))
    assert type(oracle) is ORACLES[algorithm]
    assert (oracle.objective.name, oracle.objective.direction, oracle.seed) == (OBJECTIVE, "max", 11)
    assert (oracle.max_retries_per_trial, oracle.max_consecutive_failed_trials) == (0, 3)
    assert [entry.name for entry in oracle.hyperparameters.space] == ["train.flips", "train.width"]


@pytest.mark.parametrize("algorithm", ["random", "grid", "hyperband"])
def test_the_number_of_trials_is_that_of_the_search_and_ids_have_four_digits(algorithm: str) -> None:
    git = FakeGit()
    PipelineTuner(build(definition(algorithm)), runner=CheapRunner(git), trials=30).search()
    assert git.ids == [f"{number:04d}" for number in range(30)]


@pytest.mark.parametrize(
    ("algorithm", "epochs", "largest"),
    [("random", 9, 600), ("grid", 9, 600), ("hyperband", 100, 2_500), ("hyperband", 1_000, 16_000)],
)
def test_a_state_stays_small(algorithm: str, epochs: int, largest: int) -> None:
    """A whole first bracket: 148 trials for 100 epochs, 1,249 for 1,000."""
    if epochs == 1_000:
        oracle = build(definition(algorithm, epochs))
        rounds = [
            [{"id": f"{n:04d}", "past_id": "1000"} for n in range(oracle._get_size(6, level))] for level in range(7)
        ]
        oracle._brackets = [{"bracket_num": 6, "rounds": rounds}]
        assert len(state(oracle)) < largest
        return
    git = FakeGit()
    PipelineTuner(build(definition(algorithm, epochs)), runner=CheapRunner(git), trials=100).search()
    assert max(len(trial.state or "") for trial in git.finished) < largest


def test_a_state_is_one_line_of_ascii_and_reads_back() -> None:
    git = FakeGit()
    tuner = PipelineTuner(build(definition("hyperband")), runner=CheapRunner(git), trials=2)
    tuner.search()
    line = git.finished[1].state or ""
    assert line.isascii() and "\n" not in line
    read = OracleState.read(line)
    assert (read.count, read.age) == (2, (2, 1))
    assert read.waiting == {1: tuner.oracle.trials["0001"].hyperparameters.values}
    assert read.memory["brackets"] == [[2, [[[0, None], [1, None]], [], []]]]


class Counting(keras_tuner.Oracle):  # type: ignore[misc]
    """A user's own: its memory changes at the end of each trial."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.ended = 0

    def populate_space(self, trial_id: str) -> dict[str, Any]:
        return {"status": "RUNNING", "values": {"train.width": 8 + self.ended, "train.flips": True}}

    def end_trial(self, trial: Any) -> None:
        super().end_trial(trial)
        self.ended += 1

    def get_state(self) -> dict[str, Any]:
        return {**super().get_state(), "ended": self.ended}

    def set_state(self, state: dict[str, Any]) -> None:
        super().set_state(state)
        self.ended = state["ended"]


def test_an_oracle_of_the_user_goes_on_with_its_own_memory() -> None:
    def counting() -> Counting:
        known = build(definition("random"))
        return Counting(objective=known.objective, hyperparameters=known.hyperparameters, seed=1)

    git = FakeGit()
    for trials in (1, 2, 5):
        runner = CheapRunner(git)
        PipelineTuner(counting(), runner=runner, trials=trials, finished=tuple(git.finished)).search()
    states = [OracleState.read(trial.state or "") for trial in git.finished]
    assert [state.waiting[number]["train.width"] for number, state in enumerate(states)] == [8, 9, 10, 11, 12]
