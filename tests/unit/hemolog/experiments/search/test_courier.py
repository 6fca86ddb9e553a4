"""Tests of the courier: with a command in place of `hemolog push` that a test can watch and fail."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hemolog.experiments.search import courier as module
from hemolog.experiments.search.courier import Courier, Delivery

_PROGRAM = """\
#!{python}
import json, os, sys, time
folder = {folder!r}
with open(folder + "/calls", "a") as calls:
    calls.write(json.dumps([os.getpid(), sys.argv[1:]]) + "\\n")
while os.path.exists(folder + "/wait"):
    time.sleep(0.01)
if os.path.exists(folder + "/gone"):
    print(open(folder + "/gone").read())
if os.path.exists(folder + "/fail"):
    print("error: " + open(folder + "/fail").read(), file=sys.stderr)
    sys.exit(2)
"""


class Command:
    """What runs in place of Python, and so of `hemolog push`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "python"
        self.program.write_text(_PROGRAM.format(python=sys.executable, folder=str(folder)))
        self.program.chmod(0o755)

    def calls(self) -> list[tuple[int, list[str]]]:
        """The process of each, and what it was to send."""
        try:
            rows = [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]
        except FileNotFoundError:
            return []
        assert all(words[:4] == ["-m", "hemolog", "push", "--json"] for _, words in rows)
        return [(process, words[4:]) for process, words in rows]

    def set(self, name: str, text: str = "") -> None:
        (self.folder / name).write_text(text)

    def unset(self, name: str) -> None:
        (self.folder / name).unlink()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    made = Command(tmp_path)
    monkeypatch.setattr(module.sys, "executable", str(made.program))
    return made


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_went_is_not_sent_again_though_something_else_stayed(command: Command, tmp_path: Path) -> None:
    command.set("fail", "1 experiment stays here")
    command.set("gone", json.dumps({"new": [{"ref": "a"}], "there": [{"ref": "b"}, {"ref": "other"}]}))
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a", "b", "c"])
        until(lambda: courier.delivery().reason)
        assert courier.delivery() == Delivery(2, ("c",), "1 experiment stays here")
        assert courier.finish() == Delivery(2, ("c",), "1 experiment stays here")
    assert [sent for _, sent in command.calls()] == [["a", "b", "c"], ["c"]]


def test_what_was_taken_while_one_is_away_goes_together_next(command: Command, tmp_path: Path) -> None:
    command.set("wait")
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a"])
        until(command.calls)
        courier.take(["b", "a"])
        courier.take(["c"])
        command.unset("wait")
        assert courier.finish() == Delivery(3, (), "")
    assert [sent for _, sent in command.calls()] == [["a"], ["b", "c"]]


def test_nothing_taken_starts_nothing(command: Command, tmp_path: Path) -> None:
    with Courier(tmp_path, tmp_path / "log") as courier:
        assert courier.finish() == Delivery(0, (), "")
    assert command.calls() == []


def test_after_a_failure_it_is_tried_again_with_the_next_and_after_a_while(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.set("fail", "no network")
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a"])
        until(lambda: courier.delivery() == Delivery(0, ("a",), "no network"))
        courier.take(["b"])
        until(lambda: len(command.calls()) == 2)
        monkeypatch.setattr(module, "_AGAIN", 0.1)
        courier.take(["c"])
        until(lambda: len(command.calls()) >= 5)
        command.unset("fail")
        assert courier.finish() == Delivery(3, (), "")
    assert [sent for _, sent in command.calls()][:3] == [["a"], ["a", "b"], ["a", "b", "c"]]


def test_at_the_end_it_is_tried_once_more_and_then_told(command: Command, tmp_path: Path) -> None:
    command.set("fail", "no network\n\n")
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a"])
        until(lambda: courier.delivery().reason)
        assert courier.finish() == Delivery(0, ("a",), "no network")
    assert len(command.calls()) == 2


@pytest.mark.parametrize("ending", [False, True])
def test_more_than_fit_one_command_go_by_several(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: bool
) -> None:
    monkeypatch.setattr(module, "_MOST", 2)
    names = list("abcdefg")
    with Courier(tmp_path, tmp_path / "log") as courier:
        if ending:
            command.set("wait")
            courier.take(["0"])
            until(command.calls)
        courier.take(names)
        if ending:
            courier._ending = True  # As it is when the search ends while one is away.
            command.unset("wait")
        delivery = courier.finish()
    assert delivery == Delivery(7 + ending, (), "")
    assert [sent for _, sent in command.calls()][ending:] == [["a", "b"], ["c", "d"], ["e", "f"], ["g"]]


def test_one_that_is_killed_from_outside_is_started_again(command: Command, tmp_path: Path) -> None:
    command.set("wait")
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a"])
        until(command.calls)
        os.kill(command.calls()[0][0], signal.SIGKILL)
        until(lambda: courier.delivery() == Delivery(0, ("a",), "hemolog push ended with -9"))
        command.unset("wait")
        assert courier.finish() == Delivery(1, (), "")
    assert len(command.calls()) == 2


def test_one_that_can_not_start_or_write_its_log_is_told(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Courier(tmp_path, tmp_path / "nowhere" / "log") as courier:
        courier.take(["a"])
        delivery = courier.finish()
    assert (delivery.sent, delivery.unsent) == (0, ("a",))
    assert "No such file or directory" in delivery.reason
    monkeypatch.setattr(module.sys, "executable", str(tmp_path / "nothing"))
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a"])
        delivery = courier.finish()
    assert (delivery.sent, delivery.unsent) == (0, ("a",))
    assert "nothing" in delivery.reason


def test_when_the_block_is_left_nothing_runs_any_more(command: Command, tmp_path: Path) -> None:
    command.set("wait")
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a", "b"])
        until(command.calls)
        courier.take(["c"])
    ((process, _),) = command.calls()
    until(lambda: not Path(f"/proc/{process}").exists())
    assert courier.delivery() == Delivery(0, ("a", "b", "c"), courier.delivery().reason)
    courier._thread.join(10)
    assert not courier._thread.is_alive()


def test_the_log_has_what_all_of_them_said(command: Command, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("before\n")
    command.set("fail", "first")
    with Courier(tmp_path, tmp_path / "log") as courier:
        courier.take(["a"])
        until(lambda: courier.delivery().reason == "first")
        command.set("fail", "second")
        assert courier.finish().reason == "second"
    assert (tmp_path / "log").read_text() == "before\nerror: first\nerror: second\n"
