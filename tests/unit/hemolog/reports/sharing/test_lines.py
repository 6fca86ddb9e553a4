"""Tests of what a push or a pull is told to have done."""

import pytest

from hemolog.errors import RemoteError, SharingError
from hemolog.experiments.sharing.selection import Experiment
from hemolog.experiments.sharing.transfer.pull import Pulled
from hemolog.experiments.sharing.transfer.push import Left, Pushed
from hemolog.reports.sharing.lines import IS_NOT_WHOLE, STAYS, expect_whole, of_pull, of_push


def experiments(*names: str) -> tuple[Experiment, ...]:
    return tuple(Experiment(f"refs/exps/{'a1'}/{'a1' * 19}/{name}", "1" * 40) for name in names)


def left(reason: str, *names: str) -> tuple[Left, ...]:
    return tuple(Left(each, reason) for each in experiments(*names))


ONE, TWO = experiments("a"), experiments("a", "b")
LOST = left("model is lost", "c")


@pytest.mark.parametrize(
    ("pushed", "lines"),
    [
        (Pushed((), (), (), 0, 0), ["nothing sent, 0:03"]),
        (Pushed((), ONE, (), 0, 0), ["nothing to send: origin and the DVC remote have the experiment, 0:03"]),
        (Pushed((), TWO, (), 0, 0), ["nothing to send: origin and the DVC remote have all 2 experiments, 0:03"]),
        (Pushed(ONE, (), (), 0, 0), ["sent 1 experiment to origin, 0 objects of 0 B, 0:03"]),
        (Pushed(TWO, (), (), 1, 1_234), ["sent 2 experiments to origin, 1 object of 1.2 kB, 0:03"]),
        (
            Pushed(ONE, experiments(*map(str, range(1_234))), (), 2_000, 5),
            ["sent 1 experiment to origin (1,234 were there), 2,000 objects of 5 B, 0:03"],
        ),
        (Pushed((), ONE, (), 2, 5), ["sent 2 objects of 5 B; origin had the experiment, 0:03"]),
        (Pushed((), (), LOST, 0, 0), ["nothing sent, 0:03", "c stays here: model is lost"]),
        (
            Pushed(ONE, (), LOST, 1, 5),
            ["sent 1 experiment to origin, 1 object of 5 B, 0:03", "c stays here: model is lost"],
        ),
    ],
)
def test_a_push_is_told_in_a_line_and_one_for_each_reason(pushed: Pushed, lines: list[str]) -> None:
    assert of_push(pushed, "origin", 3.2) == lines


def test_where_some_stay_it_is_not_said_that_all_are_there() -> None:
    assert of_push(Pushed((), TWO, LOST, 0, 0), "origin", 3.2)[0] == "nothing sent, 0:03"
    assert of_pull(Pulled((), TWO, LOST, 0, 0), "origin", 3.2)[0] == "nothing brought, 0:03"


@pytest.mark.parametrize(
    ("pulled", "metrics_only", "lines"),
    [
        (Pulled((), ONE, (), 0, 0), False, ["nothing to bring: the experiment is here already, 0:03"]),
        (Pulled((), TWO, (), 0, 0), True, ["nothing to bring: all 2 experiments are here already, 0:03"]),
        (Pulled(ONE, (), (), 0, 0), False, ["brought 1 experiment from origin, 0 objects of 0 B, 0:03"]),
        (
            Pulled(TWO, ONE, (), 3, 9),
            False,
            ["brought 2 experiments from origin (1 was here), 3 objects of 9 B, 0:03"],
        ),
        (
            Pulled(TWO, (), (), 0, 0),
            True,
            ["brought 2 experiments from origin, parameters, metrics and curves alone, 0:03"],
        ),
        (
            Pulled(TWO, (), LOST, 3, 9),
            False,
            ["brought 2 experiments from origin, 3 objects of 9 B, 0:03", "c is not whole: model is lost"],
        ),
    ],
)
def test_a_pull_is_told_in_the_same_way(pulled: Pulled, metrics_only: bool, lines: list[str]) -> None:
    assert of_pull(pulled, "origin", 3.2, metrics_only=metrics_only) == lines


def test_of_many_with_one_reason_some_are_named() -> None:
    some = left("lost", *"abcde")
    assert of_push(Pushed((), (), some, 0, 0), "origin", 0)[1:] == ["a, b, c, d, e stay here: lost"]
    many = (*left("z", "0"), *left("lost", *map(str, range(2_005))), *left("a", "x", "y"))
    assert of_pull(Pulled((), (), many, 0, 0), "origin", 0)[1:] == [
        "x, y are not whole: a",
        "0, 1, 2, 3, 4 and 2,000 more are not whole: lost",
        "0 is not whole: z",
    ]


def test_what_would_drive_a_terminal_is_written_as_an_escape_and_cut() -> None:
    hostile = left("no\x1b[2J\u202e " + "x" * 2_000, "a\x1b]0;b\u2028c\udce9")
    _, line = of_push(Pushed((), (), hostile, 0, 0), "origin", 0)
    assert line.startswith("a\\x1b]0;b c\\udce9 stays here: no\\x1b[2J\\u202e xxx")
    assert len(line) < 1_100
    with pytest.raises(SharingError) as error:
        expect_whole(hostile, None, STAYS)
    assert str(error.value).startswith("1 experiment stays here: no\\x1b[2J\\u202e x")


@pytest.mark.parametrize(
    ("what", "number", "failed", "said"),
    [
        (STAYS, 1, None, "1 experiment stays here: lost"),
        (STAYS, 2, None, "2 experiments stay here: lost"),
        (IS_NOT_WHOLE, 1_000, None, "1,000 experiments are not whole: lost"),
        (IS_NOT_WHOLE, 1, RemoteError("403 Forbidden"), "1 experiment is not whole: 403 Forbidden"),
    ],
)
def test_a_command_that_left_some_fails(
    what: tuple[str, str], number: int, failed: RemoteError | None, said: str
) -> None:
    with pytest.raises(SharingError) as error:
        expect_whole(left("lost", *map(str, range(number))), failed, what)
    assert str(error.value) == said


def test_a_command_that_left_none_does_not_fail() -> None:
    expect_whole((), None, STAYS)
    expect_whole((), RemoteError("of the run cache alone"), STAYS)
