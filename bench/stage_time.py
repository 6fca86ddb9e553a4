"""A clock that runs while a stage's `main()` does, in this process."""

import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any


class StageTime:
    """Seconds in stages so far."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, main: Callable[[], object]) -> Callable[[], None]:
        def call() -> None:
            start = time.perf_counter()
            try:
                main()
            finally:
                self.seconds += time.perf_counter() - start

        return call


@contextmanager
def watched() -> Iterator[StageTime]:
    """Time the stages that Hemolog runs; importing them doesn't count as theirs."""
    from hemolog.experiments.trial import entry_point

    clock = StageTime()
    entry_point.importlib = _Importlib(clock)
    try:
        yield clock
    finally:
        entry_point.importlib = importlib


class _Importlib:
    """Python's, but for the `main()` of the modules that it imports."""

    def __init__(self, clock: StageTime) -> None:
        self._clock = clock

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib, name)

    def import_module(self, name: str) -> SimpleNamespace:
        return SimpleNamespace(main=self._clock.timed(importlib.import_module(name).main))
