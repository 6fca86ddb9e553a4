"""Processes that a test starts, none of which outlives it: a failed test must not slow down the ones after it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

SRC = Path(__file__).resolve().parents[2] / "src"


@contextmanager
def started(command: Sequence[str], **settings: Any) -> Iterator[subprocess.Popen[str]]:
    """A process of its own group, whose pipes are text; in the end it and all that it started are killed.

    Args:
        command: words of the command.
        settings: of `subprocess.Popen`.
    """
    process = subprocess.Popen(command, text=True, start_new_session=True, **settings)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@contextmanager
def guarded(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """A server that ends with these tests, also when they are killed: a shell holds the other end of a pipe of theirs.

    When the server ends by itself, so does the process that is given.

    Args:
        command: words of the command, which stays in the foreground.
        log: what it prints on both streams is added to this file.
    """
    guard = '("$@"; kill -KILL 0) </dev/null & read -r _; kill -KILL 0'
    words = ["sh", "-c", guard, "sh", *command]
    with log.open("a") as lines, started(words, stdin=subprocess.PIPE, stdout=lines, stderr=lines) as process:
        yield process


def ended(command: Sequence[str], **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and keep what it says on each stream; if the test stops, so does the command."""
    streams: dict[str, int | IO[str]] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(command, **(streams | settings)) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def python(code: str, *words: str) -> list[str]:
    """The command that runs `code` with the Python of these tests."""
    return [sys.executable, "-c", code, *words]


def stage(name: str, *before: str) -> list[str]:
    """The command that runs a stage as DVC does, by the command `before` if there is one."""
    return [*before, sys.executable, "-m", f"bloodcells.stages.{name}"]


def run_stage(name: str, *before: str) -> subprocess.CompletedProcess[str]:
    """Run a stage of this checkout to its end, in the current folder."""
    return ended(stage(name, *before), env=environment())


def environment(**changes: str) -> Mapping[str, str]:
    """That of these tests, in which this checkout's code is found."""
    return {**os.environ, "PYTHONPATH": str(SRC), **changes}
