"""Contestants in processes of their own that take turns, so that what else the machine does hits them alike.

A script that holds contestants calls itself for each: `compete` in the one process tells `serve` in the others when to
run. A ratio of two contestants is the median of the ratios of the rounds.
"""

import os
import resource
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Self

ROOT = Path(__file__).resolve().parent.parent

Seconds = tuple[float, ...]  # by the clock, of CPU, and what else the contestant tells


def compete(children: dict[str, list[str]], rounds: int) -> dict[str, list[Seconds]]:
    """Let the contestants take turns, after one run each that warms them up: imports, graphs, pools, page cache.

    Args:
        children: by name, the words after this script's name that make it `serve` the contestant.
        rounds: how often each runs.
    """
    return {name: runs[1:] for name, runs in take_turns(children, rounds).items()}


def take_turns(children: dict[str, list[str]], rounds: int) -> dict[str, list[Seconds]]:
    """The same, and the first run of each is told too."""
    with ExitStack() as stack:
        started = {name: stack.enter_context(_Child(words)) for name, words in children.items()}
        runs: dict[str, list[Seconds]] = {name: [] for name in started}
        for _ in range(1 + rounds):
            for name, child in started.items():
                runs[name].append(child.run())
    return runs


def median_ratio(of: list[Seconds], to: list[Seconds], column: int) -> float:
    return statistics.median(a[column] / b[column] for a, b in zip(of, to, strict=True))


def serve(run: Callable[[], object]) -> None:
    """Run the contestant once for each line on stdin."""
    for _ in sys.stdin:
        clock, cpu = time.perf_counter(), _cpu_time()
        run()
        print(time.perf_counter() - clock, _cpu_time() - cpu, flush=True)


class Pace:
    """Serves a contestant that has a loop of its own: it stops at each step until its turn comes.

    Its standard output goes nowhere from now on.

    Args:
        also: what is told beside clock and CPU: seconds that only grow.
    """

    def __init__(self, also: Callable[[], float]) -> None:
        self._answers: IO[str] = os.fdopen(os.dup(1), "w")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        self._also = also
        self._begun: Seconds | None = None

    def step(self) -> None:
        """Tell what was used since the turn came, and wait for the next; goes on at once when there is none."""
        self.end()
        if sys.stdin.readline():
            self._begun = self._now()

    def end(self) -> None:
        """Tell what was used since the turn came."""
        if self._begun is not None:
            print(
                *(now - then for now, then in zip(self._now(), self._begun, strict=True)),
                file=self._answers,
                flush=True,
            )
        self._begun = None

    def _now(self) -> Seconds:
        return time.perf_counter(), _cpu_time(), self._also()


def consume(items: Iterable[object]) -> None:
    for _ in items:
        pass


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "TF_CPP_MIN_LOG_LEVEL": "3"}


def _cpu_time() -> float:
    """Of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class _Child:
    """A process that runs one contestant whenever it is told to."""

    def __init__(self, words: list[str]) -> None:
        self._command = [sys.executable, sys.argv[0], *words]

    def __enter__(self) -> Self:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(self._command, env=environment(), text=True, **pipes)
        return self

    def run(self) -> Seconds:
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            words, code = shlex.join(self._command), self._process.wait()
            raise SystemExit(f"a contestant ended with {code}: see why with `echo go | PYTHONPATH=src {words}`")
        return tuple(map(float, answer))

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._process.kill()
        self._process.communicate()
