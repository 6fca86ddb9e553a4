"""Ctrl-C during a search: once ends it after the current epoch, twice at once."""

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

from hemolog.experiments.executor.runner import SearchInterrupted

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """A context in which signals are taken for the user's wish to stop; outside the main thread it does nothing.

    Args:
        told: called with one line for the user after the first signal.
    """

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told
        self._kept: dict[signal.Signals, Any] = {}
        self.wanted = False
        """Whether the user has asked to stop."""

    def check(self) -> None:
        """Raise if the user has asked to stop.

        Raises:
            SearchInterrupted: he has.
        """
        if self.wanted:
            raise SearchInterrupted

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self.wanted:
            raise SearchInterrupted
        self.wanted = True
        self._told("stopping after this epoch; once more stops at once")

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            # What is ignored stays so: `nohup` and a shell's `&` start it deaf to some.
            heard = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
            self._kept = {each: signal.signal(each, self._signalled) for each in heard}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each, handler in self._kept.items():
            signal.signal(each, handler)
        self._kept = {}
