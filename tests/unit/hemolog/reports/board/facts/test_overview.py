from hemolog.experiments import trailers
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts.overview import Best, SearchFacts, best_of, overview

F1 = Objective("metrics.val.f1", "max")
LOSS = Objective("metrics.val.loss", "min")


def trial(number: int, f1: float | None, *, search: str = "rates", baseline: str = "b" * 40, time: int = 0) -> Run:
    told = {
        trailers.SEARCH: search,
        trailers.OBJECTIVE: F1.metric,
        trailers.DEFINITION: '{"direction":"max"}',
        trailers.SECONDS: "2.5",
    }
    name = f"{search}-{number:04}"
    metrics = {} if f1 is None else {F1.metric: f1}
    return Run(Kind.EXPERIMENT, name, f"refs/{name}", f"{number:040}", baseline, time=time, facts=told, metrics=metrics)


def branch(f1: float | None, commit: str = "b" * 40) -> Run:
    return Run(Kind.BRANCH, "main", "refs/heads/main", commit, metrics={} if f1 is None else {F1.metric: f1})


def test_the_best_stands_beside_its_baseline() -> None:
    runs = [branch(0.7), trial(0, 0.8), trial(1, 0.9), trial(2, None)]
    found = overview(runs, [F1], F1)
    assert found.best == [Best(F1.metric, "max", run=2, baseline=0, judged=[0, 1, 2])]


def test_a_baseline_that_was_not_read_or_has_no_such_metric_is_none() -> None:
    assert overview([trial(0, 0.8)], [F1], None).best == [Best(F1.metric, "max", 0, None, [0])]
    assert overview([branch(None), trial(0, 0.8)], [F1], None).best == [Best(F1.metric, "max", 1, None, [1])]


def test_runs_of_another_objective_are_not_judged_by_this_one() -> None:
    alone = Run(Kind.EXPERIMENT, "alone", "refs/alone", "c" * 40, metrics={F1.metric: 0.99, LOSS.metric: 0.3})
    found = overview([trial(0, 0.8), alone], [F1, LOSS], LOSS)
    assert found.best == [Best(F1.metric, "max", 0, None, [0]), Best(LOSS.metric, "min", 1, None, [1])]


def test_of_equals_the_first_is_best_and_nan_never() -> None:
    runs = [trial(0, float("nan")), trial(1, 0.5), trial(2, 0.5)]
    assert best_of(runs, [0, 1, 2], F1) == 1
    assert best_of(runs, [0], F1) is None


def test_searches_are_told_the_newest_first() -> None:
    runs = [trial(0, 0.8, time=5), trial(1, 0.9, time=3), trial(0, 0.1, search="wide", time=9)]
    assert overview(runs, [F1], None).searches == [
        SearchFacts("wide", 1, F1.metric, "max", best=2, newest=9, seconds=2.5),
        SearchFacts("rates", 2, F1.metric, "max", best=1, newest=5, seconds=5.0),
    ]


def test_what_is_counted() -> None:
    damaged = Run(Kind.EXPERIMENT, "lost", "refs/lost", "", problems=("its commit is not here",))
    found = overview([branch(0.7), trial(0, 0.8, time=4), damaged], [F1], None)
    assert (found.experiments, found.searched, found.damaged) == (2, 1, 1)
