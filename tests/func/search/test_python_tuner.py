"""A tuner made in Python: any oracle of KerasTuner, on the checkout in the current folder."""

from collections.abc import Callable
from pathlib import Path

import keras
import keras_tuner
import pytest

import hemolog
from hemolog.errors import SearchError
from support.repositories import Repository
from support.small_pipeline import FILES, TRAIN, small_pipeline

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

OBJECTIVE = keras_tuner.Objective("metrics.val.score", "max")

KERAS = TRAIN.replace(
    'Path("models/model.bin").write_text(repr((rows, sorted(params.items()))))',
    """import keras
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(params["epochs"])])
    model.save("models/model.keras")""",
)
KERAS_FILES = {
    "src/small/train.py": KERAS,
    "src/small/evaluate.py": FILES["src/small/evaluate.py"]
    .replace("model.bin", "model.keras")
    .replace("read_text()", "read_bytes()"),
    "dvc.yaml": FILES["dvc.yaml"].replace("model.bin", "model.keras"),
}


def oracle(trials: int, *, most: int = 5) -> keras_tuner.Oracle:
    space = keras_tuner.HyperParameters()
    space.Int("train.epochs", 1, most)
    space.Choice("train.model", ["cnn", "res net"])
    return keras_tuner.oracles.RandomSearchOracle(OBJECTIVE, max_trials=trials, seed=3, hyperparameters=space)


def tuner(trials: int, **others: int) -> hemolog.PipelineTuner:
    return hemolog.PipelineTuner(oracle(trials, **others), name="mine")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    def make(files: dict[str, str] | None = None) -> Path:
        repository = small_pipeline(tmp_path / "checkout", files)
        monkeypatch.chdir(repository.path)
        return repository.path

    return make


def test_each_trial_is_an_experiment_and_the_results_api_ranks_them(
    checkout: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = checkout()
    with tuner(3) as made:
        made.search()
        best = made.get_best_hyperparameters(3)
        made.results_summary(1)

    assert list(Repository(folder).experiments()) == ["mine-0", "mine-1", "mine-2"]
    epochs = [values.get("train.epochs") for values in best]
    assert epochs == sorted(epochs, reverse=True)
    assert f"train.epochs: {epochs[0]}" in capsys.readouterr().out
    assert Repository(folder).git("status", "--short") == ""


def test_it_goes_on_with_what_git_knows_of_it(checkout: Callable[..., Path]) -> None:
    folder = checkout()
    with tuner(2) as made:
        made.search()
    begun = Repository(folder).experiments()

    with tuner(4) as made:
        made.search()
        assert [trial.status for trial in made.oracle.trials.values()] == ["COMPLETED"] * 4

    known = Repository(folder).experiments()
    assert begun.items() <= known.items()
    assert len(known) == len(set(known.values())) == 4


def test_trials_of_one_process_run_one_at_a_time(checkout: Callable[..., Path]) -> None:
    folder = checkout()
    with (
        tuner(2) as made,
        pytest.raises(SearchError, match=r"Expected jobs=1\. Received 2\. `hemolog search --jobs 2`"),
    ):
        made.search(jobs=2)
    assert Repository(folder).experiments() == {}


def test_another_space_under_the_same_name_is_refused(checkout: Callable[..., Path]) -> None:
    checkout()
    with tuner(1) as made:
        made.search()

    with pytest.raises(SearchError, match=r"'mine' is another one: it had another oracle, objective or space"):
        hemolog.PipelineTuner(oracle(2, most=6), name="mine")
    with tuner(2) as made:  # The refused one holds nothing.
        made.search()


def test_the_best_models_are_those_of_the_best_trials(checkout: Callable[..., Path]) -> None:
    checkout(KERAS_FILES)
    with tuner(2) as made:
        made.search()
        (model,) = made.get_best_models()
        assert isinstance(model, keras.Model)
        assert model.output_shape == (None, made.get_best_hyperparameters()[0].get("train.epochs"))


def test_a_tuner_that_is_closed_lets_the_next_one_go_on(checkout: Callable[..., Path]) -> None:
    checkout()
    first = tuner(1)
    with pytest.raises(SearchError, match="running already"):
        tuner(1)
    first.close()
    with tuner(1) as made:
        made.search()


def test_a_pipeline_without_a_keras_model_says_so(checkout: Callable[..., Path]) -> None:
    checkout()
    with tuner(1) as made:
        made.search()
        with pytest.raises(SearchError, match=r"no single Keras model.*Received none"):
            made.get_best_models()
