"""The stage train in a folder of its own, and ways to end it early."""

from pathlib import Path
from typing import Any

import pytest

from bloodcells.stages import train
from support.prepared import outputs, write_params, write_prepared

STATES = Path(".bloodcells/train")


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
