"""What the stage train writes, of any data and parameters."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from bloodcells import paths
from bloodcells.errors import BusyError, TrainingError
from bloodcells.lock import only_run
from bloodcells.stages import train
from support.prepared import outputs, train_params, write_params, write_prepared
from support.trainings import STATES

NAMES = ["accuracy", "auc", "loss", "macro_f1", "precision", "recall"]


def table(name: str, reference: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(reference[f"{paths.TRAIN_CURVES}/{name}.tsv"].decode().splitlines(), delimiter="\t"))


def test_model_metrics_and_curves_are_written_and_nothing_is_left(reference: dict[str, bytes], prepared: Path) -> None:
    curves = [f"{paths.TRAIN_CURVES}/{split}/{name}.tsv" for split in ("train", "val") for name in NAMES]
    expected = {str(paths.MODEL), str(paths.TRAIN_METRICS), f"{paths.TRAIN_CURVES}/learning_rate.tsv", *curves}
    assert reference.keys() == expected
    train.main()
    assert list(STATES.iterdir()) == []


def test_metrics_are_those_of_the_kept_epoch_in_the_curves(reference: dict[str, bytes]) -> None:
    metrics = json.loads(reference[str(paths.TRAIN_METRICS)])
    best = metrics["best_epoch"]
    scores = [float(row["macro_f1"]) for row in table("val/macro_f1", reference)]
    assert scores.index(max(scores)) == best - 1
    for split in ("train", "val"):
        assert sorted(metrics[split]) == NAMES
        for name, value in metrics[split].items():
            assert table(f"{split}/{name}", reference)[best - 1] == {"step": str(best), name: repr(value)}
    assert len(table("learning_rate", reference)) == 3


def test_the_kept_model_scores_on_validation_what_its_metrics_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The training images are called by wrong names, so the more is learnt of them, the worse validation gets.
    changes = {"epochs": 9, "learning_rate": 0.05, "dropout": 0.0, "schedule": "constant", "warmup_epochs": 0}
    folder = tmp_path / "checkout"
    folder.mkdir()
    write_prepared(folder)
    write_params(folder, **changes, early_stopping__monitor="loss", early_stopping__patience=3)
    labels = np.load(folder / paths.labels("train"))
    np.save(folder / paths.labels("train"), (labels + 1) % 4)
    monkeypatch.chdir(folder)
    train.main()
    import keras

    from bloodcells.training.scores import measure

    model = keras.saving.load_model(paths.MODEL)
    images, labels = np.load(paths.images("val")), np.load(paths.labels("val"))
    metrics = json.loads(paths.TRAIN_METRICS.read_text())
    assert measure(model.predict_on_batch(images), labels, train_params().label_smoothing) == metrics["val"]
    rows = table("val/loss", outputs(folder))
    assert metrics["best_epoch"] == len(rows) - 3 < 6


def test_the_test_splits_are_never_read(reference: dict[str, bytes], prepared: Path) -> None:
    # In all other tests their files are missing.
    for split in ("test", "test_simple"):
        paths.images(split).write_bytes(b"poison")
        paths.labels(split).mkdir()
    paths.INDEX.write_text("poison")
    train.main()
    assert outputs(prepared) == reference


def test_a_diverging_training_says_what_to_change(prepared: Path) -> None:
    # Each step multiplies the weights by 1 - 9.9.
    runaway = {"optimizer": "sgd", "learning_rate": 10.0, "weight_decay": 0.99, "schedule": "constant"}
    write_params(prepared, epochs=40, **runaway)
    with pytest.raises(TrainingError, match=r"not a number any more in epoch \d+: lower train\.learning_rate"):
        train.main()
    assert not paths.MODEL.exists()


@pytest.mark.parametrize(("size", "classes"), [(9, 2), (16, 7)])
def test_any_size_and_number_of_classes_will_do(size: int, classes: int, workspace: Path) -> None:
    write_prepared(workspace, size=size, classes=classes)
    write_params(workspace, epochs=1, warmup_epochs=0)
    train.main()
    import keras

    model = keras.saving.load_model(paths.MODEL)
    assert (model.input_shape, model.output_shape) == ((None, size, size, 3), (None, classes))


def test_a_second_run_at_once_is_refused(prepared: Path) -> None:
    with only_run("train"), pytest.raises(BusyError, match="another train"):
        train.main()


def test_without_prepared_data_nothing_is_written(workspace: Path) -> None:
    write_params(workspace)
    with pytest.raises(FileNotFoundError):
        train.main()
    assert outputs(workspace) == {}
