"""The tuner: KerasTuner's oracles and results API around a runner that may fail."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras_tuner
import pytest

import hemolog
from hemolog.errors import FailingTrialsError, RecordingError, SearchError
from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.search.tuner import PipelineTuner
from support.searches import OBJECTIVE, CheapRunner, FakeGit, hyperparameters, oracle, score, tuner


class Ear:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.causes: list[str] = []

    def trial_started(self, request: TrialRequest) -> None:
        self.heard.append(("started", request.trial_id))

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        raise AssertionError("the runner tells of epochs, not the tuner")

    def trial_finished(self, result: TrialResult) -> None:
        self.heard.append(("finished", result.request.trial_id))

    def trial_failed(self, failure: TrialFailure) -> None:
        self.heard.append(("failed", failure.request.trial_id))
        self.causes.append(failure.cause)


def failing(*numbers: int) -> Any:
    """A function that fails when it is called for the nth time."""
    calls = iter(range(1_000))
    return lambda values: 1 / 0 if next(calls) in numbers else score(values)


def test_it_is_a_tuner_of_keras_tuner_and_offered_by_the_package() -> None:
    assert hemolog.PipelineTuner is PipelineTuner
    assert issubclass(PipelineTuner, keras_tuner.engine.base_tuner.BaseTuner)
    with pytest.raises(AttributeError, match="NoTuner"):
        getattr(hemolog, "NoTuner")  # noqa: B009


def test_a_trial_is_asked_for_by_name_parameters_and_overrides() -> None:
    runner = CheapRunner(FakeGit())
    search = tuner(runner, name="rates", trials=1)
    search.search()
    (request,) = runner.asked
    values = search.get_best_hyperparameters()[0].values
    assert (request.trial_id, request.name) == ("0000", "rates-0000")
    assert request.values == values
    assert f"train.learning_rate={values['train.learning_rate']!r}" in request.overrides
    assert list(request.trailers) == ["Hemolog-Oracle"]


def test_a_bayesian_oracle_asks_for_values_of_pythons_own_types() -> None:
    runner = CheapRunner(FakeGit())
    PipelineTuner(oracle("bayesian"), runner=runner, trials=4).search()
    kinds = {type(value) for request in runner.asked for value in request.values.values()}
    assert kinds == {float, int}


def test_what_hyperband_keeps_for_itself_is_no_parameter_and_a_translation_sees_it() -> None:
    plain, translated = CheapRunner(FakeGit()), CheapRunner(FakeGit())
    PipelineTuner(oracle("hyperband"), runner=plain, trials=2).search()
    assert not [name for request in plain.asked for name in request.values if name.startswith("tuner/")]

    def with_budget(drawn: Mapping[str, Any]) -> dict[str, Any]:
        return {"train.width": drawn["train.width"], "train.epochs": drawn["tuner/epochs"], "train.flips": True}

    PipelineTuner(oracle("hyperband"), runner=translated, trials=1, translate=with_budget).search()
    assert translated.asked[0].values["train.epochs"] == 1
    assert "train.epochs=1" in translated.asked[0].overrides


def test_the_results_api_works(capsys: pytest.CaptureFixture[str]) -> None:
    git = FakeGit()
    search = tuner(CheapRunner(git), load=lambda commit: f"model of {commit[-1]}")
    search.search()
    ranked = sorted(git.finished, key=lambda trial: -trial.metrics[OBJECTIVE])
    assert [trial.trial_id for trial in search.oracle.get_best_trials(3)] == [trial.trial_id for trial in ranked[:3]]
    assert len(search.get_best_hyperparameters(2)) == 2
    assert search.get_best_models(2) == [f"model of {int(trial.trial_id)}" for trial in ranked[:2]]
    assert search.remaining_trials == 0
    assert capsys.readouterr().out == ""  # neither progress nor "Reloading Tuner"
    search.results_summary(2)
    assert f"Trial {ranked[0].trial_id} summary" in capsys.readouterr().out


def test_models_that_cannot_be_had_are_told_with_the_way_to_them() -> None:
    search = tuner(CheapRunner(FakeGit(), failing(0)), name="rates", trials=2)
    search.search()
    with pytest.raises(SearchError, match=r"trial 0001 has no model here.*not told how.*`dvc exp apply rates-0001`"):
        search.get_best_models()
    with pytest.raises(SearchError, match="trial 0000 has no model here: it stands in no commit"):
        search.load_model(search.oracle.trials["0000"])


def test_files_of_keras_tuner_stay_out_of_the_workspace(workspace: Path) -> None:
    search = tuner(CheapRunner(FakeGit()))
    search.search()
    temporary = Path(search.project_dir)
    assert list(workspace.iterdir()) == []
    assert (temporary / "oracle.json").exists()
    search._remove_files()
    assert not temporary.exists()


def test_a_folder_for_files_is_never_read_from_nor_emptied(workspace: Path) -> None:
    (workspace / "files" / "untitled_project").mkdir(parents=True)
    for _ in range(2):
        runner = CheapRunner(FakeGit())
        tuner(runner, directory=workspace / "files").search()
        assert len(runner.asked) == 6
    assert len(list((workspace / "files").iterdir())) == 3


def test_a_failed_trial_is_told_and_the_search_goes_on() -> None:
    git, ear = FakeGit(), Ear()
    search = tuner(CheapRunner(git, failing(1)), listener=ear)
    search.search()
    assert ear.heard[:6] == [
        ("started", "0000"), ("finished", "0000"), ("started", "0001"), ("failed", "0001"), ("started", "0002"),
        ("finished", "0002"),
    ]  # fmt: skip
    assert (search.oracle.trials["0001"].status, search.oracle.trials["0001"].message) == ("FAILED", "Traceback ...")
    assert len(git.finished) == 5


@pytest.mark.parametrize(
    ("metrics", "cause"),
    [
        ({OBJECTIVE: float("nan")}, f"the objective {OBJECTIVE} is nan: not a finite number"),
        ({OBJECTIVE: float("inf")}, f"the objective {OBJECTIVE} is inf: not a finite number"),
        ({}, f"the objective {OBJECTIVE} is not among the trial's metrics. There are none."),
        (
            {"metrics.train.score": 1.0, "metrics.val.loss": 1.0},
            f"the objective {OBJECTIVE} is not among the trial's metrics. Nearest: metrics.train.score.",
        ),
        (
            {"metrics.val.scores": 1.0},
            f"the objective {OBJECTIVE} is not among the trial's metrics. Nearest: metrics.val.scores.",
        ),
    ],
)
def test_a_trial_without_a_finite_objective_fails_with_the_reason(metrics: dict[str, float], cause: str) -> None:
    class Odd(CheapRunner):
        def run(self, request: TrialRequest) -> TrialResult:
            result = super().run(request)
            return TrialResult(request, result.bundle, metrics, 0.1, 1, cached=False)

    ear = Ear()
    search = tuner(Odd(FakeGit()), trials=1, listener=ear)
    search.search()
    assert ear.causes == [cause]
    assert search.oracle.trials["0000"].status == "FAILED"


def test_metrics_that_are_no_numbers_beside_the_objective_do_no_harm() -> None:
    class Odd(CheapRunner):
        def run(self, request: TrialRequest) -> TrialResult:
            result = super().run(request)
            more = {**result.metrics, "metrics.val.auc": float("nan")}
            return TrialResult(request, result.bundle, more, 0.1, 1, cached=False)

    search = tuner(Odd(FakeGit()), trials=2)
    search.search()
    assert not search.oracle.trials["0000"].metrics.exists("metrics.val.auc")
    assert search.oracle.trials["0000"].status == "COMPLETED"


@pytest.mark.parametrize("jobs", [1, 3])
def test_three_failures_in_a_row_stop_the_search_with_their_common_cause(jobs: int) -> None:
    git = FakeGit()
    search = tuner(CheapRunner(git, failing(*range(2, 99))), trials=20)
    with pytest.raises(FailingTrialsError, match="3 trials failed in a row, each with: ZeroDivisionError: division"):
        search.search(jobs=jobs)
    assert len(git.finished) == 2
    assert len(git.failed) < 3 * 3 + jobs  # the two that finish may end between those that fail
    assert git.failed[-1].trial_id < "0019"


def test_a_search_that_failures_stopped_goes_on_when_the_cause_is_mended() -> None:
    git = FakeGit()
    with pytest.raises(FailingTrialsError):
        tuner(CheapRunner(git, failing(2, 3, 4)), trials=8).search()
    mended = tuner(CheapRunner(git), trials=8, finished=git.finished, failed=git.failed)
    mended.search()
    assert git.ids == ["0000", "0001", "0005", "0006", "0007"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_recording_stops_the_search_and_loses_no_finished_trial(jobs: int) -> None:
    class FullDisk(CheapRunner):
        def run(self, request: TrialRequest) -> TrialResult:
            if request.trial_id == "0003":
                raise RecordingError("the disk is full")
            return super().run(request)

    git = FakeGit()
    with pytest.raises(RecordingError, match="the disk is full"):
        tuner(FullDisk(git), trials=30).search(jobs=jobs)
    assert git.ids[:3] == ["0000", "0001", "0002"]
    assert len(git.ids) < 30
    tuner(CheapRunner(git), trials=30, finished=git.finished).search(jobs=jobs)
    assert sorted(git.ids) == [f"{number:04d}" for number in range(30)]


def test_the_oracle_of_a_user_bounds_the_search_by_itself() -> None:
    git = FakeGit()
    own = keras_tuner.oracles.RandomSearchOracle(
        objective=keras_tuner.Objective(OBJECTIVE, "max"), max_trials=3, hyperparameters=hyperparameters(), seed=7
    )
    PipelineTuner(own, runner=CheapRunner(git)).search()
    assert git.ids == ["0", "1", "2"]


def test_several_objectives_are_added_up() -> None:
    several = [keras_tuner.Objective(OBJECTIVE, "max"), keras_tuner.Objective("metrics.val.loss", "min")]
    git = FakeGit()
    search = PipelineTuner(oracle("random", objective=several), runner=CheapRunner(git), trials=3)
    search.search()
    trial = git.finished[0]
    assert search.oracle.trials["0000"].score == pytest.approx(0.5 - trial.metrics[OBJECTIVE])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (lambda: "random", "Expected an oracle of KerasTuner. Received str"),
        (lambda: oracle("random", objective=None), "the oracle has no objective"),
        (lambda: oracle("random", hyperparameters=None), "the oracle has no space"),
    ],
)
def test_an_oracle_that_cannot_search_a_pipeline_is_refused(given: Any, reason: str) -> None:
    with pytest.raises(SearchError, match=reason):
        PipelineTuner(given(), runner=CheapRunner(FakeGit()))
