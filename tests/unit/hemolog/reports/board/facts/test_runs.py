import math

from hemolog.experiments.history.columns import ColumnKind, Columns
from hemolog.experiments.history.run import Curve, Kind, Run
from hemolog.reports.board.facts.runs import Curves, RunColumn, curves, run_facts


def run(name: str, **values: object) -> Run:
    return Run(Kind.EXPERIMENT, name, f"refs/{name}", name * 40, **values)  # type: ignore[arg-type]


RUNS = [
    run("a", params={"params.model": "cnn", "params.rate": 0.1}, metrics={"metrics.f1": math.nan}),
    run("b", params={"params.model": "resnet", "params.flip": True}, metrics={"metrics.f1": 0.5}),
    run("c", params={"params.model": "cnn", "params.rate": math.inf}, problems=("no metrics",)),
]


def column(name: str) -> RunColumn:
    return next(each for each in run_facts(RUNS, Columns.of(RUNS)).columns if each.name == name)


def test_texts_are_told_once_and_named_by_their_place() -> None:
    assert column("params.model") == RunColumn("params.model", ColumnKind.TEXT, [0, 1, 0], ["cnn", "resnet"])


def test_numbers_stand_as_they_are_and_what_is_none_is_nothing() -> None:
    assert column("params.rate") == RunColumn("params.rate", ColumnKind.NUMBER, [0.1, None, None])
    assert column("metrics.f1") == RunColumn("metrics.f1", ColumnKind.NUMBER, [None, 0.5, None])
    assert column("params.flip") == RunColumn("params.flip", ColumnKind.BOOLEAN, [None, True, None])


def test_a_column_of_several_kinds_is_one_of_texts() -> None:
    runs = [run("a", params={"params.x": True}), run("b", params={"params.x": 2}), run("c", params={"params.x": "2"})]
    found = next(each for each in run_facts(runs, Columns.of(runs)).columns if each.name == "params.x")
    assert found == RunColumn("params.x", ColumnKind.TEXT, [0, 1, 1], ["true", "2"])


def test_problems_are_told_by_the_number_of_their_run() -> None:
    assert run_facts(RUNS, Columns.of(RUNS)).problems == [(2, ["no metrics"])]


def test_curves_share_their_steps() -> None:
    runs = [
        run("a", curves={"metrics.loss": Curve((1, 2), (0.5, math.nan)), "metrics.f1": Curve((1, 2), (0.1, 0.2))}),
        run("b", curves={"metrics.loss": Curve((1,), (0.4,))}),
    ]
    assert curves(runs) == Curves(
        names=("metrics.f1", "metrics.loss"),
        steps=[(1, 2), (1,)],
        values=[[(0, (0.1, 0.2)), None], [(0, [0.5, None]), (1, (0.4,))]],
    )


def test_an_odd_metric_of_one_run_is_its_problem_and_takes_no_number_from_the_others() -> None:
    runs = [
        run("a", metrics={"metrics.f1": 0.5}),
        run("b", metrics={"metrics.f1": 0.6}),
        run("c", metrics={"metrics.f1": "x"}),
    ]
    facts = run_facts(runs, Columns.of(runs))
    found = next(each for each in facts.columns if each.name == "metrics.f1")
    assert found == RunColumn("metrics.f1", ColumnKind.NUMBER, [0.5, 0.6, None])
    assert facts.problems == [(2, ['metrics.f1 is no number, as of most runs, but "x"'])]
