"""Trials in processes of their own: what becomes of a search when these die, or it does."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.errors import FailingTrialsError, RecordingError, StageError
from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.executor.workers import Assignment, Workers
from hemolog.experiments.messages import TrialRequest
from hemolog.experiments.workspace import Baseline, Workspace
from support.processes import environment, python, started
from support.repositories import Repository, set_params
from support.small_pipeline import trials_of
from support.small_search import Told, assert_whole, copied, numbered, search, trees

Hook = Callable[[str], None]


def test_two_jobs_make_the_trials_that_one_makes(small: Repository, tmp_path: Path) -> None:
    alone = copied(small, tmp_path / "alone")
    search(alone.path, trials=6)
    told = search(small.path, trials=6, jobs=2)
    assert sorted(told.ids) == [f"{number:04}" for number in range(6)]
    assert trees(small.path) == trees(alone.path)
    assert {epoch for _, epoch in told.epochs} == {1, 2}
    assert_whole(small.path)


def test_a_worker_that_is_killed_costs_its_trial_and_the_next_one_runs_in_a_new_process(
    small: Repository, hook: Hook, tmp_path: Path
) -> None:
    marker, pids = tmp_path / "killed", tmp_path / "pids"
    hook(
        "import os, pathlib, signal\n"
        f"print(os.getpid(), file=open({str(pids)!r}, 'a'))\n"
        f"if epoch == 2 and not pathlib.Path({str(marker)!r}).exists():\n"
        f"    pathlib.Path({str(marker)!r}).touch(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    told = search(small.path, trials=4, jobs=2)
    assert len(told.ids) == 3
    (failure,) = told.failed
    assert failure.cause == "the process that ran it died (SIGKILL): perhaps memory ran out"
    assert failure.epochs == 1
    assert str(os.getpid()) not in pids.read_text().split()
    assert len(set(pids.read_text().split())) == 3
    assert_whole(small.path)


def test_a_worker_that_died_while_it_had_nothing_to_do_costs_no_trial(small: Repository, tmp_path: Path) -> None:
    cache, log = small.path / ".dvc/cache", tmp_path / "log"
    baseline = trials_of(small.path, ["train.rate"]).baseline
    workers = Workers(Assignment(small.path, baseline, ("train.rate",), cache, log), 1)
    try:
        first = workers.run(TrialRequest("0000", "search-0000", {}, ("train.rate=0.5",)), Told())
        (worker,) = workers._all
        os.kill(worker._process.pid, signal.SIGKILL)
        worker._process.join()
        second = workers.run(TrialRequest("0001", "search-0001", {}, ("train.rate=0.25",)), Told())
    finally:
        workers.close()
    assert first.metrics["metrics.val.score"] != second.metrics["metrics.val.score"]


def test_a_fault_in_a_worker_keeps_its_class(small: Repository, tmp_path: Path) -> None:
    set_params(small, {"prepare.rows": "many"})
    broken = Workspace(small.path).snapshot()
    workers = Workers(Assignment(small.path, broken, ("train.rate",), small.path / ".dvc/cache", tmp_path / "log"), 1)
    try:
        with pytest.raises(StageError, match="stage 'prepare' failed: TypeError") as caught:
            workers.run(TrialRequest("0000", "search-0000", {}, ()), Told())
    finally:
        workers.close()
    assert caught.value.stage == "prepare"


def test_workers_that_start_from_other_files_than_the_search_are_refused(small: Repository) -> None:
    code = small.path / "src/small/prepare.py"
    code.write_text(
        code.read_text().replace("str(number * 7)", "str(os.getpid())").replace("from", "import os\nfrom", 1)
    )
    pipeline = small.path / "dvc.yaml"
    pipeline.write_text(pipeline.read_text().replace("  prepare:\n", "  prepare:\n    always_changed: true\n", 1))
    small.commit("A stage that makes something else in each process")
    told = Told()
    with pytest.raises(RecordingError, match="made other files for one of several jobs"):
        search(small.path, told, trials=4, jobs=2)
    assert (told.finished, told.failed, trees(small.path)) == ([], [], {})


def test_stages_that_fail_in_workers_are_told_as_in_one_process(small: Repository, hook: Hook) -> None:
    hook("raise ValueError('no GPU')")
    told = Told()
    with pytest.raises(FailingTrialsError, match="each with: stage 'train' failed: ValueError: no GPU"):
        search(small.path, told, trials=8, jobs=2)
    assert all("Traceback" in failure.traceback for failure in told.failed)


def test_a_fault_in_a_worker_is_no_failure_of_its_trial(small: Repository) -> None:
    work = small.path / ".dvc/tmp/hemolog"
    nowhere = Baseline(small.git("rev-parse", "HEAD").strip(), "1" * 40)
    workers = Workers(Assignment(small.path, nowhere, ("train.rate",), small.path / ".dvc/cache", work / "log"), 1)
    request = TrialRequest("0000", "search-0000", {}, ())
    try:
        for _ in range(2):  # in a new process each time
            with pytest.raises(RecordingError):
                workers.run(request, Told())
    finally:
        workers.close()


def test_workers_that_were_stopped_begin_no_trial(small: Repository) -> None:
    baseline = Baseline(small.git("rev-parse", "HEAD").strip(), small.git("rev-parse", "HEAD^{tree}").strip())
    log = small.path / ".dvc/tmp/hemolog/log"
    workers = Workers(Assignment(small.path, baseline, ("train.rate",), small.path / ".dvc/cache", log), 1)
    workers.stop()
    with pytest.raises(SearchInterrupted):
        workers.run(TrialRequest("0000", "search-0000", {}, ()), Told())
    workers.close()
    assert not log.exists()


DRIVER = """
import sys
sys.path[:0] = ["tests"]
from pathlib import Path
from support.small_search import search
search(Path(sys.argv[1]), trials=4, jobs=2)
"""


def test_workers_vanish_with_the_process_that_they_work_for(small: Repository, hook: Hook, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    hook(f"import os, time\nprint(os.getpid(), file=open({str(pids)!r}, 'a'), flush=True)\ntime.sleep(600)")
    root = Path(__file__).resolve().parents[3]
    with started(python(DRIVER, str(small.path)), cwd=root, env=environment()) as process:
        while not pids.exists() or len(pids.read_text().split()) < 2:
            assert process.poll() is None
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for pid in map(int, pids.read_text().split()):
            while _runs(pid):
                time.sleep(0.05)  # for as long as the test may take
    hook("")
    assert search(small.path, trials=2).ids == ["0000", "0001"]
    assert list(trees(small.path)) == numbered(2)


def _runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
