import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from subprocess import PIPE

import pytest

import bloodcells
from bloodcells.errors import ArchiveError, DatasetError
from bloodcells.images import workers
from bloodcells.images.archives import Member
from support.processes import environment, python, started

PID = "__import__('os').getpid()"


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended is still there until its parent asks for it, which not every parent of orphans does.
    if sys.platform != "linux":
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 20])
def test_results_come_in_the_order_of_the_items(size: int, count: int) -> None:
    assert list(workers.map_in_order(math.sqrt, range(count), size)) == [math.sqrt(item) for item in range(count)]


def test_items_are_taken_as_they_are_needed() -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(30):
            taken.append(item)
            yield item

    for yielded, _ in enumerate(workers.map_in_order(math.sqrt, items(), 2), start=1):
        assert len(taken) <= yielded + 4


def test_the_processes_are_others_and_end_with_the_work() -> None:
    pids = set(workers.map_in_order(eval, [PID] * 20, 2))
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids
    assert not any(is_alive(pid) for pid in pids)


def test_the_processes_end_with_work_that_is_abandoned() -> None:
    results = workers.map_in_order(eval, [PID] * 20, 2)
    pid = next(results)
    assert is_alive(pid)
    results.close()
    assert not is_alive(pid)


def test_the_processes_run_the_code_of_this_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(bloodcells.__file__).parents[1]
    monkeypatch.setattr(sys, "path", [place for place in sys.path if Path(place).resolve() != source])
    [file] = workers.map_in_order(eval, ["__import__('bloodcells').__file__"], 1)
    assert file == bloodcells.__file__


def test_what_a_library_prints_does_not_get_among_the_results(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(workers.map_in_order(print, ["noise"] * 3, 1)) == [None] * 3
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.count("noise") == 3


@pytest.mark.parametrize(
    ("function", "item", "error", "message"),
    [
        (Member.parse, "ROUND/notes.txt", ArchiveError, "expected an image"),
        (Path.read_bytes, Path("absent"), FileNotFoundError, "No such file or directory: 'absent'"),
        (os._exit, 3, DatasetError, r"process that decodes images died \(exit code 3\)"),
        (signal.raise_signal, signal.SIGKILL, DatasetError, r"died \(signal 9\): the memory is used up"),
        (partial(int, base=10), "no number", DatasetError, r"died \(exit code 1\)"),
    ],
)
def test_errors_of_a_process_are_raised_here(
    workspace: Path, function: Callable[[object], object], item: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        list(workers.map_in_order(function, [item] * 5, 2))


def test_the_processes_end_when_this_one_is_killed() -> None:
    program = f"""
from bloodcells.images import workers
for pid in workers.map_in_order(eval, [{PID!r}] * 3 + ["__import__('time').sleep(1)"] * 20, 1):
    print(pid, flush=True)
"""
    with started(python(program), env=environment(), stdout=PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
        parent.wait()
        patience = time.monotonic() + 120
        while is_alive(pid) and time.monotonic() < patience:
            time.sleep(0.05)
        assert not is_alive(pid)
