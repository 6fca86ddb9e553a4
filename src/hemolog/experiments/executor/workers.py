"""Trials in processes of their own on this machine, one TensorFlow each."""

import multiprocessing
import os
import queue
import signal
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from hemolog.errors import HemologError, RecordingError, TrialFailedError
from hemolog.experiments import faults
from hemolog.experiments.executor.runner import SearchInterrupted
from hemolog.experiments.messages import TrialFailure, TrialRequest, TrialResult
from hemolog.experiments.trial import output
from hemolog.experiments.trial.locks import free_scratch
from hemolog.experiments.trial.trials import Trials, Watch
from hemolog.experiments.workspace import Baseline, Workspace

_PATIENCE = 5.0  # seconds that a process gets to end by itself


@dataclass(frozen=True)
class Assignment:
    """What a worker needs to make its checkout."""

    folder: Path
    """In the user's checkout."""
    baseline: Baseline
    keys: tuple[str, ...]
    cache: Path
    log: Path


class Workers:
    """An `Executor` of some processes; each starts with its first trial, and anew after it died."""

    def __init__(self, assignment: Assignment, number: int) -> None:
        self._places: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all = [_Worker(assignment) for _ in range(number)]
        for worker in self._all:
            self._places.put(worker)

    def run(self, request: TrialRequest, watch: Watch) -> TrialResult:
        """Run a trial in a process that has nothing to do; see `Executor`."""
        worker = self._places.get()
        try:
            return worker.run(request, watch)
        finally:
            self._places.put(worker)

    def stop(self) -> None:
        """Kill all processes."""
        for worker in self._all:
            worker.kill()

    def close(self) -> None:
        """End all processes."""
        for worker in self._all:
            worker.close()


class _Worker:
    """One process, as its parent sees it."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._process: Any = None
        self._line: Connection | None = None
        self._stopped = False
        self._changing = threading.Lock()

    def run(self, request: TrialRequest, watch: Watch) -> TrialResult:
        started, epochs = time.monotonic(), 0
        with faults.recording():
            line = self._sent(request)
        try:
            kind, content = line.recv()
            while kind == "epoch":
                epochs = content[1]
                line.send(_goes_on(watch, content))
                kind, content = line.recv()
        except (EOFError, OSError):
            self.close()
            if self._stopped:
                raise SearchInterrupted from None
            cause = f"the process that ran it died ({self._ending()}): perhaps memory ran out"
            failure = TrialFailure(request, cause, cause, time.monotonic() - started, epochs)
            raise TrialFailedError(failure) from None
        except BaseException:
            self.close()  # It waits for an answer, and would take the next request for one.
            raise
        if kind == "fault":
            self.close()
        return _outcome(kind, content)

    def _sent(self, request: TrialRequest) -> Connection:
        """Give the process its next trial; one that died while it had nothing to do gives way to a new one."""
        line = self._connected()
        if self._process.is_alive():
            with suppress(OSError):
                line.send(request)
                return line
        self.close()
        line = self._connected()
        line.send(request)
        return line

    def _connected(self) -> Connection:
        with self._changing:
            if self._stopped:
                raise SearchInterrupted
            if self._line is None:
                # Spawned: a fork would take TensorFlow's threads for running.
                context = multiprocessing.get_context("spawn")
                self._line, theirs = context.Pipe()
                self._process = context.Process(target=_serve, args=(theirs, self._assignment, os.getpid()))
                with _deaf():
                    self._process.start()
                theirs.close()
            return self._line

    def _ending(self) -> str:
        code = self._process.exitcode if self._process is not None else None
        return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"

    def kill(self) -> None:
        with self._changing:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.join(_PATIENCE)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Let a process that starts meanwhile hear of no Ctrl-C: not even before its own first line runs."""
    kept = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, kept)


def _outcome(kind: str, content: Any) -> TrialResult:
    if kind == "result":
        return content  # type: ignore[no-any-return]
    if kind == "failed":
        raise TrialFailedError(content)
    if kind == "interrupted":
        raise SearchInterrupted
    raise content  # of its own class


def _goes_on(watch: Watch, content: tuple[str, int, Mapping[str, float]]) -> bool:
    try:
        watch.epoch_ended(*content)
    except KeyboardInterrupt:
        return False
    return True


class _Reporter:
    """Tells the parent of each epoch, and hears whether to go on."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        self._line.send(("epoch", (trial_id, epoch, dict(metrics))))
        if not self._line.recv():
            raise SearchInterrupted


def _serve(line: Connection, assignment: Assignment, parent: int) -> None:
    """The process: runs trials until nobody sends any more."""
    # The parent tells it when to stop. Not SIGTERM too: processes of a stage would inherit that, and never end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    with output.into(assignment.log), suppress(EOFError, BrokenPipeError, ConnectionResetError):
        request = line.recv()
        try:
            _run_all(line, assignment, request)
        except HemologError as error:
            line.send(("fault", error))
        except Exception as error:  # noqa: BLE001 # of DVC or the system: the search must not take it for the trial's
            traceback.print_exc()
            fault = RecordingError(f"{type(error).__name__}: {faults.one_line(error)}; {assignment.log} tells where")
            line.send(("fault", fault))


def _run_all(line: Connection, assignment: Assignment, request: TrialRequest) -> None:
    workspace = Workspace(assignment.folder)
    with free_scratch(workspace, assignment.cache) as scratch:
        trials = Trials(workspace, assignment.baseline, scratch, log=assignment.log)
        trials.prepare(assignment.keys)
        if trials.baseline.tree != assignment.baseline.tree:
            raise RecordingError(
                "the stages before the search made other files for one of several jobs than for the search itself: "
                "let them make the same each time, `dvc freeze` them, or search with --jobs 1"
            )
        while True:
            try:
                outcome: tuple[str, Any] = "result", trials.run(request, _Reporter(line))
            except KeyboardInterrupt:
                outcome = "interrupted", None
            except TrialFailedError as error:
                outcome = "failed", error.failure
            line.send(outcome)
            request = line.recv()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    # Not `os._exit`: while a stage runs, that ends the stage alone.
    os.kill(os.getpid(), signal.SIGKILL)
