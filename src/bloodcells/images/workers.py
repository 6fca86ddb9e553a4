"""Python processes that work for this one: Pillow holds Python's lock half the time, so threads leave cores idle.

Not those of `multiprocessing`: forked ones inherit locked files and other libraries' threads, spawned ones import the
main module anew, and both outlive a parent that is killed. These have nothing but two pipes, and end with them.
"""

import json
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from bloodcells.errors import BloodcellsError, DatasetError

Item = TypeVar("Item")
Result = TypeVar("Result")

_SOURCE = Path(__file__).parents[2]
# Who interrupts the parent ends this too, so it ignores that from its first statement on.
_PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "import json, sys; sys.path = json.loads(sys.argv[1]); "
    "from bloodcells.images.workers import serve; serve()"
)


def map_in_order(function: Callable[[Item], Result], items: Iterable[Item], size: int) -> Iterator[Result]:
    """Like `map`, by `size` processes. Takes items as they are needed, two for each process ahead of what it yields.

    Args:
        function: one of a module, or a `partial` of it; it, its items and its results can be pickled.
        items: what it takes.
        size: how many processes; they need a tenth of a second to start.

    Raises:
        DatasetError: a process died.
        BloodcellsError: `function` raised it; as with OSError, it is raised here.
    """
    idle: SimpleQueue[_Worker] = SimpleQueue()

    def work(item: Item) -> Result:
        worker = idle.get()
        try:
            return worker.call(function, item)
        finally:
            idle.put(worker)

    with ExitStack() as stack:
        for _ in range(size):
            worker = _Worker()
            stack.callback(worker.close)
            idle.put(worker)
        threads = stack.enter_context(ThreadPoolExecutor(size))
        under_way: deque[Future[Result]] = deque()
        for item in items:
            under_way.append(threads.submit(work, item))
            if len(under_way) == 2 * size:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


class _Worker:
    """One process, for one thread at a time."""

    def __init__(self) -> None:
        # Without `site`, it starts in half the time. It runs the code of this checkout and finds the libraries of this
        # process.
        path = json.dumps([str(_SOURCE), *sys.path])
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=-1,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )

    def call(self, function: Callable[[Item], Result], item: Item) -> Result:
        """Have `function(item)` done there."""
        assert self._process.stdin and self._process.stdout
        try:
            pickle.dump((function, item), self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            answer: Result | BloodcellsError | OSError = pickle.load(self._process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            code = self._process.wait()
            raise DatasetError(
                f"a process that decodes images died ({f'signal {-code}' if code < 0 else f'exit code {code}'}): "
                "the memory is used up, or one of the files crashes its decoder"
            ) from error
        if isinstance(answer, BloodcellsError | OSError):
            raise answer
        return answer

    def close(self) -> None:
        """Let it end, and wait for that."""
        self._process.communicate()


def serve() -> None:
    """Do what comes in on stdin until it ends: the other side of `_Worker`."""
    results = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Nothing that a library prints may get among the results.
    while True:
        try:
            function, item = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = function(item)
        except (BloodcellsError, OSError) as error:
            answer = error
        try:
            pickle.dump(answer, results, pickle.HIGHEST_PROTOCOL)
            results.flush()
        except BrokenPipeError:  # The parent was killed.
            os._exit(1)
