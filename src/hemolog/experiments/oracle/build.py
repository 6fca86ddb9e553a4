"""The name of an algorithm -> one of KerasTuner's oracles, as KerasTuner made it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import keras_tuner

from hemolog.experiments.space import hyperparameters

if TYPE_CHECKING:
    from hemolog.experiments.definition import Definition

FAILURES_IN_A_ROW = 3
RANDOM_POINTS = 8
"""Trials at random before the Bayesian oracle models anything; KerasTuner's three a parameter are a whole search."""


def build(definition: "Definition") -> keras_tuner.Oracle:
    """The oracle of a search, before its first trial.

    It knows no number of trials, so that more of them are no change and all algorithms number theirs alike, with four
    digits: `PipelineTuner(trials=...)` is the bound. Hyperband begins its next iteration when one ends, until then.
    """
    return _ORACLES[definition.algorithm](
        definition,
        objective=keras_tuner.Objective(definition.objective, definition.direction),
        hyperparameters=hyperparameters(definition.space),
        allow_new_entries=False,
        seed=definition.seed,
        # What fails, fails again: equal parameters give equal results.
        max_retries_per_trial=0,
        max_consecutive_failed_trials=FAILURES_IN_A_ROW,
    )


def _random(definition: "Definition", **options: Any) -> keras_tuner.Oracle:
    return keras_tuner.oracles.RandomSearchOracle(max_trials=None, **options)


def _bayesian(definition: "Definition", **options: Any) -> keras_tuner.Oracle:
    return keras_tuner.oracles.BayesianOptimizationOracle(max_trials=None, num_initial_points=RANDOM_POINTS, **options)


def _grid(definition: "Definition", **options: Any) -> keras_tuner.Oracle:
    return keras_tuner.oracles.GridSearchOracle(max_trials=None, **options)


def _hyperband(definition: "Definition", **options: Any) -> keras_tuner.Oracle:
    assert definition.budget is not None  # a definition without is refused when it is read
    return keras_tuner.oracles.HyperbandOracle(
        max_epochs=definition.budget.max,
        factor=definition.budget.factor,
        hyperband_iterations=0,  # KerasTuner's word for any number
        **options,
    )


_ORACLES: dict[str, Callable[..., keras_tuner.Oracle]] = {
    "random": _random,
    "bayesian": _bayesian,
    "grid": _grid,
    "hyperband": _hyperband,
}
