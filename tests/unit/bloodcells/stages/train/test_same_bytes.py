"""Equal data and parameters give the stage train equal bytes, whatever ran before."""

from pathlib import Path
from typing import Any

import pytest

from bloodcells import paths
from bloodcells.stages import train
from support.prepared import outputs
from support.trainings import run_in


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
