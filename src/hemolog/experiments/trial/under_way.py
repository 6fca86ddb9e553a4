"""What a trial tells of itself while it runs: a file in its checkout, locked for as long.

It is put there locked, nobody else ever locks it for writing, and the trial never asks for the lock again: a reader may
try it without harm. That the trial runs is what the kernel says; a killed one leaves a file that nobody holds.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from hemolog.atomic import new_file
from hemolog.experiments import trailers
from hemolog.experiments.messages import TrialRequest, Value
from hemolog.experiments.space.reading import is_value, number

FILE = Path(".dvc/tmp/trial.json")
"""Below the checkout's DVC root: DVC and git leave it out."""
LARGEST = 1_000_000
"""Bytes of it."""
_TOLD = (trailers.SEARCH, trailers.OBJECTIVE, trailers.DEFINITION)


@dataclass(frozen=True)
class UnderWay:
    """A trial that runs."""

    name: str
    trial_id: str
    baseline: str
    """The commit that it grows from."""
    values: Mapping[str, Value]
    """That it sets: dotted parameters."""
    trailers: Mapping[str, str]
    """Those of its search, of which its commit will tell more."""
    begun: float
    """Seconds since 1970."""


@contextmanager
def told(checkout: Path, request: TrialRequest, baseline: str) -> Iterator[None]:
    """Tell that a trial runs, for the block; what stands in the checkout by then is not yet its own.

    Args:
        checkout: DVC's root in it.
        request: the trial.
        baseline: the commit that it grows from.
    """
    known = {name: request.trailers[name] for name in _TOLD if name in request.trailers}
    trial = UnderWay(request.name, request.trial_id, baseline, dict(request.values), known, time.time())
    file = checkout / FILE
    with ExitStack() as stack:
        with new_file(file) as part:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
            stack.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(descriptor, json.dumps(asdict(trial)).encode())
        stack.callback(file.unlink, missing_ok=True)
        yield


def read(checkout: Path) -> tuple[UnderWay, int] | None:
    """The trial that runs in a checkout, and when it began by the clock that stamps files, in nanoseconds.

    Returns:
        None where none runs, or what is told of it makes no sense.
    """
    try:
        descriptor = os.open(checkout / FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not _is_held(descriptor):
            return None
        trial = _trial(file.read(LARGEST))
        return None if trial is None else (trial, os.fstat(descriptor).st_mtime_ns)


def _is_held(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # A file system without locks, where no trial could run.
        return False
    return False


def _trial(text: bytes) -> UnderWay | None:
    with suppress(ValueError, TypeError, RecursionError):
        trial = UnderWay(**json.loads(text))
        if _makes_sense(trial):
            return trial
    return None


def _makes_sense(trial: UnderWay) -> bool:
    if not isinstance(trial.values, dict) or not isinstance(trial.trailers, dict) or number(trial.begun) is None:
        return False
    texts = (trial.name, trial.trial_id, trial.baseline, *trial.trailers.values())
    return all(isinstance(text, str) for text in texts) and all(map(is_value, trial.values.values()))
