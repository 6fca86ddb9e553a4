"""Ctrl-C ends a stage with one line also before it has begun, and concerns nobody else."""

import signal
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from bloodcells import interrupt
from support.processes import SRC, ended, environment, python, started

# Every stage reads parameters, so each imports it.
SLOW = """
import sys, time
print("importing", file=sys.stderr, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(
    "module", ["params", *(f"stages.{name}" for name in ("fetch", "prepare", "train", "evaluate"))]
)
def test_a_program_that_still_imports_ends_with_one_line(module: str, workspace: Path) -> None:
    (workspace / "pydantic.py").write_text(SLOW)
    command = [sys.executable, "-m", f"bloodcells.{module}"]
    with started(command, env=environment(PYTHONPATH=f"{workspace}:{SRC}"), stderr=PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "interrupted\n"
        assert process.wait() == 130


def test_a_program_of_others_keeps_its_own_ways() -> None:
    code = "import signal, bloodcells; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert ended(python(code), env=environment()).stdout == "True\n"


@pytest.mark.parametrize("way", [signal.SIG_IGN, signal.SIG_DFL])
def test_other_ways_to_meet_an_interrupt_stay(way: signal.Handlers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["-m"])
    before = signal.signal(signal.SIGINT, way)
    try:
        interrupt.take_over()
        assert signal.getsignal(signal.SIGINT) is way
        interrupt.give_back()
        assert signal.getsignal(signal.SIGINT) is way
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_was_taken_over_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["-m"])
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        interrupt.take_over()
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        interrupt.give_back()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
