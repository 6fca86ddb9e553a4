"""A training that ended at any moment goes on to the same bytes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bloodcells.stages import train
from support.prepared import outputs, write_params
from support.trainings import STATES, CrashError, crash_around, crash_at_step


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
