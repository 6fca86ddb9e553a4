"""The table on a terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from hemolog.reports.search.plan import SearchPlan
from hemolog.reports.search.progress import Progress, State, TrialRow, ranked
from hemolog.reports.search.table import SearchTable, pack
from support.search_events import plan, row

VALUES = {"train.learning_rate": 1e-05, "train.model": "mobilenet"}
ROWS = (
    row(0, 0.5, values={**VALUES, "train.width": 16}),
    row(1, 0.8125, State.CACHED, values=VALUES, epochs=0, seconds=0.2),
    row(2, state=State.FAILED, values=VALUES, epochs=2, seconds=3725.0, cause="ValueError: [bold]loss[/bold]\x1b[2J"),
    row(3, state=State.RUNNING, values=VALUES, epochs=1, now=0.25),
)
LONG = tuple(f"train.augmentation.parameter_{number}" for number in range(8))


def text(plan: SearchPlan, rows: tuple[TrialRow, ...], width: int, height: int = 30) -> str:
    best = next(iter(ranked(rows, plan.direction)), None)
    progress = Progress(rows, plan.trials, best, elapsed=130.0, left=45.0)
    console = Console(file=io.StringIO(), width=width, height=height)
    with console.capture() as capture:
        console.print(SearchTable(plan, progress))
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def test_a_hundred_columns_hold_all() -> None:
    assert (
        text(plan(), ROWS, 100)
        == """\
blood  3 of 20 trials  1 running  1 failed  best 0.8125 (0001)  2:10 elapsed  about 0:45 left
trial  learning_rate  model      width  epochs  val.macro_f1     time
───────────────────────────────────────────────────────────────────────────────────
0000           1e-05  mobilenet     16       6        0.5000     0:30
0001           1e-05  mobilenet      -       -        0.8125     0:00  cached, best
0002           1e-05  mobilenet      -       2             -  1:02:05  failed
0003           1e-05  mobilenet      -       1        0.2500     0:30  running
0002 failed: ValueError: [bold]loss[/bold]\\x1b[2J"""
    )


def test_sixty_columns_hold_what_matters_and_name_the_rest() -> None:
    assert (
        text(plan(), ROWS, 60)
        == """\
blood  3 of 20 trials  1 running  1 failed
best 0.8125 (0001)  2:10 elapsed  about 0:45 left
trial  learning_rate  model      val.macro_f1
───────────────────────────────────────────────────────────
0000           1e-05  mobilenet        0.5000
0001           1e-05  mobilenet        0.8125  cached, best
0002           1e-05  mobilenet             -  failed
0003           1e-05  mobilenet        0.2500  running
no room for: width, epochs, time
0002 failed: ValueError: [bold]loss[/bold]\\x1b[2J"""
    )


def test_the_best_and_the_newest_of_a_thousand_are_parted_and_the_rest_is_counted() -> None:
    rows = tuple(row(i, 1 - abs(i - 500) / 1000) for i in range(1000))
    lines = text(plan(trials=1000), rows, 80, height=18).splitlines()
    shown = [line[:4] for line in lines[3:-1]]
    assert shown == ["0500", "0499", "0501", "", "0995", "0996", "0997", "0998", "0999"]
    assert lines[-1] == "and 992 more trials, neither best nor newest"


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
@pytest.mark.parametrize("height", [14, 24, 50])
def test_it_never_outgrows_the_terminal(width: int, height: int) -> None:
    values = dict.fromkeys(LONG, 0.123456)
    rows = tuple(
        row(i, 0.5, State.FAILED if i % 7 == 0 else State.FINISHED, values=values, cause="細胞 " * 90)
        for i in range(1000)
    )
    lines = text(plan(trials=1000, varying=LONG), rows, width, height).splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert len(lines) < height


def test_no_metric_but_the_objective_and_no_parameter_that_is_fixed_is_shown() -> None:
    drawn = text(plan(varying=("train.model",)), ROWS, 200)
    assert "mobilenet" in drawn
    assert "1e-05" not in drawn
    assert "test" not in drawn


def test_names_and_values_are_no_markup_and_drive_no_terminal() -> None:
    hostile = "[red]\x1b[31m\u202e"
    rows = (row(0, 0.5, values={"train.[b]x": hostile}),)
    drawn = text(plan(name=hostile, varying=("train.[b]x",)), rows, 100)
    assert "\x1b" not in drawn
    assert drawn.startswith(r"[red]\x1b[31m\u202e  1 of 20 trials")
    assert r"0000   [red]\x1b[31m\u202e" in drawn
    assert "[b]x" in drawn


def test_a_long_value_is_cut() -> None:
    assert f"{'x' * 23}…  " in text(plan(), (row(0, 0.5, values={"train.model": "x" * 200}),), 100)


def test_a_search_without_trials_and_without_a_total_is_one_line() -> None:
    assert text(plan(trials=None), (), 100) == "blood  0 trials  2:10 elapsed  about 0:45 left"


@pytest.mark.parametrize(
    ("width", "lines"),
    [(9, ["a  bb  cc"]), (8, ["a  bb", "cc"]), (2, ["a", "bb", "cc"]), (1, ["a", "…", "…"])],
)
def test_parts_of_a_heading_are_kept_whole(width: int, lines: list[str]) -> None:
    assert pack(["a", "bb", "cc"], width) == lines
