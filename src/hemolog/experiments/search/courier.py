"""Sends a search's trials to the team while it runs: `hemolog push` in a process of its own, one at a time.

The search neither waits nor fails for it. A trial that could not go is tried again with the next ones, and at the end.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from hemolog.experiments.messages import Listener, TrialFailure, TrialRequest, TrialResult

_AGAIN = 60.0  # seconds after a failure, unless another trial ends before
_MOST = 5_000  # experiments named in one command
_ENDED = 5.0  # seconds that a process gets to end
# Nobody is there to answer: neither git nor ssh may wait for a password.
_ALONE = {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true"}


@dataclass(frozen=True)
class Delivery:
    """What has come of it."""

    sent: int
    """Trials that the team can pull now."""
    unsent: tuple[str, ...]
    """References of those that it can't."""
    reason: str
    """Why the latest attempt failed, in one line; empty if none did."""


class Courier:
    """A context that sends experiments in the background, from when they are given to it."""

    def __init__(self, root: Path, log: Path) -> None:
        """Prepare.

        Args:
            root: where `hemolog push` runs.
            log: takes what it prints.
        """
        self._root, self._log = root, log
        self._changed = threading.Condition()
        self._waiting: dict[str, None] = {}
        self._sent = 0
        self._reason = ""
        self._ending = self._last = self._stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def take(self, references: Iterable[str]) -> None:
        """Send experiments, soon."""
        with self._changed:
            self._waiting.update(dict.fromkeys(references))
            self._changed.notify_all()

    def finish(self) -> Delivery:
        """Send what has not gone yet, once more if it failed before, and tell what has come of it all.

        `KeyboardInterrupt` ends it at once: what has not gone then stays.
        """
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        while self._thread.is_alive():
            self._thread.join(timeout=0.2)
        return self.delivery()

    def delivery(self) -> Delivery:
        """What has come of it so far."""
        with self._changed:
            return Delivery(self._sent, tuple(self._waiting), self._reason)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._ending = self._stopped = True
            process = self._process
            self._changed.notify_all()
        if process is not None:
            _end(process, signal.SIGTERM)
            self._thread.join(timeout=_ENDED)
            _end(process, signal.SIGKILL)

    def _run(self) -> None:
        while references := self._next():
            reason, gone = self._push(references)
            with self._changed:
                self._reason = reason
                self._sent += len(gone)
                for each in gone:
                    self._waiting.pop(each, None)
                if not reason:
                    continue
                if self._last:
                    return
                self._changed.wait_for(self._has_more_than(len(self._waiting)), _AGAIN)

    def _has_more_than(self, known: int) -> Callable[[], bool]:
        return lambda: self._ending or len(self._waiting) > known

    def _next(self) -> tuple[str, ...]:
        """What is to be sent now; nothing when the search is over and all has gone, or has been tried."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ending)
            if self._stopped:
                return ()
            self._last = self._ending
            return tuple(self._waiting)[:_MOST]

    def _push(self, references: tuple[str, ...]) -> tuple[str, Collection[str]]:
        """Run `hemolog push`: why not all went, empty if they did; and those that went."""
        words = [sys.executable, "-m", "hemolog", "push", "--json", *references]
        try:
            with self._log.open("ab") as log:
                began = log.tell()
                with self._changed:
                    if self._stopped:
                        return "interrupted", ()
                    # A session of its own: Ctrl-C is for the search.
                    process = self._process = subprocess.Popen(
                        words,
                        cwd=self._root,
                        env={**os.environ, **_ALONE},
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.PIPE,
                        stderr=log,
                        start_new_session=True,
                    )
                told, _ = process.communicate()
            if process.returncode == 0:
                return "", references
            reason = self._last_line(began) or f"hemolog push ended with {process.returncode}"
            return reason, [each for each in _gone(told) if each in references]
        except OSError as error:
            return " ".join(str(error).split()), ()

    def _last_line(self, began: int) -> str:
        said = self._log.read_bytes()[began:].decode(errors="replace").splitlines()
        return next((line.strip() for line in reversed(said) if line.strip()), "").removeprefix("error: ")


def _gone(told: bytes) -> list[str]:
    """References of the experiments that the team has, as `hemolog push --json` tells; none if it broke off."""
    try:
        document = json.loads(told)
    except ValueError:
        return []
    return [each["ref"] for key in ("new", "there") for each in document[key]]


def _end(process: "subprocess.Popen[bytes]", by: signal.Signals) -> None:
    """End it with all that it has started, unless it is over."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, by)


class Delivering:
    """A `Listener` that gives each finished trial to a courier, and passes everything on."""

    def __init__(self, listener: Listener, courier: Courier) -> None:
        """Take both."""
        self._listener, self._courier = listener, courier

    def trial_started(self, request: TrialRequest) -> None:
        """As of Listener."""
        self._listener.trial_started(request)

    def epoch_ended(self, trial_id: str, epoch: int, metrics: Mapping[str, float]) -> None:
        """As of Listener."""
        self._listener.epoch_ended(trial_id, epoch, metrics)

    def trial_finished(self, result: TrialResult) -> None:
        """As of Listener."""
        self._listener.trial_finished(result)
        self._courier.take([result.bundle.ref])

    def trial_failed(self, failure: TrialFailure) -> None:
        """As of Listener."""
        self._listener.trial_failed(failure)
