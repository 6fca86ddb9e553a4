from hemolog.experiments.history.columns import Columns
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts.table import TableFacts, table_facts
from hemolog.reports.board.settings import Intervals

INTERVALS = Intervals("_low", "_high")
METRICS = {
    "metrics.val.per_class.A.recall": 0.5,
    "metrics.val.loss": 0.4,
    "metrics.test.accuracy": 0.8,
    "metrics.test.accuracy_low": 0.7,
    "metrics.test.accuracy_high": 0.9,
    "metrics.val.f1": 0.9,
}


def columns(metrics: dict[str, float]) -> Columns:
    return Columns.of([Run(Kind.EXPERIMENT, "a", "refs/a", "a" * 40, metrics=metrics)])


def test_the_objective_orders_and_test_splits_are_reported_apart() -> None:
    objective = Objective("metrics.val.f1", "max")
    assert table_facts(columns(METRICS), [objective], INTERVALS) == TableFacts(
        objectives=["metrics.val.f1"],
        direction="max",
        main=["metrics.val.loss", "metrics.val.per_class.A.recall", "run.time"],
        reported=["metrics.test.accuracy"],
        sort=[("metrics.val.f1", "desc"), ("run.time", "desc")],
        intervals=INTERVALS,
    )


def test_a_loss_is_best_where_it_is_lowest() -> None:
    found = table_facts(columns(METRICS), [Objective("metrics.val.loss", "min")], INTERVALS)
    assert found.sort[0] == ("metrics.val.loss", "asc")


def test_without_an_objective_the_newest_runs_are_first() -> None:
    found = table_facts(columns({}), [], None)
    assert found == TableFacts([], "", ["run.time"], [], [("run.time", "desc")], None)


def test_a_bound_without_its_metric_is_a_metric() -> None:
    found = table_facts(columns({"metrics.val.f1_low": 0.1}), [], INTERVALS)
    assert found.main == ["metrics.val.f1_low", "run.time"]
