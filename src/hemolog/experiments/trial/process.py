"""A stage's command that is no entry point, run as DVC would: by the user's shell, in a process of its own."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_SHELL_OPTIONS = {"bash": ["--noprofile", "--norc"], "zsh": ["--no-rcs"]}
"""Those that read settings of the user's otherwise."""
_TAIL = 4_000
"""Bytes of the log that are looked at for what a command said last."""
_LINES = 3


class CommandError(Exception):
    """A command ended with a code that isn't 0.

    Attributes:
        code: negative for the number of the signal that killed it.
    """

    def __init__(self, code: int, said: str) -> None:
        self.code = code
        ended = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
        super().__init__(f"the command {ended}" + (f": {said}" if said else ""))


def run(
    command: str, folder: Path, environment: Mapping[str, str], log: Path, descriptors: Collection[int] = ()
) -> None:
    """Run a command; when this process is interrupted, all that it started is killed.

    Args:
        command: for the shell.
        folder: becomes its current one.
        environment: added to that of this process; `python` is the one that runs this.
        log: where this process's output goes, and so the command's.
        descriptors: of files that it holds open too, such as locks.

    Raises:
        CommandError: it failed; with the last lines that it wrote.
    """
    shell = os.environ.get("SHELL") or "/bin/sh"
    words = [shell, *_SHELL_OPTIONS.get(Path(shell).name, []), "-c", command]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    start = log.stat().st_size if log.exists() else 0
    process = None
    try:
        with _interrupts_held_back():
            process = subprocess.Popen(
                words,
                cwd=folder,
                env={**os.environ, "PATH": path, **environment},
                start_new_session=True,
                pass_fds=descriptors,
            )
        code = process.wait()
    except BaseException:
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        raise
    if code != 0:
        raise CommandError(code, _last_lines(log, start))


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let Ctrl-C wait until the block has ended, so that what it starts is known to whoever is to kill it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = []
    kept = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, kept)
    for number in came[:1]:
        signal.raise_signal(number)


def _last_lines(log: Path, start: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(start, log.stat().st_size - _TAIL))
        lines = [line.strip() for line in file.read().decode(errors="replace").splitlines()]
    return " / ".join([line for line in lines if line][-_LINES:])
