"""The stage evaluate on a real model of a few weights and files as `prepare` and `train` write them."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bloodcells import paths
from bloodcells.errors import BusyError, DatasetError, ModelError, ParamsError
from bloodcells.evaluation import csv_table, photographs, predictions
from bloodcells.images import dataset
from bloodcells.images.dataset import Counts, Dataset, Row
from bloodcells.lock import only_run
from bloodcells.stages import evaluate

# Keras asks TensorFlow's variables for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

ROOT = Path(__file__).resolve().parents[4]
SIZE = 8
CLASSES = ["blue, or so", 'gr.een "cell"', "rot 红"]
COLOURS = np.array([[0, 0, 200], [0, 200, 0], [200, 0, 0]], np.uint8)

# What each image shows, by split: (its class, the photograph it was made from, the colour that it has). The model
# knows colours, so an image of another class's colour is a mistake.
TEST = [
    (0, "s/1", 0),
    (0, "s/1", 0),
    (0, "s/2", 1),
    (1, "s/3", 1),
    (1, "s/4", 1),
    (1, "s/4", 2),
    (2, "s/5", 2),
    (2, "s/6", 2),
    (2, "s/1", 2),  # a photograph of two classes
]
SIMPLE = [(0, "s/1", 0), (1, "s/3", 1), (2, "s/5", 0)]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of models: `right`, and some that do not fit."""
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)
    import keras

    def save(name: str, size: int, weights: np.ndarray, activation: str = "softmax") -> None:
        model = keras.Sequential(
            [
                keras.Input((size, size, 3)),
                keras.layers.Rescaling(1 / 255),
                keras.layers.GlobalAveragePooling2D(),
                keras.layers.Dense(weights.shape[1], activation=activation, use_bias=False),
            ]
        )
        model.set_weights([weights])
        model.save(folder / f"{name}.keras")

    folder = tmp_path_factory.mktemp("models")
    knows_colours = np.array([[0, 0, 3], [0, 3, 0], [3, 0, 0]], np.float32)
    save("right", SIZE, knows_colours)
    save("other size", SIZE * 2, knows_colours)
    save("other classes", SIZE, knows_colours[:, :2])
    save("no softmax", SIZE, knows_colours, activation="linear")
    save("diverged", SIZE, knows_colours * np.nan)
    whole = (folder / "right.keras").read_bytes()
    (folder / "truncated.keras").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.keras").write_bytes(b"")
    (folder / "flipped.keras").write_bytes(whole.replace(b"Rescaling", b"Rescalinx"))
    with zipfile.ZipFile(folder / "right.keras") as right, zipfile.ZipFile(folder / "no layers.keras", "w") as broken:
        config = json.loads(right.read("config.json"))
        config["config"]["layers"] = []
        for name in right.namelist():
            broken.writestr(name, json.dumps(config) if name == "config.json" else right.read(name))
    yield folder


@pytest.fixture
def checkout(workspace: Path, models: Path) -> Path:
    """A folder in which the stage can run: params, test splits and a model; nothing else."""
    (workspace / "params.yaml").write_text(
        "threads: 2\nevaluate: {confidence: 0.95, resamples: 300, calibration_bins: 10, mistakes: 12}\n"
    )
    prepare({"test": TEST, "test_simple": SIMPLE})
    use(models / "right.keras")
    return workspace


def prepare(splits: dict[str, list[tuple[int, str, int]]]) -> None:
    paths.PREPARED.mkdir(parents=True, exist_ok=True)
    rows = []
    for split, images in splits.items():
        np.save(paths.images(split), np.stack([np.full((SIZE, SIZE, 3), COLOURS[shown]) for _, _, shown in images]))
        np.save(paths.labels(split), np.array([label for label, _, _ in images], np.uint8))
        rows += [
            Row(f"s/{split}/{n}.png", CLASSES[label], photograph, split, f"{split}{n}")
            for n, (label, photograph, _) in enumerate(images)
        ]
    some = dict.fromkeys(CLASSES, 1)
    counts = {split: Counts(some, some) for split in ["train", "val", *splits]}
    means = {"red": 90.0, "green": 90.0, "blue": 80.0}
    dataset.write(paths.DATASET, Dataset(CLASSES, SIZE, counts, means, {}, {}))
    dataset.write_index(paths.INDEX, rows)


def use(model: Path) -> None:
    paths.MODEL.parent.mkdir(exist_ok=True)
    paths.MODEL.write_bytes(model.read_bytes())


def metrics() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(paths.EVALUATE_METRICS.read_text(encoding="utf-8"))
    return document


def outputs() -> dict[str, bytes]:
    return {
        path.relative_to(paths.EVALUATE_RESULTS).as_posix(): path.read_bytes()
        for path in sorted(paths.EVALUATE_RESULTS.rglob("*"))
        if path.is_file()
    }


def test_the_files_that_dvc_yaml_names_are_made(checkout: Path) -> None:
    evaluate.main()

    assert list(outputs()) == [
        "metrics.json",
        "mistakes.png",
        "photographs.csv",
        "plots/confusion/test.csv",
        "plots/confusion/test_simple.csv",
        "plots/roc/test.csv",
        "plots/roc/test_simple.csv",
        "predictions.csv",
    ]


def test_the_metrics_are_those_of_the_mistakes_that_were_planted(checkout: Path) -> None:
    evaluate.main()

    test, simple = metrics()["test"], metrics()["test_simple"]
    assert list(metrics()) == ["test", "test_simple"]
    assert test["accuracy"] == round(7 / 9, 6)
    assert test["per_class"] == {
        CLASSES[0]: {"precision": 1.0, "recall": round(2 / 3, 6)},
        CLASSES[1]: {"precision": round(2 / 3, 6), "recall": round(2 / 3, 6)},
        CLASSES[2]: {"precision": 0.75, "recall": 1.0},
    }
    assert test["macro_f1"] == round((0.8 + 2 / 3 + 6 / 7) / 3, 6)
    assert (test["images"], test["photographs"]) == (9, 6)
    assert (simple["images"], simple["photographs"], simple["accuracy"]) == (3, 3, round(2 / 3, 6))
    sure = float(np.exp(3 * 200 / 255) / (np.exp(3 * 200 / 255) + 2))
    assert test["log_loss"] == pytest.approx(-(7 * np.log(sure) + 2 * np.log((1 - sure) / 2)) / 9, abs=1e-5)
    assert test["calibration_error"] == pytest.approx(abs(sure - 7 / 9), abs=1e-5)
    for name in ("accuracy", "macro_f1", "log_loss", "calibration_error"):
        assert test[f"{name}_low"] <= test[name] <= test[f"{name}_high"]


def test_each_photograph_has_a_row_for_each_label_of_its_images(checkout: Path) -> None:
    evaluate.main()

    names, rows = photographs.read(paths.PHOTOGRAPHS)
    assert names == CLASSES
    assert [(row.split, row.photograph, row.label, row.images, row.predicted) for row in rows] == [
        ("test", "s/1", CLASSES[0], 2, (2, 0, 0)),
        ("test", "s/2", CLASSES[0], 1, (0, 1, 0)),
        ("test", "s/3", CLASSES[1], 1, (0, 1, 0)),
        ("test", "s/4", CLASSES[1], 2, (0, 1, 1)),
        ("test", "s/1", CLASSES[2], 1, (0, 0, 1)),
        ("test", "s/5", CLASSES[2], 1, (0, 0, 1)),
        ("test", "s/6", CLASSES[2], 1, (0, 0, 1)),
        ("test_simple", "s/1", CLASSES[0], 1, (1, 0, 0)),
        ("test_simple", "s/3", CLASSES[1], 1, (0, 1, 0)),
        ("test_simple", "s/5", CLASSES[2], 1, (1, 0, 0)),
    ]
    summed = sum(row.log_loss for row in rows if row.split == "test")
    assert summed / 9 == pytest.approx(metrics()["test"]["log_loss"], abs=1e-5)


def test_each_image_has_a_row_with_its_digest_and_probabilities(checkout: Path) -> None:
    evaluate.main()

    names, rows = predictions.read(paths.PREDICTIONS)
    assert names == CLASSES
    assert [row.digest for row in rows] == [*(f"test{n}" for n in range(9)), *(f"test_simple{n}" for n in range(3))]
    assert [row.predicted for row in rows] == [CLASSES[shown] for _, _, shown in [*TEST, *SIMPLE]]
    assert rows[2].file == "s/test/2.png"
    assert (rows[2].label, rows[2].photograph, rows[2].split) == (CLASSES[0], "s/2", "test")
    for row in rows:
        assert sum(row.probabilities) == pytest.approx(1, abs=1e-5)
        assert names[int(np.argmax(row.probabilities))] == row.predicted


def test_the_curves_are_those_of_each_split(checkout: Path) -> None:
    evaluate.main()

    header, lines = csv_table.read(paths.EVALUATE_PLOTS / "confusion/test.csv")
    assert header == ["actual", "predicted"]
    assert lines == [[CLASSES[label], CLASSES[shown]] for label, _, shown in TEST]
    header, lines = csv_table.read(paths.EVALUATE_PLOTS / "roc/test_simple.csv")
    assert header == ["fpr", "tpr", *(f"tpr_{name}" for name in CLASSES)]
    assert lines[-1] == ["1.000000"] * 5


def test_the_worst_mistakes_are_drawn(checkout: Path) -> None:
    evaluate.main()

    with Image.open(paths.MISTAKES) as picture:
        colours = {colour for _, colour in picture.getcolors(maxcolors=1_000_000)}
    shown = {(0, 200, 0), (200, 0, 0)}  # the colours of the two images that were taken for another class
    assert shown <= colours
    assert (0, 0, 200) not in colours


def test_a_data_set_without_test_simple_is_measured_on_test_alone(checkout: Path) -> None:
    prepare({"test": TEST})
    for file in (paths.images("test_simple"), paths.labels("test_simple")):
        file.unlink()

    evaluate.main()

    assert list(metrics()) == ["test"]
    assert list(paths.EVALUATE_PLOTS.rglob("test_simple*")) == []
    assert {row.split for row in predictions.read(paths.PREDICTIONS)[1]} == {"test"}


def test_curves_of_a_split_that_is_gone_do_not_stay(checkout: Path) -> None:
    evaluate.main()
    prepare({"test": TEST})

    evaluate.main()

    assert list(paths.EVALUATE_PLOTS.rglob("test_simple*")) == []


def test_what_others_keep_beside_the_results_stays(checkout: Path) -> None:
    paths.EVALUATE_RESULTS.mkdir(parents=True)
    (paths.EVALUATE_RESULTS / ".gitignore").write_text("/predictions.csv\n")

    evaluate.main()

    assert (paths.EVALUATE_RESULTS / ".gitignore").read_text() == "/predictions.csv\n"


def test_the_same_bytes_come_out_again_after_other_models_in_the_process(checkout: Path) -> None:
    evaluate.main()
    first = outputs()
    import keras

    keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]).predict_on_batch(np.ones((2, 4)))
    keras.utils.set_random_seed(99)

    evaluate.main()

    assert outputs() == first


def test_the_same_bytes_come_out_of_a_process_of_its_own(checkout: Path) -> None:
    evaluate.main()
    first = outputs()
    command = [sys.executable, "-m", "bloodcells.stages.evaluate"]

    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert outputs() == first
    said = done.stderr.splitlines()
    assert said[0].startswith("test: accuracy 0.778 (")
    assert said[0].endswith("of 9 images of 6 photographs")


def test_a_class_of_one_photograph_is_warned_of(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    evaluate.main()

    told = " ".join(capfd.readouterr().err.split())
    assert "warning: test_simple has one photograph of blue, or so, gr.een" in told
    assert "warning: test has" not in told


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("truncated", "models/model.keras is no readable Keras model (not a whole zip archive)"),
        ("empty", "models/model.keras is no readable Keras model (not a whole zip archive)"),
        ("flipped", "models/model.keras is no readable Keras model ("),
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
