"""What a search is: read from `params.yaml`, changed by options."""

import copy
import subprocess
import sys
from typing import Any

import pytest
from ruamel.yaml import YAML

from hemolog.errors import SpaceError
from hemolog.experiments.definition import (
    SearchSection,
    inferred_direction,
    read_search,
)
from hemolog.experiments.space import StageParams, check_keys
from support.definitions import DEFINITION, DOCUMENT
from support.repositories import ROOT


def with_leaf(name: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    document["search"][name] = value
    return document


def problems_of(document: dict[str, Any]) -> list[str]:
    with pytest.raises(SpaceError) as caught:
        read_search(document)
    assert str(caught.value) == "params.yaml: " + "; ".join(caught.value.problems)
    return caught.value.problems


def test_the_section_is_read() -> None:
    assert read_search(DOCUMENT) == SearchSection(DEFINITION, 20)


def test_the_section_of_this_project_names_parameters_that_training_depends_on() -> None:
    yaml = YAML(typ="safe", pure=True)
    document, pipeline = (yaml.load(ROOT / name) for name in ("params.yaml", "dvc.yaml"))
    stages = [StageParams(name, tuple(stage["params"])) for name, stage in pipeline["stages"].items()]

    section = read_search(document)

    assert section.definition.with_options(algorithm="hyperband").budget is not None
    check_keys(section.definition.space, stages, ["train", "evaluate"], document, "train.epochs")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("objective", None, "objective: expected a metric such as metrics.val.loss. Received null"),
        ("objective", "val.loss", 'objective: expected a metric such as metrics.val.loss. Received "val.loss"'),
        ("objective", "metrics.", 'objective: expected a metric such as metrics.val.loss. Received "metrics."'),
        ("objective", {"name": 1}, 'objective: expected a metric such as metrics.val.loss. Received {"name": 1}'),
        (
            "objective",
            "metrics.val.score",
            "direction: expected min or max. Received none, and the name of the objective doesn't tell",
        ),
        ("direction", "up", 'direction: expected min or max. Received "up"'),
        ("direction", ["max"], 'direction: expected min or max. Received ["max"]'),
        ("algorithm", "bayesan", "algorithm: bayesan is unknown (did you mean bayesian?)"),
        ("algorithm", "tpe", "algorithm: tpe is unknown (known: random, bayesian, hyperband, grid)"),
        ("algorithm", None, "algorithm: null is unknown (known: random, bayesian, hyperband, grid)"),
        ("trials", 0, "trials: expected an integer from 1 to 100000. Received 0"),
        ("trials", None, "trials: expected an integer from 1 to 100000. Received null"),
        ("trials", True, "trials: expected an integer from 1 to 100000. Received true"),
        ("trials", 2.0, "trials: expected an integer from 1 to 100000. Received 2.0"),
        ("seed", 0, "seed: expected an integer from 1 to 2147483647. Received 0"),
        ("seed", True, "seed: expected an integer from 1 to 2147483647. Received true"),
        ("seed", float("nan"), "seed: expected an integer from 1 to 2147483647. Received NaN"),
        ("trails", 3, "trails is unknown (did you mean trials?)"),
        ("budget", 18, "budget: expected param, max and factor. Received 18"),
        (
            "budget",
            {"max": 18, "factor": 3},
            'budget: expected param, max and factor. Received {"max": 18, "factor": 3}',
        ),
        (
            "budget",
            {"param": "train.epochs", "max": 1, "factor": 3},
            "budget.max: expected an integer from 2 to 100000. Received 1",
        ),
        (
            "budget",
            {"param": "train.epochs", "max": 18, "factor": 1.5},
            "budget.factor: expected an integer from 2 to 100000. Received 1.5",
        ),
        (
            "budget",
            {"param": "", "max": 18, "factor": 3},
            'budget.param: expected the name of a parameter. Received ""',
        ),
    ],
)
def test_a_wrong_leaf_is_refused_with_its_reason(name: str, value: Any, problem: str) -> None:
    assert problems_of(with_leaf(name, value)) == [f"search.{problem}"]


@pytest.mark.parametrize("document", [{}, {"search": None}])
def test_a_missing_section_is_told(document: dict[str, Any]) -> None:
    assert "search is missing" in problems_of(document)[0]


@pytest.mark.parametrize("section", [[], "random", 3])
def test_a_section_that_is_no_group_is_refused(section: object) -> None:
    assert "expected objective, direction, algorithm" in problems_of({"search": section})[0]


def test_all_problems_are_told_at_once() -> None:
    section = {"objectiv": 1, "algorithm": "x", "trials": -1, "seed": "1", "space": {"a": 1, "b": {"int": [2, 1]}}}
    assert len(problems_of({"search": section})) == 7


def test_hyperband_needs_a_budget_that_is_not_searched() -> None:
    document = with_leaf("algorithm", "hyperband")
    del document["search"]["budget"]
    assert "search.budget: hyperband needs one" in problems_of(document)[0]
    document["search"]["budget"] = {"param": "train.width", "max": 18, "factor": 3}
    assert "search.space.train.width: hyperband sets it" in problems_of(document)[0]


def test_a_grid_too_fine_to_be_listed_is_refused() -> None:
    document = with_leaf("space", {"seed": {"int": [0, 2**31 - 1]}})
    assert read_search(document).trials == 20
    document["search"]["algorithm"] = "grid"
    assert "search.space.seed: a grid of more than 10000 values is too fine" in problems_of(document)[0]


def test_a_space_too_long_for_a_commit_message_is_refused() -> None:
    space = {"a": {"choice": [f"{number:0100}" for number in range(700)]}}
    assert "too long to stand in a commit message" in problems_of(with_leaf("space", space))[0]


@pytest.mark.parametrize(
    ("metric", "direction"),
    [
        ("metrics.val.loss", "min"),
        ("metrics.val.log_loss", "min"),
        ("metrics.test.calibration_error", "min"),
        ("metrics.val.accuracy", "max"),
        ("metrics.val.macro_f1", "max"),
        ("metrics.val.auc", "max"),
        ("metrics.val.precision", "max"),
        ("metrics.val.recall", "max"),
        ("metrics.loss.score", None),
        ("metrics.val.closs", None),
        ("metrics.val.accuracy_error", None),
    ],
)
def test_the_direction_is_inferred_where_the_name_tells(metric: str, direction: str | None) -> None:
    assert inferred_direction(metric) == direction


def test_a_direction_that_is_told_wins_over_the_name() -> None:
    assert read_search(with_leaf("direction", "min")).definition.direction == "min"


def test_options_change_what_they_name() -> None:
    changed = DEFINITION.with_options(objective="metrics.val.loss", algorithm="grid", seed=5)
    assert (changed.objective, changed.direction, changed.algorithm, changed.seed) == (
        "metrics.val.loss",
        "min",
        "grid",
        5,
    )
    assert changed.space == DEFINITION.space
    assert DEFINITION.with_options() == DEFINITION
    assert DEFINITION.with_options(direction="min").direction == "min"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"algorithm": "gird"}, "algorithm: gird is unknown (did you mean grid?)"),
        ({"seed": 0}, "seed: expected an integer from 1 to 2147483647. Received 0"),
        (
            {"objective": "metrics.val.score"},
            "direction: expected min or max. Received none, and the name of the objective doesn't tell",
        ),
        ({"direction": "down"}, 'direction: expected min or max. Received "down"'),
    ],
)
def test_a_wrong_option_is_refused_with_its_reason(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(SpaceError) as caught:
        DEFINITION.with_options(**options)
    assert caught.value.problems == [problem]


def test_reading_a_section_loads_nothing_heavy() -> None:
    code = (
        "import sys, hemolog.experiments.definition; "
        "print([name for name in ('tensorflow', 'keras_tuner', 'keras', 'dvc', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
