"""Threads that do the same work until one of them fails: then the others end theirs, and its error is everybody's."""

import threading
from collections.abc import Callable, Sequence


class Crew:
    """Runs one function in several threads.

    Args:
        work: is called once in each thread, with its name; returns when there is nothing left to do.
        close: makes `work` return after the piece at hand; called from any thread.
        interrupt: makes it end at once; called when the calling thread is interrupted. That one thread's work was
            says nothing of the others': each ends where the user's wish to stop finds it.
    """

    def __init__(self, work: Callable[[str], None], close: Callable[[], None], interrupt: Callable[[], None]) -> None:
        self._work, self._close, self._interrupt = work, close, interrupt
        self._error: BaseException | None = None
        self._first = threading.Lock()

    def run(self, names: Sequence[str]) -> None:
        """Return when all threads have ended; a single one is the calling thread itself.

        Raises:
            BaseException: what the first thread to fail raised.
        """
        if len(names) == 1:
            self._work(names[0])
            return
        # Daemons: a second Ctrl-C ends the process, whatever they wait for.
        threads = [threading.Thread(target=self._guarded, args=(name,), name=name, daemon=True) for name in names]
        for thread in threads:
            thread.start()
        try:
            self._join(threads)
        except KeyboardInterrupt as error:
            self._stop(error)
            self._interrupt()
            self._join(threads)
        if self._error is not None:
            raise self._error

    def _join(self, threads: Sequence[threading.Thread]) -> None:
        for thread in threads:
            thread.join()

    def _guarded(self, name: str) -> None:
        try:
            self._work(name)
        except BaseException as error:  # noqa: BLE001 # it is raised again, in the calling thread
            self._stop(error)

    def _stop(self, error: BaseException) -> None:
        with self._first:
            self._error = self._error or error
        self._close()
