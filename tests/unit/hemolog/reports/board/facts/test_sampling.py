import json

import pytest

from hemolog.experiments import trailers
from hemolog.experiments.history.run import Kind, Run
from hemolog.reports.board.facts.sampling import logarithmic

SPACE = {
    "train.rate": {"float": [0.001, 0.1], "sampling": "log"},
    "train.units": {"int": [8, 512], "sampling": "log", "step": 2},
    "train.dropout": {"float": [0.1, 0.5]},
    "train.late": {"float": [0.1, 0.9], "sampling": "reverse_log"},
    "train.model": {"choice": ["cnn", "resnet"]},
}


def trial(definition: str) -> Run:
    return Run(Kind.EXPERIMENT, "a", "refs/a", "a" * 40, facts={trailers.DEFINITION: definition})


def definition(space: object) -> str:
    told = {"objective": "metrics.val.f1", "direction": "max", "algorithm": "random", "seed": 1, "space": space}
    return json.dumps(told)


def test_parameters_drawn_on_a_logarithmic_scale_are_named_once() -> None:
    runs = [trial(definition(SPACE)), trial(definition(SPACE)), trial(definition({"b": SPACE["train.rate"]}))]
    assert logarithmic(runs) == ["params.b", "params.train.rate", "params.train.units"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"space": 3}', "x" * 100_000])
def test_a_definition_that_makes_no_sense_tells_of_none(text: str) -> None:
    assert logarithmic([trial(text)]) == []


def test_runs_of_no_search_tell_of_none() -> None:
    assert logarithmic([Run(Kind.BRANCH, "main", "refs/heads/main", "a" * 40)]) == []
