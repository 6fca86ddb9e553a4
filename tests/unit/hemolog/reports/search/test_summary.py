"""What a search has come to."""

from dataclasses import replace

import pytest

from hemolog.reports.search import farewell
from hemolog.reports.search.progress import Progress, State, TrialRow, ranked
from hemolog.reports.search.summary import Cause, Hint, How, Summary, common_causes, summarize
from support.search_events import plan, row

SHOW = (
    "dvc exp show --sort-by val.macro_f1 --sort-order desc --drop '.*' "
    "--keep 'Experiment|(.*:)?(val.macro_f1|train.(learning_rate|model|width))$'"
)
APPLY = "bring the best into the checkout"


def progress(*rows: TrialRow) -> Progress:
    return Progress(rows, 20, next(iter(ranked(rows, "max")), None), elapsed=130.0, left=None)


def failed(number: int, cause: str) -> TrialRow:
    return row(number, state=State.FAILED, cause=cause)


ROWS = (
    *(row(i, i / 10) for i in range(6)),
    row(6, 0.55, State.CACHED),
    failed(7, "ValueError: no number at step 31"),
    failed(8, "MemoryError: no"),
    failed(9, "ValueError: no number at step 7"),
    row(10, state=State.RUNNING),
)


def test_an_interrupted_search_tells_all_and_how_to_go_on() -> None:
    assert summarize(plan(), progress(*ROWS), How.INTERRUPTED) == Summary(
        plan=plan(),
        how=How.INTERRUPTED,
        reason="",
        best=(ROWS[6], ROWS[5], ROWS[4], ROWS[3], ROWS[2]),
        experiments=tuple(f"blood-{i:04}" for i in range(7)),
        cached=1,
        failed=3,
        causes=(Cause("ValueError: no number at step 31", 2), Cause("MemoryError: no", 1)),
        elapsed=130.0,
        hints=(
            Hint(SHOW, "see all of them"),
            Hint("dvc exp apply blood-0006", APPLY),
            Hint("hemolog search blood --trials 20", "go on"),
        ),
    )


@pytest.mark.parametrize(
    ("how", "trials", "rows", "commands"),
    [
        (How.COMPLETE, 20, ROWS, [SHOW, "dvc exp apply blood-0006", "hemolog search blood --trials 40"]),
        (How.COMPLETE, None, ROWS, [SHOW, "dvc exp apply blood-0006"]),
        (How.STOPPED, 20, (failed(0, "x"),), ["hemolog search blood --trials 20"]),
        (How.INTERRUPTED, None, (), ["hemolog search blood"]),
        (How.INTERRUPTED, 20, (), ["hemolog search blood --trials 20"]),
    ],
)
def test_what_to_type_next_depends_on_the_end(
    how: How, trials: int | None, rows: tuple[TrialRow, ...], commands: list[str]
) -> None:
    hints = summarize(plan(trials=trials), progress(*rows), how).hints
    assert [hint.command for hint in hints] == commands


def test_commands_are_quoted_for_a_shell() -> None:
    odd = plan(name="a b", direction="min", varying=("train.c++",))
    hints = summarize(odd, progress(replace(row(0, 0.5), name="a b-0000")), How.INTERRUPTED).hints
    assert [hint.command for hint in hints] == [
        "dvc exp show --sort-by val.macro_f1 --sort-order asc --drop '.*' "
        r"--keep 'Experiment|(.*:)?(val.macro_f1|train.c\+\+)$'",
        "dvc exp apply 'a b-0000'",
        "hemolog search 'a b' --trials 20",
    ]


def test_trials_of_another_commit_than_the_one_checked_out_are_shown_by_its_name() -> None:
    hints = summarize(plan(revision="7af3514"), progress(row(0, 0.5)), How.COMPLETE).hints
    assert hints[0].command.startswith("dvc exp show --rev 7af3514 --sort-by val.macro_f1 ")


def test_going_on_takes_as_many_processes() -> None:
    for how, trials in ((How.INTERRUPTED, 20), (How.COMPLETE, 40)):
        hints = summarize(plan(jobs=2), progress(row(0, 0.5)), how).hints
        assert hints[-1].command == f"hemolog search blood --jobs 2 --trials {trials}"


@pytest.mark.parametrize(
    ("varying", "pattern"),
    [
        ((), "val.macro_f1"),
        (("seed",), "val.macro_f1|seed"),
        (("seed", "train.width"), "val.macro_f1|seed|train.width"),
        (("train.width", "train.width.low"), "val.macro_f1|train.(width|width.low)"),
        (("a.b.c", "a.b.d.e"), "val.macro_f1|a.b.(c|d.e)"),
    ],
)
def test_what_all_names_begin_with_is_told_once(varying: tuple[str, ...], pattern: str) -> None:
    hints = summarize(plan(varying=varying), progress(row(0, 0.5)), How.COMPLETE).hints
    assert hints[0].command.endswith(f"--keep 'Experiment|(.*:)?({pattern})$'")


def test_causes_that_differ_in_numbers_alone_are_one() -> None:
    assert common_causes([]) == ()
    assert common_causes(["a", "b 1.5 of 2", "b 10 of 3.25", "c", "b of"]) == (
        Cause("b 1.5 of 2", 2),
        Cause("a", 1),
        Cause("c", 1),
        Cause("b of", 1),
    )


@pytest.mark.parametrize(
    ("how", "reason", "rows", "line"),
    [
        (How.COMPLETE, "", ROWS, "search blood complete; 7 trials recorded (1 cached), 3 failed, 2:10"),
        (How.INTERRUPTED, "", ROWS[:1], "search blood interrupted; 1 trial recorded, 2:10"),
        (How.STOPPED, "[b]disk\nfull", (), "search blood stopped: [b]disk full; 0 trials recorded, 2:10"),
    ],
)
def test_one_line_tells_how_it_ended(how: How, reason: str, rows: tuple[TrialRow, ...], line: str) -> None:
    assert farewell.opening(summarize(plan(), progress(*rows), how, reason)) == line


def test_the_best_are_numbered_lines_in_a_log() -> None:
    summary = summarize(plan(), progress(row(0, 0.5), row(12, 0.75)), How.COMPLETE)
    assert farewell.best(summary) == [
        "1. blood-0012  val.macro_f1 0.7500  learning_rate=0.012 model=cnn",
        "2. blood-0000  val.macro_f1 0.5000  learning_rate=0.0 model=cnn",
    ]


def test_rare_causes_are_counted_together() -> None:
    rows = [failed(i, cause) for i, cause in enumerate(["a", "a", "b", "b", "c\x1b", "c\x1b", "d", "e"])]
    assert farewell.failures(summarize(plan(), progress(*rows), How.COMPLETE)) == [
        "2 trials failed: a",
        "2 trials failed: b",
        r"2 trials failed: c\x1b",
        "2 trials failed for other reasons",
    ]


def test_commands_stand_below_their_reasons() -> None:
    summary = summarize(plan(), progress(), How.INTERRUPTED)
    assert farewell.hints(summary) == ["Try next:", "  # go on", "  hemolog search blood --trials 20"]
