"""The state on disk: whole or not there, of this training or not there."""

import signal
import time
from pathlib import Path
from subprocess import PIPE

import numpy as np
import pytest

from bloodcells.training.state import FOLDER, State, Store
from support.processes import environment, python, started

pytestmark = pytest.mark.usefixtures("workspace")


def state(epochs: int) -> State:
    history = [{"train/loss": 0.1 * epoch, "learning_rate": 1e-05} for epoch in range(epochs)]
    learner = [np.full((3, 2), epochs, np.float32), np.array(epochs, np.int64)]
    return State(history, learner, [np.arange(4, dtype=np.float32)])


def same(one: State | None, other: State) -> bool:
    assert one is not None
    arrays = [*zip(one.learner, other.learner, strict=True), *zip(one.best, other.best, strict=True)]
    assert all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in arrays)
    return one.history == other.history


def test_a_state_is_read_back_as_it_was_saved() -> None:
    Store("digest").save(state(2))
    assert same(Store("digest").load(), state(2))


def test_there_is_none_before_the_first_epoch() -> None:
    assert Store("digest").load() is None


def test_a_later_state_takes_the_place_of_an_earlier_one() -> None:
    for epochs in (1, 2):
        Store("digest").save(state(epochs))
    assert same(Store("digest").load(), state(2))
    assert len(list(FOLDER.iterdir())) == 1


def test_the_state_of_another_training_is_not_used_and_goes_with_the_first_epoch() -> None:
    Store("one").save(state(3))
    assert Store("other").load() is None
    Store("other").save(state(1))
    assert Store("one").load() is None
    assert [file.name for file in FOLDER.iterdir()] == ["other.npz"]


def test_a_cleared_state_is_gone() -> None:
    store = Store("digest")
    store.save(state(1))
    store.clear()
    store.clear()
    assert store.load() is None
    assert list(FOLDER.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", None])
def test_a_damaged_state_is_told_of_and_not_used(damage: bytes | None, capsys: pytest.CaptureFixture[str]) -> None:
    Store("digest").save(state(1))
    file = FOLDER / "digest.npz"
    file.write_bytes(file.read_bytes()[:-40] if damage is None else damage)
    assert Store("digest").load() is None
    assert "is damaged" in capsys.readouterr().err


WRITER = """
import sys
import numpy as np
from bloodcells.training.state import State, Store
epoch = 0
while True:
    epoch += 1
    arrays = [np.full(200_000, epoch, np.float32)] * 3
    Store("digest").save(State([{"epoch": float(number)} for number in range(epoch)], arrays, arrays))
    print(epoch, flush=True)
"""


def test_a_process_killed_while_it_saves_leaves_a_whole_state(workspace: Path) -> None:
    random = np.random.default_rng(5)
    for _ in range(6):
        with started(python(WRITER), env=environment(), stdout=PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            began = time.monotonic()
            done = int(writer.stdout.readline())
            # As long as a save at most, so that the kill falls anywhere within one.
            time.sleep(random.uniform(0, 1) * (time.monotonic() - began))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            done = max([done, *(int(line) for line in writer.stdout if line.endswith("\n"))])
        kept = Store("digest").load()
        assert kept is not None
        assert len(kept.history) in (done, done + 1)
        assert all((array == len(kept.history)).all() for array in [*kept.learner, *kept.best])
