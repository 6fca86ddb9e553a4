"""What the stage evaluate writes of a real model of a few weights, and that it is the same again."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bloodcells import paths
from bloodcells.evaluation import csv_table, photographs, predictions
from bloodcells.stages import evaluate
from support.measured import CLASSES, SIMPLE, TEST, metrics, outputs, prepare
from support.processes import run_stage


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

    done = run_stage("evaluate")

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
