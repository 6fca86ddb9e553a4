"""One run of a stage at a time in one checkout."""

import os
import signal
from pathlib import Path
from subprocess import PIPE

import pytest

from bloodcells.errors import BusyError, StorageError
from bloodcells.lock import only_run
from support.processes import environment, python, started

HOLDER = """
import sys, time
from bloodcells.lock import only_run
with only_run("train"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_run_of_the_same_stage_is_refused_and_another_stage_is_not(workspace: Path) -> None:
    with only_run("train"), only_run("fetch"), pytest.raises(BusyError, match="another train"), only_run("train"):
        pass


def test_the_lock_is_free_after_a_run(workspace: Path) -> None:
    for _ in range(2):
        with only_run("train"):
            pass


def test_a_pipe_in_place_of_the_lock_is_refused(workspace: Path) -> None:
    (workspace / ".bloodcells").mkdir()
    os.mkfifo(workspace / ".bloodcells/train.lock")
    with pytest.raises(StorageError, match=r"\.bloodcells/train\.lock is no regular file"), only_run("train"):
        pass


def test_a_killed_process_holds_no_lock(workspace: Path) -> None:
    with started(python(HOLDER), env=environment(), stdout=PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(BusyError), only_run("train"):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with only_run("train"):
            pass
