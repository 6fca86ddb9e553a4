"""The stage train on arrays as `prepare` writes them: the same bytes in any process, also after a kill."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bloodcells import paths
from bloodcells.errors import BusyError, TrainingError
from bloodcells.lock import only_run
from bloodcells.stages import train
from support.prepared import outputs, train_params, write_params, write_prepared

# Keras asks TensorFlow's variables for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

ROOT = Path(__file__).resolve().parents[4]
STATES = Path(".bloodcells/train")
NAMES = ["accuracy", "auc", "loss", "macro_f1", "precision", "recall"]


class CrashError(BaseException):
    """Ends a run like a kill: nothing that the stage does may depend on being told."""


def run_in(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> dict[str, bytes]:
    """Run the stage in a new folder; nothing stands there but the data and the parameters."""
    folder.mkdir()
    write_prepared(folder)
    write_params(folder, **changes)
    monkeypatch.chdir(folder)
    train.main()
    return outputs(folder)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run that was never killed writes."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        return run_in(tmp_path_factory.mktemp("reference") / "checkout", monkeypatch, epochs=3)


@pytest.fixture
def prepared(workspace: Path) -> Path:
    """The folder of a run that should end like `reference`."""
    write_prepared(workspace)
    write_params(workspace, epochs=3)
    return workspace


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


def test_a_run_after_other_models_gives_the_same_bytes(
    reference: dict[str, bytes], prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_in(tmp_path / "other", monkeypatch, model="cnn", width=6, seed=3, epochs=1, warmup_epochs=0)
    monkeypatch.chdir(prepared)
    train.main()
    assert outputs(prepared) == reference


def test_another_seed_gives_another_model(
    reference: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = run_in(tmp_path / "other", monkeypatch, epochs=3, seed=8)
    assert other[str(paths.MODEL)] != reference[str(paths.MODEL)]


def crash_at_step(monkeypatch: pytest.MonkeyPatch, epoch: int, step: int, error: BaseException) -> None:
    from bloodcells.training.learner import Learner

    real, count = Learner.step, 0

    def crashing(self: Learner, *batch: Any) -> Any:
        nonlocal count
        if count == epoch * 4 + step:
            raise error
        count += 1
        return real(self, *batch)

    monkeypatch.setattr(Learner, "step", crashing)


def crash_around(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, call: int, before: bool) -> None:
    """End the run before or after the `call`-th call of a function, counted from 1."""
    real, count = getattr(owner, name), 0

    def crashing(*words: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        if before and count == call:
            raise CrashError
        result = real(*words, **named)
        if count == call:
            raise CrashError
        return result

    monkeypatch.setattr(owner, name, crashing)


def between_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    crash_at_step(monkeypatch, epoch=1, step=2, error=CrashError())


def before_the_first_state(monkeypatch: pytest.MonkeyPatch) -> None:
    crash_at_step(monkeypatch, epoch=0, step=3, error=CrashError())


def within_the_write_of_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    crash_around(monkeypatch, np, "savez", call=2, before=False)


def between_state_and_curves(monkeypatch: pytest.MonkeyPatch) -> None:
    from bloodcells.training.state import Store

    crash_around(monkeypatch, Store, "save", call=2, before=False)


def after_the_last_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    from bloodcells.model import keras_file

    crash_around(monkeypatch, keras_file, "write", call=1, before=True)


def between_model_and_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    from bloodcells.training import curves

    crash_around(monkeypatch, curves, "publish", call=1, before=True)


def before_the_state_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    from bloodcells.training.state import Store

    crash_around(monkeypatch, Store, "clear", call=1, before=True)


@pytest.mark.parametrize(
    ("crash", "gone_on_after"),
    [
        (before_the_first_state, 0),
        (between_steps, 1),
        (within_the_write_of_the_state, 1),
        (between_state_and_curves, 2),
        (after_the_last_epoch, 3),
        (between_model_and_metrics, 3),
        (before_the_state_is_cleared, 3),
    ],
)
def test_a_run_that_ended_at_any_moment_goes_on_to_the_same_bytes(
    crash: Callable[[pytest.MonkeyPatch], None],
    gone_on_after: int,
    reference: dict[str, bytes],
    prepared: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        crash(monkeypatch)
        with pytest.raises(CrashError):
            train.main()
    capsys.readouterr()
    train.main()
    assert outputs(prepared) == reference
    assert list(STATES.iterdir()) == []
    told = f"going on after epoch {gone_on_after} of 3\n" in capsys.readouterr().err
    assert told is (gone_on_after > 0)


def test_a_run_that_fails_leaves_an_earlier_result_whole(reference: dict[str, bytes], prepared: Path) -> None:
    for name, content in reference.items():
        (prepared / name).parent.mkdir(parents=True, exist_ok=True)
        (prepared / name).write_bytes(content)
    write_params(prepared, epochs=3, learning_rate=0.01)
    for crash in (between_state_and_curves, after_the_last_epoch):
        with pytest.MonkeyPatch.context() as monkeypatch:
            crash(monkeypatch)
            with pytest.raises(CrashError):
                train.main()
        assert outputs(prepared) == reference


def test_an_interrupted_run_says_that_the_same_command_goes_on(
    reference: dict[str, bytes], prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        crash_at_step(monkeypatch, epoch=1, step=1, error=KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            train.main()
    assert "stopped: the same command goes on after epoch 1\n" in capsys.readouterr().err
    train.main()
    assert outputs(prepared) == reference


def test_a_state_of_other_parameters_is_not_gone_on_from(
    reference: dict[str, bytes], prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_params(prepared, epochs=3, learning_rate=0.01)
    with pytest.MonkeyPatch.context() as monkeypatch:
        between_steps(monkeypatch)
        with pytest.raises(CrashError):
            train.main()
    assert len(list(STATES.iterdir())) == 1
    write_params(prepared, epochs=3)
    train.main()
    assert outputs(prepared) == reference
    assert "going on" not in capsys.readouterr().err
    assert list(STATES.iterdir()) == []


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


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "cnn", "depth": 2},
        {"precision": "bfloat16"},
        {"optimizer": "sgd", "schedule": "constant"},
        {"batch_size": 1000, "warmup_epochs": 0},
    ],
)
def test_any_parameters_give_the_same_bytes_twice(
    changes: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_in(tmp_path / "first", monkeypatch, **changes)
    assert run_in(tmp_path / "second", monkeypatch, **changes) == first


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


class Process:
    """The stage as DVC runs it, in the current folder."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "bloodcells.stages.train"]
        self._process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []

    def wait_for(self, beginning: str) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.lines.append(line)
            if line.startswith(beginning):
                return
        raise AssertionError(f"ended with {self.end()} before {beginning!r}: {''.join(self.lines)}")

    def end(self, with_signal: int | None = None) -> int:
        assert self._process.stderr is not None
        if with_signal is not None:
            self._process.send_signal(with_signal)
        self.lines += self._process.stderr.readlines()
        self._process.stderr.close()
        return self._process.wait()


def test_processes_interrupted_and_killed_end_like_one_that_trained_other_models(
    reference: dict[str, bytes], prepared: Path
) -> None:
    interrupted = Process()
    interrupted.wait_for("epoch 1/3")
    assert interrupted.end(signal.SIGINT) == 130
    assert "Traceback" not in "".join(interrupted.lines)
    killed = Process()
    killed.wait_for("epoch 2/3")
    assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    last = Process()
    last.wait_for("going on after epoch")
    assert last.end() == 0
    assert outputs(prepared) == reference


@pytest.mark.slow
def test_processes_killed_at_random_moments_end_like_one_never_killed(workspace: Path) -> None:
    write_prepared(workspace, train=512)
    write_params(workspace, epochs=30, early_stopping__patience=30)
    whole = Process()
    whole.wait_for("resnet")
    started = time.monotonic()
    assert whole.end() == 0
    seconds = time.monotonic() - started
    expected = outputs(workspace)

    random = np.random.default_rng()
    for _ in range(4):
        # Each goes on for an epoch at least, and any moment after it is as likely, however slow the machine is.
        process = Process()
        process.wait_for("epoch")
        time.sleep(random.uniform(0, 0.15) * seconds)
        assert process.end(signal.SIGKILL) == -signal.SIGKILL
    last = Process()
    last.wait_for("going on after epoch")
    assert last.end() == 0
    assert outputs(workspace) == expected
