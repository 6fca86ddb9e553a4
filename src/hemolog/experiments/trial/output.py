"""Where stages print to: a log file, also for what prints below Python, as TensorFlow does."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def into(log: Path) -> Iterator[None]:
    """Send this process's standard output and error to the end of `log` while the block runs."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        kept = {}
        _flush()
        try:
            for descriptor in (1, 2):
                kept[descriptor] = os.dup(descriptor)
                os.dup2(file.fileno(), descriptor)
            yield
        finally:
            _flush()
            for descriptor, original in kept.items():
                os.dup2(original, descriptor)
                os.close(original)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
