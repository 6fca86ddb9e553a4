"""A search in a process of its own whose epochs wait until a test lets them go on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.processes import environment, python, started
from support.repositories import Repository
from support.small_search import HOOK

HOOKED = """
import pathlib, time
gate = pathlib.Path({gate!r})
number = len(list(gate.glob("reached-*"))) + 1
(gate / f"reached-{{number:03}}").touch()
until = time.monotonic() + 120
while not any(int(each.name) >= number for each in gate.glob("[0-9]*")) and time.monotonic() < until:
    time.sleep(0.01)
{more}
"""
SEARCH = (
    "from pathlib import Path; from support.small_search import search; "
    "search(Path('.'), trials={trials}, overrides=('train.epochs={epochs}',))"
)
_TESTS = Path(__file__).resolve().parents[1]


class GatedSearch:
    """One that runs."""

    def __init__(self, gate: Path, process: Any) -> None:
        self._gate, self._process = gate, process

    def let(self, epochs: int) -> None:
        """Let epochs begin up to this number, counted over all trials."""
        (self._gate / str(epochs)).touch()

    def ended(self) -> int:
        """Wait for the end of the search: its exit code."""
        return int(self._process.wait(120))


@contextmanager
def gated_search(
    repository: Repository, folder: Path, *, trials: int = 1, epochs: int = 3, more: str = ""
) -> Iterator[GatedSearch]:
    """Begin a search; no epoch of it ends before a test says so.

    Args:
        repository: a small one that can be searched.
        folder: for what is told between the test and the search.
        trials: of the search.
        epochs: of each trial.
        more: Python that each epoch runs then, as a hook of `small_search`.
    """
    gate, hook = folder / "gate", folder / "gated_hook.py"
    gate.mkdir()
    hook.write_text(HOOKED.format(gate=str(gate), more=more))
    variables = environment(**{HOOK: str(hook)})
    path = os.pathsep.join([variables["PYTHONPATH"], str(_TESTS)])
    with started(
        python(SEARCH.format(trials=trials, epochs=epochs)),
        cwd=repository.path,
        env={**variables, "PYTHONPATH": path},
    ) as process:
        yield GatedSearch(gate, process)
