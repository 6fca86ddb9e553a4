"""Made histories are what a reading of a repository could give, and the same ones each time."""

import json
import math
import re

import numpy as np
import pytest

from hemolog.experiments import trailers
from hemolog.experiments.definition import Definition
from hemolog.experiments.history.run import Kind, Run
from hemolog.experiments.refs import ExperimentRef
from hemolog.experiments.space.entries import allows
from support.made_history import DAMAGED, made_history
from support.made_training import CURVES, EPOCHS, SPACE


def experiments(count: int, **settings: int) -> list[Run]:
    return [run for run in made_history(count, **settings).runs if run.kind is Kind.EXPERIMENT]


def test_equal_arguments_give_equal_histories() -> None:
    # Not by ==: a NaN of a diverged training equals nothing.
    assert repr(made_history(120)) == repr(made_history(120))
    assert repr(made_history(3)) != repr(made_history(3, seed=2))


@pytest.mark.parametrize("count", [1, 3, 1000])
def test_a_history_has_as_many_experiments_as_asked_for_and_branches_before_them(count: int) -> None:
    history = made_history(count, branches=2)
    assert [run.name for run in history.runs[:2]] == ["main", "branch-1"]
    assert {run.kind for run in history.runs[2:]} == {Kind.EXPERIMENT}
    assert len({run.commit for run in history.runs}) == len({run.ref for run in history.runs}) == count + 2
    assert (history.branch, history.head) == ("main", history.runs[0].commit)


def test_experiments_come_newest_first_and_their_references_say_baseline_and_name() -> None:
    runs = experiments(250, baselines=3)
    times = [run.time for run in runs if run.time]
    assert times == sorted(times, reverse=True)
    assert all(ExperimentRef.parse(run.ref) == ExperimentRef(run.baseline, run.name) for run in runs)
    assert len({run.baseline for run in runs}) == 3


def test_a_run_has_eight_curves_of_thirty_epochs_and_the_metrics_of_its_best_one() -> None:
    run = experiments(3)[0]
    assert set(run.curves) == {f"metrics.{name}" for name in CURVES}
    assert {(len(curve.steps), len(curve.values)) for curve in run.curves.values()} == {(EPOCHS, EPOCHS)}
    best = run.metrics["metrics.best_epoch"]
    assert run.metrics["metrics.val.macro_f1"] == run.curves["metrics.val.macro_f1"].values[best]
    assert run.metrics["metrics.val.macro_f1"] == max(run.curves["metrics.val.macro_f1"].values)


def test_test_metrics_lie_in_their_intervals() -> None:
    for run in experiments(99):
        low, value, high = (run.metrics[f"metrics.test.accuracy{ending}"] for ending in ("_low", "", "_high"))
        assert 0 <= low < value < high <= 1


def test_trials_tell_of_their_search_as_a_search_would() -> None:
    trials = [run for run in experiments(99, searches=3) if trailers.SEARCH in run.facts]
    assert {run.facts[trailers.SEARCH] for run in trials} == {"rates", "refined", "wider"}
    for run in trials:
        message = trailers.message(run.subject, "", run.facts)
        assert trailers.read(message) == run.facts
        definition = Definition.from_json(run.facts[trailers.DEFINITION])
        assert definition.space == SPACE
        assert float(run.facts[trailers.SCORE]) == run.metrics[definition.objective]
        values = json.loads(run.facts[trailers.VALUES])
        assert all(allows(SPACE[name], value) for name, value in values.items())
        assert {f"params.{name}": value for name, value in values.items()}.items() <= run.params.items()


def test_the_depth_is_missing_where_the_model_has_none() -> None:
    runs = [run for run in experiments(99) if run.params]
    assert {(run.params["params.train.model"], "params.train.depth" in run.params) for run in runs} == {
        ("cnn", True),
        ("resnet", False),
    }


def test_the_learning_rate_matters_and_the_batch_size_does_not() -> None:
    runs = [run for run in experiments(999) if run.params]
    score = [run.metrics["metrics.val.macro_f1"] for run in runs]
    rate = [abs(math.log(run.params["params.train.learning_rate"] / 0.003)) for run in runs]
    batch = [run.params["params.train.batch_size"] for run in runs]
    assert np.corrcoef(rate, score)[0, 1] < -0.8
    assert abs(np.corrcoef(batch, score)[0, 1]) < 0.1


def test_some_runs_of_a_large_history_are_damaged_diverged_or_pruned() -> None:
    runs = experiments(1000)
    assert sum(bool(run.problems) for run in runs) == 2 * sum(not run.params for run in runs) == 2 * 1000 // DAMAGED
    assert any(math.isnan(run.curves["metrics.train.loss"].values[-1]) for run in runs if run.curves)
    assert {note.kind for run in runs for note in run.notes} == {"pruned"}


def test_stages_name_their_outputs_as_deps_of_the_next() -> None:
    fetch, prepare, train, evaluate = experiments(1)[0].stages
    assert prepare.deps[0].digest == fetch.outputs[0].name
    assert train.deps[0].digest == evaluate.deps[0].digest == prepare.outputs[0].name
    model = train.outputs[0]
    assert (model.is_model, model.key) == (True, f"files/md5/{model.name[:2]}/{model.name[2:]}")
    assert evaluate.deps[1].digest == model.name
    assert re.fullmatch("[0-9a-f]{32}", model.name)


def test_a_history_without_searches_has_no_trials() -> None:
    assert not any(trailers.SEARCH in run.facts for run in experiments(30, searches=0))
    assert [run.name for run in made_history(0).runs] == ["main"]
