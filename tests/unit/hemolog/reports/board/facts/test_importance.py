"""Groups of runs, what matters in each, and the doubts that are told with it."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from hemolog.experiments import trailers
from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts import importance
from hemolog.reports.board.facts.forest import Block, Estimate, Forest
from hemolog.reports.board.facts.forests import Forests
from hemolog.reports.board.facts.importance import Importance, ImportanceFacts, importance_facts
from support.made_history import OBJECTIVE, made_history

LOSS = Objective("metrics.val.loss", "min")


class Counted(Forests):
    """Counts forests, and grows none: the last parameter matters most, and each has its place for its spread."""

    def __init__(self, explained: float = 0.9) -> None:
        super().__init__()
        self.explained = explained
        self.given: list[tuple[Sequence[Block], Sequence[float]]] = []

    def grow(self, blocks: Sequence[Block], target: Sequence[float]) -> Forest:
        self.given.append((blocks, target))
        return Forest(Estimate(self.explained, 0.0), tuple(Estimate(float(at), 0.5) for at in range(len(blocks))))


def run_of(loss: Any, search: str = "", baseline: str = "b", **params: Any) -> Run:
    facts = {trailers.SEARCH: search, trailers.OBJECTIVE: LOSS.metric} if search else {}
    values = {f"params.{name}": value for name, value in params.items()}
    metrics = {} if loss is None else {LOSS.metric: loss}
    return Run(Kind.EXPERIMENT, f"run-{loss}", "", "c", baseline, facts=facts, params=values, metrics=metrics)


def random_runs(count: int, search: str = "", seed: int = 1) -> list[Run]:
    chance = Random(seed)
    return [run_of((x := chance.random()) + chance.random() / 9, search, x=x, z=chance.random()) for _ in range(count)]


def facts_of(runs: Sequence[Run], forests: Forests | None = None, objective: Objective = LOSS) -> ImportanceFacts:
    return importance_facts(runs, Columns.of(runs), [objective], forests or Counted())


def only(runs: Sequence[Run], forests: Forests | None = None, objective: Objective = LOSS) -> Importance:
    (group,) = facts_of(runs, forests, objective).groups
    return group


def test_what_made_trainings_depend_on_comes_first() -> None:
    history = made_history(200)
    objective = Objective(OBJECTIVE, "max")
    facts = importance_facts(history.runs, Columns.of(history.runs), [objective], Forests())
    assert [group.search for group in facts.groups] == [None, "rates", "refined"]
    for group in facts.groups:
        names = [parameter.names for parameter in group.parameters]
        assert names[0] == ("params.train.learning_rate",)
        assert group.explained is not None
        assert group.explained.mean > 0.7


def test_each_objective_has_a_group_of_all_runs_and_one_of_each_search_the_largest_first() -> None:
    runs = [*random_runs(3), *random_runs(4, "few"), *random_runs(6, "many", seed=2), *random_runs(2, "two", seed=3)]
    facts = facts_of(runs)
    assert [(group.search, group.runs) for group in facts.groups] == [(None, 15), ("many", 6), ("few", 4)]
    assert {(group.objective, group.direction) for group in facts.groups} == {("metrics.val.loss", "min")}


def test_a_search_of_another_objective_is_no_group_though_its_runs_have_this_one_too() -> None:
    other = [
        replace(run, facts={**run.facts, trailers.OBJECTIVE: "metrics.val.accuracy"})
        for run in random_runs(5, "other", seed=2)
    ]
    assert [(group.search, group.runs) for group in facts_of([*random_runs(4, "own"), *other]).groups] == [
        (None, 9),
        ("own", 4),
    ]


def test_a_search_that_has_all_runs_is_no_group_of_its_own() -> None:
    assert [group.search for group in facts_of(random_runs(12, "all")).groups] == [None]


def test_runs_without_a_finite_objective_are_no_part() -> None:
    odd = [run_of(value, x=1.0, z=3.0) for value in (None, "text", True, float("nan"), float("inf"), None)]
    assert only([*random_runs(12), *odd]).runs == 12
    assert facts_of([*random_runs(2), *odd]).groups == ()


def test_runs_of_equal_parameters_count_as_one_with_their_mean() -> None:
    forests = Counted()
    twice = [run_of(loss, x=float(place)) for place in range(12) for loss in (place, place + 1.0)]
    group = only(twice, forests)
    assert (group.runs, group.settings) == (24, 12)
    assert forests.given == [([tuple(map(float, range(12)))], [place + 0.5 for place in range(12)])]


def test_parameters_come_in_the_order_of_their_importance_with_their_rank_correlation() -> None:
    runs = [run_of(float(place), a=place, b=["x", "y", "z"][place % 3], c=-place % 12) for place in range(12)]
    first, second, third = only(runs).parameters
    assert (first.names, first.importance) == (("params.c",), Estimate(2.0, 0.5))
    assert (second.names, second.importance, second.correlation) == (("params.b",), Estimate(1.0, 0.5), None)
    assert (third.names, third.correlation) == (("params.a",), pytest.approx(1.0))


def test_parameters_that_no_run_tells_apart_stand_together() -> None:
    forests = Counted()
    runs = [run_of(float(place), a=place, b=place / 7, c=["x", "y"][place % 2]) for place in range(12)]
    group = only(runs, forests)
    assert [parameter.names for parameter in group.parameters] == [("params.c",), ("params.a", "params.b")]
    assert len(forests.given[0][0]) == 2


def test_of_many_groups_the_largest_have_forests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importance, "MOST_FORESTS", 2)
    monkeypatch.setattr(importance, "MOST_GROUPS", 3)
    runs = [run for size in (10, 11, 12) for run in random_runs(size, f"of {size}", seed=size)]
    forests = Counted()
    facts = facts_of(runs, forests)
    assert [len(target) for _, target in forests.given] == [33, 12]
    assert [(group.search, group.explained is None) for group in facts.groups] == [
        (None, False),
        ("of 12", False),
        ("of 11", True),
    ]
    assert "no forest was grown: only the 2 largest groups of a page have one" in facts.groups[-1].cautions
    assert facts.left_out == 1


FEW = "take this for hints until there are"
CAUTIONS: dict[str, tuple[list[Run], str]] = {
    "no forest of so few": (
        random_runs(9),
        "9 different settings of 2 parameters are too few to say: no forest is grown of fewer than 10, and the rank "
        "correlations may all be chance",
    ),
    "few": (random_runs(19), f"19 different settings of 2 parameters are too few to say: {FEW} 20"),
    "few for so many parameters": (
        [run_of(float(n), **{f"p{m}": (n * m * m) % 13 for m in range(1, 6)}) for n in range(30)],
        f"13 different settings of 5 parameters are too few to say: {FEW} 50",
    ),
    "no parameters": ([run_of(float(n), x=1) for n in range(30)], "no parameter of a stage differs between these runs"),
    "one value": ([run_of(3.0, x=n) for n in range(30)], "the objective is the same in all of these runs"),
    "one far away": (
        [*random_runs(30), run_of(1e6, x=0.5, z=0.5)],
        "one run, run-1000000.0 with 1e+06, makes up 97% of the objective's variance: the forest's figures are about "
        "it, so filter it out",
    ),
    "baselines": (
        [replace(run, baseline=f"{place % 3}") for place, run in enumerate(random_runs(30))],
        "these runs stand on 3 commits: what else differs in code or data is in no parameter",
    ),
    "related": (
        [run_of(float(n), x=n, w=n + 9 * (n % 3), y=(n * 7) % 30) for n in range(30)],
        "some parameters go together, so each of them seems to matter less than it does: x and w (0.77)",
    ),
}


@pytest.mark.parametrize(("runs", "expected"), CAUTIONS.values(), ids=CAUTIONS)
def test_each_doubt_is_told_and_no_other(runs: list[Run], expected: str) -> None:
    assert only(runs).cautions == (expected,)


def test_runs_enough_of_parameters_of_their_own_leave_no_doubt() -> None:
    assert only(random_runs(30)).cautions == ()


def test_a_forest_that_explains_nothing_is_said_to() -> None:
    sentence = "the parameters explain nothing here: the forest foretells runs no better than their mean does"
    assert only(random_runs(30), Counted(explained=0.0)).cautions == (sentence,)


def test_a_test_split_is_named_as_such() -> None:
    metric = "metrics.test.loss"
    runs = [replace(run, metrics={metric: run.metrics[LOSS.metric]}) for run in random_runs(30)]
    group = only(runs, objective=Objective(metric, "min"))
    assert group.cautions == ("the objective is measured on a test split, which is to choose nothing",)


def test_more_parameters_than_a_forest_is_given_are_counted() -> None:
    forests = Counted()
    runs = [run_of(float(n), **{f"p{m:02}": hash((n, m, 1)) % 1009 for m in range(70)}) for n in range(700)]
    group = only(runs, forests)
    assert len(forests.given[0][0]) == 60
    assert group.cautions == (
        "the forest was grown from 500 of 700 different settings, drawn at random",
        "the forest was given the first 60 of 70 parameters that vary",
    )
    assert [parameter.importance for parameter in group.parameters[60:]] == [None] * 10
