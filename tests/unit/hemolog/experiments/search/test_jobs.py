"""Several jobs under one oracle: threads that run trials at once, wait for each other, and are interrupted."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.messages import TrialRequest, TrialResult
from hemolog.experiments.search.tuner import PipelineTuner
from support.searches import CheapRunner, FakeGit, oracle, tuner

TIMEOUT = 60  # seconds; reached only by a deadlock


def test_jobs_run_at_once_and_each_trial_once() -> None:
    together = threading.Barrier(3, timeout=TIMEOUT)

    class Meeting(CheapRunner):
        def run(self, request: TrialRequest) -> TrialResult:
            together.wait()  # breaks unless three are here at once
            return super().run(request)

    git = FakeGit()
    tuner(Meeting(git), trials=12).search(jobs=3)
    assert sorted(git.ids) == [f"{number:04d}" for number in range(12)]


@pytest.mark.parametrize("algorithm", ["grid", "hyperband"])
def test_threads_wait_for_an_idle_oracle_and_end_together(algorithm: str) -> None:
    given = {"hyperband_iterations": 1} if algorithm == "hyperband" else {}
    git, alone = FakeGit(), FakeGit()
    PipelineTuner(oracle(algorithm, **given), runner=CheapRunner(git)).search(jobs=3)
    PipelineTuner(oracle(algorithm, **given), runner=CheapRunner(alone)).search()
    assert sorted(git.ids) == sorted(alone.ids)


def test_an_interruption_that_ends_one_trial_leaves_the_others_to_their_own() -> None:
    class Interrupted(CheapRunner):
        thread: threading.Thread
        ends = threading.Event()
        together = threading.Barrier(3, timeout=TIMEOUT)

        def run(self, request: TrialRequest) -> TrialResult:
            self.together.wait()  # else one might end before another begins
            if request.trial_id == "0001":
                self.thread = threading.current_thread()
                self.ends.set()
                raise SearchInterrupted
            assert self.ends.wait(TIMEOUT)
            self.thread.join(TIMEOUT)
            if request.trial_id == "0002":
                raise SearchInterrupted
            return super().run(request)

    git = FakeGit()
    runner = Interrupted(git)
    search = tuner(runner)
    with pytest.raises(SearchInterrupted):
        search.search(jobs=3)
    assert not runner.interrupted.is_set()
    assert git.ids == ["0000"]
    assert {key: trial.status for key, trial in search.oracle.trials.items()} == {
        "0000": "COMPLETED",
        "0001": "RUNNING",
        "0002": "RUNNING",
    }


def test_the_same_tuner_goes_on_after_an_interruption_with_another_number_of_jobs() -> None:
    git = FakeGit()
    runner = CheapRunner(git, stop_after=2)
    search = tuner(runner)
    with pytest.raises(SearchInterrupted):
        search.search(jobs=2)
    runner.stop_after = None
    assert search.remaining_trials is not None
    search.search()
    assert sorted(git.ids) == [f"{number:04d}" for number in range(6)]


def test_ctrl_c_in_the_main_thread_ends_a_parallel_search() -> None:
    program = """
import os, signal, sys, threading
sys.path[:0] = ["tests"]
from support.searches import *
from hemolog.experiments.search.tuner import PipelineTuner

class Stopped(CheapRunner):
    def run(self, request):
        if request.trial_id == "0001":
            os.kill(os.getpid(), signal.SIGINT)
        assert self.interrupted.wait(60)
        raise SearchInterrupted

try:
    PipelineTuner(oracle("random"), runner=Stopped(FakeGit()), trials=6).search(jobs=2)
except KeyboardInterrupt:
    print("interrupted")
"""
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout == "interrupted\n", done.stderr
