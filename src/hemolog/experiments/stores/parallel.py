"""Several requests at once, in threads, that end together."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

IN_MEMORY = 12
"""Parts of files that are read and not yet sent, or asked for at once; of all files together."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def each(work: Callable[[_Item], _Result], items: Iterable[_Item], workers: int) -> list[_Result]:
    """Do the same with many items, several at once.

    Returns:
        The results, in the order of the items.

    Raises:
        Exception: of the first that failed; those that had not begun then never do.
    """
    wanted = list(items)
    if len(wanted) < 2 or workers < 2:
        return [work(item) for item in wanted]
    with ThreadPoolExecutor(min(workers, len(wanted))) as pool:
        return together([pool.submit(work, item) for item in wanted])


def together(futures: Iterable[Future[_Result]]) -> list[_Result]:
    """The results of what is under way, in that order; when one fails, those that have not begun never do."""
    pending = list(futures)
    try:
        wait(pending, return_when=FIRST_EXCEPTION)
        failed = next((each for each in pending if each.done() and not each.cancelled() and each.exception()), None)
        return [failed.result()] if failed is not None else [future.result() for future in pending]
    finally:
        end(pending)


def end(futures: Iterable[Future[_Result]]) -> None:
    """Let what has not begun never begin, and wait for the rest."""
    pending = list(futures)
    for future in pending:
        future.cancel()
    wait(pending)


def cut(items: list[_Item], size: int) -> Iterator[list[_Item]]:
    """In groups of at most so many."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


class PartPool:
    """Threads for parts of files, shared by all files that are on their way, with room for so many parts and no more.

    Who wants to send a part enters, reads it, and submits the work, which leaves when it is done.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(IN_MEMORY, thread_name_prefix="part")
        self._room = threading.Semaphore(IN_MEMORY)

    def enter(self) -> None:
        """Wait until there is room for one more part."""
        self._room.acquire()

    def leave(self) -> None:
        """Give the room back without having submitted anything."""
        self._room.release()

    def submit(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Do it in a thread; the room that was entered is given back when it is done, or never begins."""
        future = self._threads.submit(work)
        future.add_done_callback(lambda _: self._room.release())
        return future

    def queue(self, work: Callable[[], _Result]) -> Future[_Result]:
        """Do it in a thread, when one is free: it holds no bytes before it begins."""
        return self._threads.submit(work)
