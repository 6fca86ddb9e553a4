"""Runs a search again and again and kills it at random moments: a program, for it forks what it has imported once.

Arguments: the repository's folder, how many trials, how many kills, and the seed of the moments.
"""

import os
import random
import re
import signal
import sys
import time
from pathlib import Path

import dvclive  # noqa: F401 # imported before it forks
import keras_tuner  # noqa: F401

from hemolog.commands.search import search
from hemolog.experiments.executor import workers  # noqa: F401
from hemolog.experiments.oracle import build  # noqa: F401
from hemolog.experiments.search import tuner  # noqa: F401
from hemolog.reports.search import view  # noqa: F401
from support.repositories import Repository
from support.small_search import assert_whole, trees

NAME = "killed"
_ENDED = re.compile(rf"^\[\d+/\d+\] ({NAME}-\d+)  val\.score ", re.MULTILINE)


def begun(folder: Path, trials: int) -> int:
    """Begin or go on with the search in a child.

    Returns:
        Its process id.
    """
    pid = os.fork()
    if pid:
        return pid
    os.chdir(folder)
    log = os.open(folder.with_name("said.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    code = 1
    try:
        code = search(NAME, trials, algorithm=None, objective=None, direction=None, seed=None, jobs=1, set_param=None)
    finally:
        os._exit(code)


def killed(pid: int, delay: float) -> bool:
    """Kill a child after some seconds, unless it has ended by itself."""
    until = time.monotonic() + delay
    while time.monotonic() < until:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return True


def reported(folder: Path) -> list[str]:
    """Names of the trials that the search has told as finished."""
    log = folder.with_name("said.log")
    return _ENDED.findall(log.read_text() if log.exists() else "")


def check(folder: Path) -> None:
    told = reported(folder)
    assert len(set(told)) == len(told), told
    assert set(told) <= set(trees(folder, NAME)), (told, trees(folder, NAME))
    assert Repository(folder).git("fsck", "--full", "--no-dangling") == ""


def main(folder: Path, trials: int, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    longest, done, step = 4.0, 0, 0
    while done < kills:
        started = time.monotonic()
        # Few trials more at a time, so that there is always something left to kill.
        if killed(begun(folder, min(trials, len(trees(folder, NAME)) + 6)), moments.uniform(0, longest)):
            done += 1
        else:
            longest = min(longest, time.monotonic() - started)
            step += 1
        check(folder)
        if done % 10 == 0:
            assert_whole(folder)
    assert os.waitpid(begun(folder, trials), 0)[1] == 0, folder.with_name("said.log").read_text()[-2000:]
    check(folder)
    assert_whole(folder)
    print(f"{done} kills, {step} runs that ended, {len(reported(folder))} trials reported")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
