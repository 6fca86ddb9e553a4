"""How many bytes of an attempt have gone over, so that they can be taken back when it is begun anew."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hemolog.experiments.stores.store import Advance


class Progress:
    """Of one attempt; itself an `Advance`, so that attempts at parts can stand in an attempt at the whole."""

    def __init__(self, advance: Advance | None) -> None:
        self._advance = advance
        self._lock = threading.Lock()
        self._gone = 0

    def __call__(self, size: int) -> None:
        """Tell of more bytes, from any thread."""
        with self._lock:
            self._gone += size
        if self._advance is not None:
            self._advance(size)

    def back(self) -> None:
        """Take back all that was told."""
        if self._gone:
            self(-self._gone)


@contextmanager
def attempt(advance: Advance | None) -> Iterator[Progress]:
    """Count what goes over while the block runs; it is taken back if the block ends by an error."""
    progress = Progress(advance)
    try:
        yield progress
    except BaseException:
        progress.back()
        raise
