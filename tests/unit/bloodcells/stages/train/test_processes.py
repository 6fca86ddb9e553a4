"""The stage train as DVC runs it, interrupted and killed by signals."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

import numpy as np
import pytest

from support.prepared import outputs, write_params, write_prepared
from support.processes import environment, python, stage, started

# The stage, standing still before a step until a signal comes: a signal sent to one at work may come too late.
HELD = """
import sys, threading
from bloodcells import console
from bloodcells.stages import train

def hold(real, steps):
    def step(*words):
        nonlocal steps
        if not steps:
            print("held", file=sys.stderr, flush=True)
            threading.Event().wait()
        steps -= 1
        return real(*words)
    return step

def main():
    from bloodcells.training.learner import Learner

    Learner.step = hold(Learner.step, int(sys.argv[1]))
    train.main()

console.run(main)
"""
STEPS = 4  # an epoch


class Process:
    """The stage at work in the current folder."""

    def __init__(self, process: Popen[str]) -> None:
        self._process = process
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
        return self._process.wait()


@contextmanager
def at_work(held_after: int | None = None) -> Iterator[Process]:
    """A process of the stage, that stands still after so many steps if that is given."""
    command = stage("train") if held_after is None else python(HELD, str(held_after))
    with started(command, env=environment(), stderr=PIPE) as process:
        yield Process(process)


def test_processes_interrupted_and_killed_end_like_one_that_trained_other_models(
    reference: dict[str, bytes], prepared: Path
) -> None:
    with at_work(held_after=STEPS + 1) as interrupted:
        interrupted.wait_for("held")
        assert interrupted.end(signal.SIGINT) == 130
        assert interrupted.lines[-2:] == ["stopped: the same command goes on after epoch 1\n", "interrupted\n"]
    with at_work(held_after=STEPS + 2) as killed:
        killed.wait_for("going on after epoch 1 of 3")
        killed.wait_for("held")
        assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    with at_work() as last:
        last.wait_for("going on after epoch 2 of 3")
        assert last.end() == 0
    assert outputs(prepared) == reference


@pytest.mark.slow
def test_processes_killed_at_random_moments_end_like_one_never_killed(workspace: Path) -> None:
    write_prepared(workspace, train=512)
    write_params(workspace, epochs=30, early_stopping__patience=30)
    with at_work() as whole:
        assert whole.end() == 0
    expected = outputs(workspace)

    random = np.random.default_rng()
    for _ in range(4):
        # One to four epochs and a part of the next, by this process' own rhythm: the four never reach the last epoch.
        with at_work() as process:
            process.wait_for("epoch")
            began, more = time.monotonic(), int(random.integers(1, 4))
            for _ in range(more):
                process.wait_for("epoch")
            time.sleep(random.uniform(0, 1) * (time.monotonic() - began) / more)
            assert process.end(signal.SIGKILL) == -signal.SIGKILL
    with at_work() as last:
        last.wait_for("going on after epoch")
        assert last.end() == 0
    assert outputs(workspace) == expected
