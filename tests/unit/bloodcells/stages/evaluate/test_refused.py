"""What the stage evaluate refuses, in one line and with earlier results left whole."""

from pathlib import Path

import pytest

from bloodcells import paths
from bloodcells.errors import BusyError, DatasetError, ModelError, ParamsError
from bloodcells.images import dataset
from bloodcells.lock import only_run
from bloodcells.stages import evaluate
from support.disks import PAGE, on_small_disk
from support.measured import SIMPLE, TEST, outputs, prepare, use
from support.processes import stage


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("truncated", "models/model.keras is no readable Keras model (not a whole zip archive)"),
        ("empty", "models/model.keras is no readable Keras model (not a whole zip archive)"),
        ("flipped", "models/model.keras is no readable Keras model ("),
        # TensorFlow waits ten seconds for memory to become free.
        pytest.param("too large", "models/model.keras holds a model too large for the memory", marks=pytest.mark.slow),
        ("no layers", "models/model.keras is no readable Keras model ("),
        ("other size", "Expected input (None, 8, 8, 3) and output (None, 3). Received (None, 16, 16, 3)"),
        (
            "other classes",
            "Expected input (None, 8, 8, 3) and output (None, 3). Received (None, 8, 8, 3) and (None, 2)",
        ),
        ("no softmax", "the model's outputs are no probabilities"),
        ("diverged", "the model's outputs are no probabilities"),
    ],
)
def test_a_model_that_does_not_fit_is_refused_and_earlier_results_stay(
    checkout: Path, models: Path, model: str, said: str
) -> None:
    evaluate.main()
    earlier = outputs()
    use(models / f"{model}.keras")

    with pytest.raises(ModelError) as caught:
        evaluate.main()

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert outputs() == earlier


def test_without_a_model_the_way_to_one_is_told(checkout: Path) -> None:
    paths.MODEL.unlink()

    with pytest.raises(ModelError, match="run `dvc repro train`"):
        evaluate.main()


@pytest.mark.parametrize("missing", [paths.DATASET, paths.INDEX, paths.images("test"), paths.labels("test")])
def test_without_a_prepared_file_its_name_is_told(checkout: Path, missing: Path) -> None:
    missing.unlink()

    with pytest.raises(FileNotFoundError) as caught:
        evaluate.main()

    assert Path(caught.value.filename) == missing


def test_arrays_that_do_not_fit_the_index_are_refused(checkout: Path) -> None:
    dataset.write_index(paths.INDEX, dataset.read_index()[1:])

    with pytest.raises(DatasetError, match="test has 9 images, 9 labels and 8 rows"):
        evaluate.main()


def test_wrong_parameters_are_told_before_anything_is_loaded(checkout: Path) -> None:
    paths.MODEL.unlink()
    (checkout / "params.yaml").write_text("threads: two\nevaluate: {confidence: 2, resamples: 300, mistake: 3}\n")

    with pytest.raises(ParamsError) as caught:
        evaluate.main()

    assert len(caught.value.problems) == 5


def test_two_runs_at_once_are_refused(checkout: Path) -> None:
    with only_run("evaluate"), pytest.raises(BusyError):
        evaluate.main()

    assert not paths.EVALUATE_RESULTS.exists()


def test_a_full_disk_is_told_and_leaves_all_earlier_results(checkout: Path) -> None:
    evaluate.main()
    earlier = outputs()
    prepare({"test": TEST[:-1], "test_simple": SIMPLE[1:]})  # so every file would be another

    done = on_small_disk(stage("evaluate"), "results", free=3 * PAGE)

    assert done.returncode == 2
    assert done.stderr.endswith("the disk is full: free some space and run the stage again; nothing was lost\n")
    assert outputs(Path("left/evaluate")) == earlier
