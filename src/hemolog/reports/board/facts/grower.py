"""A process that grows forests: it imports scikit-learn, which takes a second, while this one reads the history."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from hemolog.reports.board.facts.forest import Block, Forest, grow


class Grower:
    """Grows forests elsewhere, one after the other: a context. Where that process is gone, it grows them here."""

    def __enter__(self) -> Self:
        # Not forked: a fork would take along locks that threads of libraries hold.
        context = get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        with suppress(OSError):  # No memory, or too many processes: then there is none.
            self._process.start()
        theirs.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ours.close()  # It ends by that, and at once if it is still importing.
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()

    def grow(self, blocks: Sequence[Block], target: Sequence[float]) -> Forest:
        """As `forest.grow`."""
        try:
            self._ours.send((blocks, target))
            grown: Forest = self._ours.recv()
        except (EOFError, OSError):
            return grow(blocks, target)
        return grown


def _work(connection: Connection) -> None:
    """Answer requests until nobody asks; what goes wrong here goes wrong again where somebody can be told."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 # as long as the process
    import sklearn.ensemble  # noqa: F401 # the first forest should not wait for it

    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            connection.send(grow(*connection.recv()))
