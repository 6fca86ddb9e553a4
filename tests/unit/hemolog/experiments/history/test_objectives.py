"""What runs are ranked by, and in which order they then stand."""

import json
import math

import pytest

from hemolog.errors import RankingError
from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import (
    Objective,
    common_objective,
    direction_of,
    objective_of,
    objectives,
)
from hemolog.experiments.history.order import Order, best, best_order, default_order, order_of, ordered
from hemolog.experiments.history.run import Kind, Run
from hemolog.experiments.messages import Value

F1, LOSS = Objective("metrics.val.f1", "max"), Objective("metrics.val.loss", "min")
TEST = Objective("metrics.test.f1", "max")


def run(name: str, value: Value = 0.5, metric: str = "val.f1") -> Run:
    return Run(Kind.EXPERIMENT, name, "", "", metrics={f"metrics.{metric}": value})


def trial(objective: Objective, name: str = "t", definition: str | None = None) -> Run:
    told = json.dumps({"direction": objective.direction}) if definition is None else definition
    facts = {"Hemolog-Objective": objective.metric, "Hemolog-Definition": told}
    return Run(Kind.EXPERIMENT, name, "", "", facts=facts, metrics={objective.metric: 0.5})


def names(runs: list[Run]) -> str:
    return "".join(each.name for each in runs)


def test_a_trial_tells_its_own_objective_and_others_have_the_default() -> None:
    assert objective_of(trial(LOSS), F1) == LOSS
    assert objective_of(run("a"), F1) == F1
    assert objective_of(run("a")) is None


@pytest.mark.parametrize("definition", ["", "{", "[]", '{"direction":"up"}', '{"direction":["max"]}', "[" * 100_000])
def test_a_direction_that_cannot_be_read_is_told_by_the_metrics_name(definition: str) -> None:
    assert objective_of(trial(LOSS, definition=definition)) == LOSS
    assert objective_of(trial(Objective("metrics.val.oddness", "max"), definition=definition)) is None


def test_several_objectives_at_once_are_no_metric() -> None:
    assert objective_of(trial(Objective("multi_objective", "min")), F1) is None


def test_objectives_of_runs_are_those_of_the_most_first() -> None:
    unread = Run(Kind.EXPERIMENT, "x", "", "", problems=("its commit is not here",))
    assert objectives([trial(LOSS), trial(F1), trial(F1), run("a"), unread]) == (F1, LOSS)
    assert objectives([trial(LOSS), unread], F1) == (LOSS,)
    assert objectives([trial(LOSS), run("a")], F1) == (LOSS, F1)


def test_runs_without_an_objective_say_how_to_get_one() -> None:
    with pytest.raises(RankingError, match=r"`--sort -val\.accuracy`, or set `board:"):
        common_objective([run("a")])


def test_runs_of_several_objectives_are_not_ranked() -> None:
    up = Objective("metrics.val.loss", "max")
    with pytest.raises(
        RankingError, match=r"metrics\.val\.loss \(min\), metrics\.val\.loss \(max\): take those of one"
    ):
        common_objective([trial(LOSS), trial(up)])
    assert common_objective([trial(LOSS), trial(LOSS), run("a")]) == LOSS


def test_the_direction_of_a_metric_is_told_by_objectives_or_by_its_name() -> None:
    assert direction_of("metrics.val.loss", [Objective("metrics.val.loss", "max")]) == "max"
    assert direction_of("metrics.val.loss", [F1]) == "min"
    assert direction_of("metrics.val.loss", [LOSS, Objective("metrics.val.loss", "max")]) is None
    assert direction_of("run.seconds", [LOSS]) is None


@pytest.mark.parametrize(("descending", "expected"), [(False, "bacdef"), (True, "acbdef")])
def test_what_is_missing_or_no_number_is_last_in_either_order(descending: bool, expected: str) -> None:
    values = {"a": 2.0, "b": -1, "c": 2, "d": math.nan, "e": None}
    runs = [run(name, value) for name, value in values.items()] + [run("f", 1, "other")]
    assert names(ordered(runs, Order("metrics.val.f1", descending))) == expected


def test_numbers_come_before_texts() -> None:
    runs = [run("a", "x"), run("b", 3), run("c", True), run("d", "10")]
    assert names(ordered(runs, Order("metrics.val.f1", descending=False))) == "cbda"


def test_the_best_come_first_where_all_runs_have_one_objective() -> None:
    assert default_order([run("a")], None) is None
    assert default_order([run("a"), trial(LOSS)], F1) is None
    assert default_order([run("a"), trial(LOSS)], None) == Order(LOSS.metric, descending=False, is_best_first=True)
    assert default_order([trial(F1)], None) == Order(F1.metric, descending=True, is_best_first=True)


def test_a_test_split_ranks_nothing_unasked() -> None:
    assert default_order([trial(TEST)], None) is None
    with pytest.raises(RankingError, match=r"choose nothing: if you mean it, say `--sort -metrics\.test\.f1`"):
        best_order([trial(TEST)], None)
    asked = Order(TEST.metric, descending=True)
    assert best_order([trial(TEST)], None, asked) == asked


def test_the_best_of_a_named_column_are_those_that_its_direction_tells() -> None:
    columns = Columns.of([run("a"), run("b", 1, "val.loss")])

    def order(said: str) -> Order:
        return best_order([run("a")], None, order_of(said, columns))

    assert order("val.f1") == Order("metrics.val.f1", descending=True, is_best_first=True)
    assert order("val.loss") == Order("metrics.val.loss", descending=False, is_best_first=True)
    assert order("-val.loss") == Order("metrics.val.loss", descending=True)
    assert order("seconds") == Order("run.seconds", descending=False)


def test_the_best_have_a_value() -> None:
    runs = [run("a", 1), run("b", 2), run("c", None), run("d", math.nan), run("e", 3)]
    order = Order("metrics.val.f1", descending=True)
    assert names(best(runs, order, 2)) == "eb"
    assert names(best(runs, order, 10)) == "eba"
