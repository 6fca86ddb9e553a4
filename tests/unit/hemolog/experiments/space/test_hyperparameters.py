"""KerasTuner's own oracles search the space, its conditions included."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hemolog.experiments.messages import Value
from hemolog.experiments.space import (
    Boolean,
    Choice,
    FloatRange,
    IntRange,
    Space,
    allows,
    hyperparameters,
    values_of,
)

SPACE: Space = {
    "a.list": Choice(([1, 2], [3]), when={"train.depth": (2,)}),
    "train.batch_size": IntRange(8, 64, "log", 2),
    "train.depth": IntRange(1, 2, when={"train.model": ("cnn", "resnet")}),
    "train.dropout": FloatRange(0.0, 0.5, step=0.1),
    "train.flips": Boolean(),
    "train.learning_rate": FloatRange(0.0001, 0.01, "log"),
    "train.model": Choice(("cnn", "resnet", "mobilenet")),
    "train.rotation": FloatRange(1.0, 9.0, when={"train.flips": (True,)}),
    "train.steps": IntRange(1, 1000, "log"),
    "train.weights": Choice((None, "imagenet"), when={"train.model": ("mobilenet",)}),
    "train.width": IntRange(8, 32, step=8),
}


def trials(oracle: Any, folder: Path, most: int) -> Iterator[Any]:
    oracle.verbose = 0
    oracle._set_project_dir(str(folder), "search")
    for number in range(most):
        trial = oracle.create_trial("tuner0")
        if trial.status == "STOPPED":
            return
        yield trial
        oracle.update_trial(trial.trial_id, {"score": float(number % 7)})
        trial.status = "COMPLETED"
        oracle.end_trial(trial)


def oracle(kind: str, space: Space, **options: Any) -> Any:
    import keras_tuner

    return getattr(keras_tuner.oracles, kind)(
        objective=keras_tuner.Objective("score", "max"), seed=1, hyperparameters=hyperparameters(space), **options
    )


def is_of(space: Space, values: dict[str, Value]) -> bool:
    """Whether exactly the active parameters have values, allowed ones."""
    expected = {name for name in space if holds(space, name, values)}
    return values.keys() == expected and all(allows(space[name], value) for name, value in values.items())


def holds(space: Space, name: str, values: dict[str, Value]) -> bool:
    when = space[name].when
    return all(values.get(parent) in wanted and holds(space, parent, values) for parent, wanted in when.items())


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("RandomSearchOracle", {"max_trials": 40}),
        ("BayesianOptimizationOracle", {"max_trials": 4, "num_initial_points": 3}),
        ("GridSearchOracle", {"max_trials": 200}),
        ("HyperbandOracle", {"max_epochs": 9}),
    ],
)
def test_every_oracle_proposes_active_and_allowed_values(kind: str, options: dict[str, int], tmp_path: Path) -> None:
    seen = []
    for trial in trials(oracle(kind, SPACE, **options), tmp_path, 200):
        values = values_of(trial.hyperparameters.values, SPACE)
        assert is_of(SPACE, values)
        seen.append(values)

    assert len(seen) >= options.get("max_trials", 20)


def test_chance_reaches_each_branch_of_the_conditions(tmp_path: Path) -> None:
    proposed = trials(oracle("RandomSearchOracle", SPACE, max_trials=60), tmp_path, 60)
    found = [values_of(trial.hyperparameters.values, SPACE) for trial in proposed]
    assert {values.get("train.weights", "inactive") for values in found} == {None, "imagenet", "inactive"}
    assert [1, 2] in [values.get("a.list") for values in found]
    assert any("train.depth" not in values and "a.list" not in values for values in found)


def as_json(values: dict[str, Value]) -> str:
    return json.dumps(values, sort_keys=True)


def test_a_grid_is_every_combination_once(tmp_path: Path) -> None:
    space: Space = {
        "batch": IntRange(8, 32, "log", 2),
        "depth": IntRange(1, 2, when={"model": ("cnn",)}),
        "dropout": FloatRange(0.0, 0.3, step=0.1),
        "model": Choice(("cnn", "other")),
        "sizes": Choice(([1], [2]), when={"depth": (2,)}),
    }

    proposed = trials(oracle("GridSearchOracle", space), tmp_path, 99)
    found = [values_of(trial.hyperparameters.values, space) for trial in proposed]

    branches: list[dict[str, Value]] = [
        {"model": "cnn", "depth": 1},
        {"model": "cnn", "depth": 2, "sizes": [1]},
        {"model": "cnn", "depth": 2, "sizes": [2]},
        {"model": "other"},
    ]
    rest: list[dict[str, Value]] = [{"batch": b, "dropout": d} for b in (8, 16, 32) for d in (0.0, 0.1, 0.2, 0.3)]
    expected = [branch | values for branch in branches for values in rest]
    assert sorted(map(as_json, found)) == sorted(map(as_json, expected))


def test_the_budget_of_hyperband_becomes_a_parameter(tmp_path: Path) -> None:
    budgets = [
        values_of(trial.hyperparameters.values, SPACE, "train.epochs")["train.epochs"]
        for trial in trials(oracle("HyperbandOracle", SPACE, max_epochs=18, factor=3), tmp_path, 99)
    ]
    assert set(budgets) == {2, 6, 18}
    assert all(type(budget) is int for budget in budgets)


def test_without_hyperband_there_is_no_budget() -> None:
    assert values_of({"b": True}, {"b": Boolean()}, "train.epochs") == {"b": True}


@pytest.mark.parametrize(
    ("drawn", "entry", "value"),
    [
        (0.010000000000000002, FloatRange(0.0001, 0.01, "log"), 0.01),
        (65, IntRange(1, 64, "log"), 64),
        (16.0, IntRange(8, 32, step=8), 16),
        (1, FloatRange(0.0, 2.0), 1.0),
        ("null", Choice((None, "null")), None),
        ('"null"', Choice((None, "null")), "null"),
        ("[1, 2]", Choice(([1, 2],)), [1, 2]),
        ("true", Choice((True, False)), True),
        ("true", Choice(("true", "x")), "true"),
    ],
)
def test_what_is_drawn_becomes_a_value_of_the_entry(drawn: Any, entry: Any, value: Value) -> None:
    assert repr(values_of({"x": drawn}, {"x": entry})) == repr({"x": value})


def test_what_is_drawn_for_inactive_parameters_is_left_out() -> None:
    space: Space = {"a": Boolean(), "b": Boolean(when={"a": (True,)}), "c": IntRange(1, 2, when={"b": (True,)})}
    assert values_of({"a": False, "b": True, "c": 2, "tuner/round": 0}, space) == {"a": False}


def test_the_order_of_the_space_decides_nothing(tmp_path: Path) -> None:
    from hemolog.experiments.space.reading import read_space

    documents = {name: entry.document() for name, entry in SPACE.items()}
    first, other = read_space(documents, []), read_space(dict(reversed(documents.items())), [])
    assert first == SPACE
    assert hyperparameters(first).get_config() == hyperparameters(other).get_config()


def test_drawn_floats_are_of_as_many_digits_as_dvc_can_write_twice() -> None:
    from dvc.utils.serialize import dumps_yaml, parse_yaml_for_update

    space: Space = {"train.rate": FloatRange(1e-7, 1e-1, "log")}
    chance = random.Random(1)
    garbled = 0
    for _ in range(200):
        drawn = 10 ** chance.uniform(-7, -1)
        for rate in (values_of({"train.rate": drawn}, space)["train.rate"], drawn):
            again = dumps_yaml(parse_yaml_for_update(f"rate: {rate!r}\n", "dvc.lock"))
            same = float(again.split(": ")[1]) == rate
            assert same or rate == drawn
            garbled += not same
        assert values_of({"train.rate": drawn}, space)["train.rate"] == pytest.approx(drawn, rel=1e-11)
    assert garbled > 0  # else the rounding has become needless
