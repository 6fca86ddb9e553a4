"""What runs and what failed, as the page is told of it."""

import json
import math
from dataclasses import replace

from hemolog.experiments import trailers
from hemolog.experiments.history.objectives import Objective
from hemolog.experiments.history.run import Curve, Kind, Run
from hemolog.experiments.history.running import FailedRun, Place, Running, RunningRun
from hemolog.reports.board.facts.running import (
    MOST_FAILED,
    MOST_POINTS,
    CurveFacts,
    FailedFacts,
    RunningFacts,
    TrialFacts,
    running_facts,
)

DEFINITION = json.dumps({"direction": "min"})
TRIAL = RunningRun(
    place=Place.SEARCH,
    name="rates-0003",
    baseline="b" * 40,
    facts={
        trailers.SEARCH: "rates",
        trailers.TRIAL: "0003",
        trailers.OBJECTIVE: "metrics.val.loss",
        trailers.DEFINITION: DEFINITION,
    },
    params={"params.train.rate": 0.5, "params.train.layers": [1, 2]},
    begun=100.0,
    curves={"metrics.val.loss": Curve((0.0, 1.0), (0.75, math.nan)), "metrics.train.loss": Curve((0.0,), (1.0,))},
    written=160.0,
)
FAILED = FailedRun("rates", "0002", DEFINITION, "rates-0002", {"params.train.rate": 9.0}, "too hot", 12.5, 1)


def test_a_trial_has_its_objective_and_curves_as_those_of_a_finished_run_are() -> None:
    assert running_facts(Running((TRIAL,), ()), (), None) == RunningFacts(
        [
            TrialFacts(
                name="rates-0003",
                place="search",
                search="rates",
                trial="0003",
                values={"params.train.rate": 0.5, "params.train.layers": "[1, 2]"},
                objective="metrics.val.loss",
                direction="min",
                begun=100.0,
                written=160.0,
                epochs=2,
                curves={
                    "metrics.val.loss": CurveFacts((0.0, 1.0), [0.75, None]),
                    "metrics.train.loss": CurveFacts((0.0,), [1.0]),
                },
            )
        ],
        [],
        0,
    )


def test_a_run_of_no_search_has_the_objective_that_the_repository_names() -> None:
    alone = replace(TRIAL, place=Place.WORKSPACE, name="", facts={}, curves={}, written=None)
    (found,) = running_facts(Running((alone,), ()), (), Objective("metrics.val.f1", "max")).trials
    assert (found.place, found.search, found.trial) == ("workspace", "", "")
    assert (found.objective, found.direction, found.epochs) == ("metrics.val.f1", "max", 0)
    (found,) = running_facts(Running((alone,), ()), (), None).trials
    assert (found.objective, found.direction) == ("", "")


def test_of_a_long_curve_the_last_points_are_told() -> None:
    steps = tuple(map(float, range(MOST_POINTS + 5)))
    long = replace(TRIAL, curves={"metrics.val.loss": Curve(steps, steps)})
    (found,) = running_facts(Running((long,), ()), (), None).trials
    assert found.curves["metrics.val.loss"] == CurveFacts(steps[5:], list(steps[5:]))
    assert found.epochs == MOST_POINTS + 5


def test_failed_trials_are_told_the_last_one_first_and_all_are_counted() -> None:
    many = tuple(replace(FAILED, trial=f"{number:04}") for number in range(MOST_FAILED + 3))
    found = running_facts(Running((), many), (), None)
    assert found.failures == MOST_FAILED + 3
    assert len(found.failed) == MOST_FAILED
    assert running_facts(Running((), (FAILED, replace(FAILED, name="last"))), (), None).failed == [
        FailedFacts("last", "rates", {"params.train.rate": 9.0}, "too hot", 1, 12.5),
        FailedFacts("rates-0002", "rates", {"params.train.rate": 9.0}, "too hot", 1, 12.5),
    ]


def test_a_trial_that_failed_and_was_recorded_later_has_not_failed() -> None:
    facts = {trailers.SEARCH: "rates", trailers.TRIAL: "0002", trailers.DEFINITION: DEFINITION}
    recorded = Run(Kind.EXPERIMENT, "rates-0002", "", "", facts=facts)
    assert running_facts(Running((), (FAILED,)), (recorded,), None).failures == 0
    for name in facts:
        other = replace(recorded, facts={**facts, name: "other"})
        assert running_facts(Running((), (FAILED,)), (other,), None).failures == 1
