"""A search that is interrupted goes on as if it had not been, with what git holds and nothing else."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.oracle.restore import FailedTrial, FinishedTrial
from hemolog.experiments.oracle.state import LARGEST, OracleState
from hemolog.experiments.search.tuner import PipelineTuner
from support.searches import OBJECTIVE, CheapRunner, FakeGit, oracle, score

ALGORITHMS = ("random", "bayesian", "grid", "hyperband")
QUICK = ("random", "grid", "hyperband")  # a proposal of the Bayesian one takes half a second
TRIALS = 9
TRIALS_OF = {"random": TRIALS, "bayesian": 6, "grid": TRIALS, "hyperband": TRIALS}

Proposal = tuple[str, dict[str, Any]]


def go_on(
    algorithm: str, git: FakeGit, stop_after: int | None = None, trials: int | None = None, **options: Any
) -> PipelineTuner:
    """Search in what could be a new process: only `git` is from before."""
    runner = CheapRunner(git, stop_after=stop_after, **options)
    tuner = PipelineTuner(
        oracle(algorithm),
        runner=runner,
        trials=trials or TRIALS_OF[algorithm],
        finished=tuple(git.finished),
        failed=tuple(git.failed),
    )
    try:
        tuner.search()
    except SearchInterrupted:
        assert stop_after is not None
    return tuner


def proposals(git: FakeGit) -> list[Proposal]:
    states = [(trial, OracleState.read(trial.state or "")) for trial in git.finished]
    return [(trial.trial_id, dict(state.waiting[int(trial.trial_id)])) for trial, state in states]


@pytest.fixture(scope="module")
def uninterrupted() -> dict[str, list[Proposal]]:
    gits = {algorithm: FakeGit() for algorithm in ALGORITHMS}
    for algorithm, git in gits.items():
        go_on(algorithm, git)
    return {algorithm: proposals(git) for algorithm, git in gits.items()}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_search_interrupted_after_any_trial_proposes_what_an_uninterrupted_one_does(
    algorithm: str, uninterrupted: dict[str, list[Proposal]]
) -> None:
    for interrupted_after in range(TRIALS_OF[algorithm]):
        git = FakeGit()
        go_on(algorithm, git, stop_after=interrupted_after)
        assert len(git.finished) == interrupted_after
        go_on(algorithm, git)
        assert proposals(git) == uninterrupted[algorithm]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_search_interrupted_after_every_trial_proposes_the_same(
    algorithm: str, uninterrupted: dict[str, list[Proposal]]
) -> None:
    git = FakeGit()
    for recorded in range(1, TRIALS_OF[algorithm]):
        go_on(algorithm, git, stop_after=recorded)
    go_on(algorithm, git)
    assert proposals(git) == uninterrupted[algorithm]


@pytest.mark.parametrize("algorithm", QUICK)
def test_a_finished_search_runs_nothing_more_until_more_trials_are_asked_for(algorithm: str) -> None:
    git = FakeGit()
    go_on(algorithm, git, trials=5)
    assert go_on(algorithm, git, trials=5).runner.asked == []
    go_on(algorithm, git, trials=8)
    in_one_go = FakeGit()
    go_on(algorithm, in_one_go, trials=8)
    assert proposals(git) == proposals(in_one_go)


@pytest.mark.parametrize("algorithm", QUICK)
def test_the_best_trials_are_the_same_after_a_restart(algorithm: str) -> None:
    git = FakeGit()
    before = go_on(algorithm, git)
    after = go_on(algorithm, git)
    found = [[(trial.trial_id, trial.score) for trial in tuner.oracle.get_best_trials(5)] for tuner in (before, after)]
    assert found[0] == found[1]


@pytest.mark.parametrize("algorithm", ["random", "hyperband"])
def test_trials_under_way_together_come_back_under_their_own_ids(algorithm: str) -> None:
    git = FakeGit()
    go_on(algorithm, git, stop_after=4)
    # Three at once, of which only the last is recorded before the end.
    tuner = PipelineTuner(oracle(algorithm), runner=CheapRunner(git), finished=tuple(git.finished))
    asked = [tuner._turns.next(f"tuner{number}", None, tuner._propose) for number in range(3)]
    lost = {trial.trial_id: dict(trial.hyperparameters.values) for trial in asked[:2] if trial}
    assert asked[2] is not None
    tuner.run_trial(asked[2])
    go_on(algorithm, git)
    assert sorted(git.ids) == [f"{number:04d}" for number in range(TRIALS)]
    assert {trial_id: values for trial_id, values in proposals(git) if trial_id in lost} == lost


@pytest.mark.parametrize("algorithm", QUICK)
@pytest.mark.parametrize("removed", [(0,), (3,), (5,), (1, 2, 4), (6, 7)])
def test_an_id_whose_experiment_was_removed_is_not_given_to_another(algorithm: str, removed: tuple[int, ...]) -> None:
    git = FakeGit()
    go_on(algorithm, git, stop_after=8)
    git.finished = [trial for trial in git.finished if int(trial.trial_id) not in removed]
    kept = set(git.ids)
    go_on(algorithm, git)  # the runner refuses to record an id twice
    assert kept <= set(git.ids)
    assert max(git.ids) == f"{TRIALS - 1:04d}"


@pytest.mark.parametrize("algorithm", QUICK)
def test_failed_trials_are_not_tried_again_and_count(algorithm: str) -> None:
    def fragile(values: Any) -> float:
        return score(values) if values["train.optimizer"] == "sgd" or values["train.flips"] else 1 / 0

    git = FakeGit()
    for recorded in range(1, TRIALS):
        go_on(algorithm, git, stop_after=recorded, score=fragile)
    in_one_go = FakeGit()
    go_on(algorithm, in_one_go, score=fragile)
    assert git.failed
    assert proposals(git) == proposals(in_one_go)
    assert git.failed == in_one_go.failed


DAMAGES: dict[str, Callable[[str], str]] = {
    "empty": lambda text: "",
    "cut": lambda text: text[:-9],
    "no object": lambda text: "[]",
    "deep": lambda text: "[" * 100_000,
    "long": lambda text: text + " " * LARGEST,
    "not a number": lambda text: text.replace('"seed_state":', '"seed_state":NaN,"other":'),
    "a seed of text": lambda text: text.replace('"seed_state":', '"seed_state":"7","other":'),
    "a huge count": lambda text: text.replace('"count":', '"count":999999999999,"other":'),
    "a negative count": lambda text: text.replace('"count":', '"count":-'),
    "no memory": lambda text: json.dumps({**json.loads(text), "memory": {}}),
    "memory of the wrong kind": lambda text: json.dumps({**json.loads(text), "memory": [1]}),
    "values outside of the space": lambda text: json.dumps(
        {**json.loads(text), "waiting": {"0000": {"train.width": 1e9}}}
    ),
    "values of the wrong kind": lambda text: json.dumps({**json.loads(text), "waiting": {"0000": [["train.width"]]}}),
    "a trial never proposed": lambda text: json.dumps({**json.loads(text), "waiting": {"99999": {}}}),
    "no id": lambda text: json.dumps({**json.loads(text), "waiting": {"../0": {}}}),
    "many draws": lambda text: json.dumps({**json.loads(text), "memory": {"seed_state": 7, "draws": 10**12}}),
    "brackets of unknown trials": lambda text: json.dumps(
        {
            **json.loads(text),
            "memory": {
                "seed_state": 9,
                "current_bracket": 1,
                "current_iteration": 0,
                "brackets": [[1, [[[77, 3]], []]]],
            },
        }
    ),
    "brackets of the wrong kind": lambda text: json.dumps(
        {
            **json.loads(text),
            "memory": {"seed_state": 9, "current_bracket": 0, "current_iteration": 0, "brackets": [[1], None, 3]},
        }
    ),
}


@pytest.mark.parametrize("algorithm", QUICK)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("which", [slice(5, 6), slice(0, 6)], ids=["the newest", "all"])
def test_a_damaged_state_costs_no_finished_trial(algorithm: str, damage: Callable[[str], str], which: slice) -> None:
    git = FakeGit()
    go_on(algorithm, git, stop_after=6)
    values = dict(proposals(git))
    told = [replace(trial, values=values[trial.trial_id]) for trial in git.finished]
    for number in range(*which.indices(6)):
        told[number] = replace(told[number], state=damage(told[number].state or ""))
    git.finished = told
    tuner = go_on(algorithm, git)
    assert len(set(git.ids)) == TRIALS
    assert len(tuner.oracle.trials) == TRIALS


def test_a_bayesian_state_that_claims_a_billion_draws_is_refused() -> None:
    git = FakeGit()
    go_on("bayesian", git, stop_after=2)
    state = json.loads(git.finished[1].state or "")
    git.finished[1] = replace(
        git.finished[1], state=json.dumps({**state, "memory": {**state["memory"], "draws": 10**9}})
    )
    go_on("bayesian", git, trials=3)
    assert git.ids == ["0000", "0001", "0002"]


def test_trials_that_the_oracle_cannot_learn_from_keep_their_ids() -> None:
    git = FakeGit()
    go_on("random", git, stop_after=4)
    odd = [
        replace(git.finished[0], metrics={}),
        replace(git.finished[1], metrics={OBJECTIVE: float("nan")}),
        replace(git.finished[2], values={"train.width": "wide"}),
        replace(git.finished[3], trial_id="../../etc"),
        replace(git.finished[3], trial_id="9" * 30),
        git.finished[3],
    ]
    tuner = PipelineTuner(oracle("random"), runner=CheapRunner(git), finished=odd)
    statuses = {trial_id: trial.status for trial_id, trial in tuner.oracle.trials.items()}
    assert statuses == {"0000": "FAILED", "0001": "FAILED", "0002": "FAILED", "0003": "COMPLETED"}


def test_numbers_that_no_search_of_so_few_trials_has_make_no_gaps() -> None:
    git = FakeGit()
    go_on("random", git, stop_after=4)
    state = json.loads(git.finished[3].state or "")
    absurd = [
        *git.finished[:3],
        replace(git.finished[3], state=json.dumps({**state, "count": 99_999})),
        replace(git.finished[3], trial_id="99999"),
        replace(git.finished[3], trial_id="1006"),
    ]
    tuner = PipelineTuner(oracle("random"), runner=CheapRunner(git), finished=absurd)
    assert list(tuner.oracle.trials) == ["0000", "0001", "0002", "0003"]
    tuner = PipelineTuner(oracle("random"), runner=CheapRunner(git), finished=absurd, failed=[FailedTrial("0004", "")])
    assert len(tuner.oracle.trials) == 1007


def test_a_trial_that_failed_once_and_finished_later_is_finished() -> None:
    git = FakeGit()
    go_on("random", git, stop_after=2)
    failed = [FailedTrial("0001", "Traceback ...")]
    tuner = PipelineTuner(oracle("random"), runner=CheapRunner(git), finished=git.finished, failed=failed)
    assert tuner.oracle.trials["0001"].status == "COMPLETED"


def test_more_digits_in_later_ids_are_no_new_trials() -> None:
    told = [FinishedTrial(f"{number:02d}", {OBJECTIVE: 0.5}, number, values=values()) for number in range(3)]
    git = FakeGit(list(told))
    tuner = PipelineTuner(oracle("random"), runner=CheapRunner(git), trials=5, finished=told)
    tuner.search()
    assert git.ids == ["00", "01", "02", "0003", "0004"]


def values() -> dict[str, Any]:
    return {"train.learning_rate": 0.01, "train.width": 8, "train.optimizer": "adam", "train.flips": True}
