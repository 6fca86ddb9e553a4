"""What may pass is tried again, a bounded number of times, with growing pauses; then it is said what was tried."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hemolog.errors import DamagedObjectError, RemoteError
from hemolog.experiments.stores.trouble import Diagnosis, Trouble

_Result = TypeVar("_Result")


class Stop:
    """Ends pauses and transfers of all threads: Ctrl-C reaches the main thread alone."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Let each call under way end by an error, soon."""
        self._event.set()

    def check(self) -> None:
        """Raise `RemoteError` once it is set."""
        if self._event.is_set():
            raise RemoteError("interrupted")

    def sleep(self, seconds: float) -> None:
        """Wait, but not longer than until it is set."""
        self._event.wait(seconds)
        self.check()


@dataclass(frozen=True)
class Retries:
    """How often something is tried, and how long the pauses are.

    Pauses are drawn from `[0, min(cap, base * 2 ** n))` after the attempt n, counted from 0 ("full jitter": many
    clients that a server refused at once don't come back at once).
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """

    attempts: int = 6
    base: float = 0.2
    """Seconds."""
    cap: float = 8.0
    """Seconds."""
    patience: float = 180.0
    """Seconds after which nothing more is tried: attempts at a server that is silent take a minute each."""
    longest_asked: float = 30.0
    """Seconds that a server may ask to wait; if it asks for more, the pause is ours."""
    stop: Stop = field(default_factory=Stop)
    sleep: Callable[[float], None] | None = None
    """Waits so many seconds; that of `stop` if it is None."""
    draw: Callable[[], float] = random.random
    """From `[0, 1)`."""
    clock: Callable[[], float] = time.monotonic

    def pause(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait after an attempt, counted from 0."""
        ours = self.draw() * min(self.cap, self.base * 2.0**attempt)
        return max(ours, asked) if asked is not None and 0 <= asked <= self.longest_asked else ours

    def call(
        self,
        work: Callable[[], _Result],
        what: str,
        diagnose: Callable[[Exception], Diagnosis],
        errors: tuple[type[Exception], ...],
        renew: Callable[[], bool] | None = None,
    ) -> _Result:
        """Do something with a remote until it succeeds or can't.

        Args:
            work: may be called several times.
            what: the object or place that it is about, for the message: `s3://bucket/prefix/key`.
            diagnose: understands an error of `work`.
            errors: what `work` raises when the remote fails; everything else goes through as it is.
            renew: gets new credentials after the old ones expired, tells whether there are any; called once at most.

        Raises:
            DamagedObjectError: each time, bytes came over that are not those that were sent.
            RemoteError: in one line, what was wrong at last and what was tried.
        """
        began, attempt, renewed = self.clock(), 0, False
        while True:
            self.stop.check()
            try:
                return work()
            except errors as error:
                diagnosis = diagnose(error)
                attempt += 1
                seconds = self.clock() - began
                if diagnosis.expired and renew is not None and not renewed and renew():
                    renewed = True
                    continue
                if not diagnosis.passing or attempt >= self.attempts or seconds > self.patience:
                    raise _final(what, diagnosis, attempt, seconds) from error
            (self.sleep or self.stop.sleep)(self.pause(attempt - 1, diagnosis.retry_after))


def _final(what: str, diagnosis: Diagnosis, attempts: int, seconds: float) -> RemoteError:
    tried = f", {attempts} attempts in {seconds:.0f} s" if attempts > 1 else ""
    way_out = f": {diagnosis.way_out}" if diagnosis.way_out else ""
    kind = DamagedObjectError if diagnosis.trouble is Trouble.DAMAGED else RemoteError
    return kind(f"{what}: {diagnosis.cause}{tried}{way_out}", diagnosis)
