"""Ctrl-C: once ends a search after the epoch, twice at once; nothing half is recorded, and it can go on."""

import os
import pty
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread, current_thread

import pytest

from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.search.interruption import Interruption
from support.processes import started
from support.repositories import Repository
from support.small_search import Told, assert_whole, numbered, search, trees

Hook = Callable[[str], None]

ON_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)


@pytest.mark.parametrize("signals", [1, 2])
def test_signals_end_a_search_in_this_process(small: Repository, hook: Hook, signals: int) -> None:
    hook(f"import os, signal\nif epoch == 1:\n    for _ in range({signals}): os.kill(os.getpid(), signal.SIGINT)")
    lines: list[str] = []
    told = Told()
    with Interruption(lines.append) as interruption, pytest.raises(SearchInterrupted):
        search(small.path, told, interruption, trials=3)
    assert told.epochs == ([("0000", 1)] if signals == 1 else [])
    assert lines == ["stopping after this epoch; once more stops at once"]
    assert (told.finished, told.failed, trees(small.path)) == ([], [], {})

    hook("")
    assert search(small.path, trials=3).ids == ["0000", "0001", "0002"]
    assert_whole(small.path)


def test_a_signal_ends_each_of_two_jobs_after_its_own_epoch(small: Repository, hook: Hook, tmp_path: Path) -> None:
    first, both, go = (tmp_path / name for name in ("first", "both", "go"))
    hook(
        "import os, pathlib, time\n"
        "try:\n"
        f"    os.close(os.open({str(first)!r}, os.O_CREAT | os.O_EXCL)); awaited = {str(both)!r}\n"
        "except FileExistsError:\n"
        f"    pathlib.Path({str(both)!r}).touch(); awaited = {str(go)!r}\n"
        "while not os.path.exists(awaited): time.sleep(0.05)\n"
    )
    told = Told()

    def at_epoch(trial_id: str, epoch: int) -> None:
        if not interruption.wanted:
            Thread(target=lambda mine: (mine.join(), go.touch()), args=(current_thread(),)).start()
            os.kill(os.getpid(), signal.SIGINT)
            while not interruption.wanted:
                time.sleep(0.01)

    told.at_epoch = at_epoch
    with Interruption(lambda line: None) as interruption, pytest.raises(SearchInterrupted):
        search(small.path, told, interruption, trials=4, jobs=2)
    assert sorted(told.epochs) == [("0000", 1), ("0001", 1)]
    assert (told.finished, told.failed, trees(small.path)) == ([], [], {})


def test_a_command_that_ctrl_c_killed_is_no_failed_trial(small: Repository, hook: Hook) -> None:
    hook("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nraise ValueError('killed')")
    told = Told()
    with Interruption(lambda line: None) as interruption, pytest.raises(SearchInterrupted):
        search(small.path, told, interruption, trials=3)
    assert told.failed == []
    hook("")
    assert search(small.path, trials=3).ids == ["0000", "0001", "0002"]


class Terminal:
    """A real one, in which a command runs."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self.said = descriptor, ""

    def wait_for(self, words: str) -> None:
        while words not in self.said:
            piece = os.read(self._descriptor, 65536)
            self.said += piece.decode(errors="replace")

    def rest(self) -> None:
        try:
            while piece := os.read(self._descriptor, 65536):
                self.said += piece.decode(errors="replace")
        except OSError:  # Linux' word for the end
            pass

    def press_ctrl_c(self) -> None:
        os.write(self._descriptor, b"\x03")


@pytest.mark.parametrize(
    ("jobs", "presses"),
    [(1, 1), pytest.param(1, 2, marks=pytest.mark.slow), pytest.param(2, 1, marks=pytest.mark.slow), (2, 2)],
)
def test_ctrl_c_in_a_terminal(
    small: Repository, hook: Hook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, presses: int
) -> None:
    there, go = tmp_path / "there", tmp_path / "go"
    hook(
        "import os, pathlib, time\n"
        f"print(os.getpid(), file=open({str(there)!r}, 'a'), flush=True)\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)\n"
    )
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "hemolog", "search", "--trials", "4", "--jobs", str(jobs)]
    with started(
        [sys.executable, "-c", ON_TERMINAL, *words], cwd=small.path, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        terminal = Terminal(ours)
        while not there.exists() or len(there.read_text().split()) < jobs:
            assert process.poll() is None, (terminal.rest(), terminal.said)
            time.sleep(0.05)
        terminal.press_ctrl_c()
        terminal.wait_for("stopping after this epoch")
        if presses == 2:
            terminal.press_ctrl_c()
        else:
            go.touch()
        terminal.rest()
        code = process.wait()
    os.close(ours)
    assert code == 130, terminal.said
    assert "hemolog search search" in terminal.said
    assert "Traceback" not in terminal.said
    assert trees(small.path) == {}
    assert not (small.path / ".dvc/tmp/hemolog/searches/search/journal.jsonl").exists()

    hook("")
    search(small.path, trials=4)
    assert list(trees(small.path)) == numbered(4)
    assert_whole(small.path)
