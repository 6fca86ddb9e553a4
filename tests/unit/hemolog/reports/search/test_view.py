"""A search as it is seen from its beginning to its end."""

import io
import re
import threading

import pytest
from rich.console import Console

from hemolog.reports.search.progress import Progress, State
from hemolog.reports.search.summary import How, summarize
from hemolog.reports.search.view import SearchView
from support.search_events import Clock, failure, plan, request, result, row

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PLAN = plan(trials=3)


def terminal(width: int = 100) -> Console:
    return Console(file=io.StringIO(), width=width, height=30, force_terminal=True, no_color=True, highlight=False)


def log() -> Console:
    return Console(file=io.StringIO(), width=40)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def last_picture(console: Console) -> list[str]:
    """The lines that stand after the table was drawn for the last time."""
    picture = re.split(r"\x1b\[2K(?!\x1b\[1A)", written(console))[-1]
    return [line.rstrip() for line in CONTROL.sub("", picture).splitlines()]


def search(view: SearchView) -> None:
    first, second = request(0, learning_rate=0.001, model="cnn"), request(1, learning_rate=0.1, model="cnn")
    view.listener.trial_started(first)
    view.listener.epoch_ended("0000", 1, {"val/macro_f1": 0.5})
    view.note("warning: [b]notes.txt[/b]\x1b[2J is untracked")
    view.listener.trial_finished(result(first, 0.75))
    view.listener.trial_started(second)
    view.listener.trial_failed(failure(second))


def test_a_log_is_lines_from_beginning_to_end() -> None:
    console = log()
    with SearchView(PLAN, console, clock=Clock()) as view:
        search(view)
        view.finish(summarize(PLAN, view.progress(), How.INTERRUPTED))
    assert written(console).splitlines() == [
        "search blood: 3 trials, 1 job, highest val.macro_f1",
        "blood-0000  epoch 1  val.macro_f1 0.5000",
        r"warning: [b]notes.txt[/b]\x1b[2J is untracked",
        "[1/3] blood-0000  val.macro_f1 0.7500 (best so far)  learning_rate=0.001 model=cnn  6 epochs  0:30  "
        "about 1:00 left",
        "[2/3] blood-0001  failed: ValueError: the loss is not a number  learning_rate=0.1 model=cnn  2 epochs  "
        "0:05  about 0:30 left",
        "search blood interrupted; 1 trial recorded, 1 failed, 0:00",
        "1. blood-0000  val.macro_f1 0.7500  learning_rate=0.001 model=cnn",
        "1 trial failed: ValueError: the loss is not a number",
        "Try next:",
        "  # see all of them",
        "  dvc exp show --sort-by val.macro_f1 --sort-order desc --drop '.*' --keep "
        "'Experiment|(.*:)?(val.macro_f1|train.(learning_rate|model|width))$'",
        "  # bring the best into the checkout",
        "  dvc exp apply blood-0000",
        "  # go on",
        "  hemolog search blood --trials 3",
    ]


def test_a_terminal_keeps_the_last_table_where_a_search_breaks_off() -> None:
    console = terminal()
    with pytest.raises(OSError, match="disk"), SearchView(PLAN, console, clock=Clock()) as view:
        search(view)
        raise OSError("disk")
    assert last_picture(console) == [
        "blood  2 of 3 trials  1 failed  best 0.7500 (0000)  0:00 elapsed  about 0:30 left",
        "trial  learning_rate  model  width  epochs  val.macro_f1  time",
        "─" * 70,
        "0000           0.001  cnn        -       6        0.7500  0:30  best",
        "0001             0.1  cnn        -       2             -  0:05  failed",
        "0001 failed: ValueError: the loss is not a number",
    ]
    assert r"warning: [b]notes.txt[/b]\x1b[2J is untracked" in written(console)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_terminal_ends_with_the_summary_in_place_of_the_table(width: int) -> None:
    console = terminal(width)
    with SearchView(PLAN, console, clock=Clock()) as view:
        search(view)
        view.finish(summarize(PLAN, view.progress(), How.COMPLETE))
    lines = last_picture(console)
    assert lines[0] == "search blood complete; 1 trial recorded, 1 failed, 0:00"
    assert lines[2].startswith("experiment  learning_rate  model  ")
    assert lines[4].startswith("blood-0000          0.001  cnn    ")
    assert lines[-1] == "  hemolog search blood --trials 6"
    assert max(len(line) for line in lines[:6]) <= width


def test_the_cursor_is_given_back() -> None:
    console = terminal()
    with SearchView(PLAN, console):
        pass
    assert written(console).count("\x1b[?25l") == written(console).count("\x1b[?25h") == 1


def test_no_thread_is_left() -> None:
    before = set(threading.enumerate())
    with SearchView(PLAN, terminal()):
        drawing = set(threading.enumerate()) - before
    for thread in drawing:
        thread.join(timeout=60)
    assert len(drawing) == 1
    assert set(threading.enumerate()) <= before


def test_trials_of_earlier_runs_are_there_from_the_beginning() -> None:
    before = (row(0, 0.5), row(1, None, State.FAILED, cause="x"))
    view = SearchView(PLAN, log(), before=before, clock=Clock())
    assert view.progress() == Progress(before, total=3, best=before[0], elapsed=0.0, left=30.0)
