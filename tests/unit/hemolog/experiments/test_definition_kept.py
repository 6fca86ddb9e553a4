"""What a search is, as its commits keep it: text that comes back, and what has changed since."""

import copy
import json
from typing import Any

import pytest

from hemolog.errors import DefinitionError
from hemolog.experiments.definition import LARGEST_JSON, Definition, read_search
from hemolog.experiments.space import Choice
from support.definitions import DEFINITION, DOCUMENT


def test_json_is_canonical_and_comes_back() -> None:
    text = DEFINITION.to_json()

    assert text == (
        '{"algorithm":"random","direction":"max","objective":"metrics.val.macro_f1","seed":1,"space":{'
        '"train.learning_rate":{"float":[0.0001,0.01],"sampling":"log"},"train.model":{"choice":["cnn","resnet"]},'
        '"train.width":{"int":[8,32],"step":8}}}'
    )
    assert Definition.from_json(text).to_json() == text
    hyperband = DEFINITION.with_options(algorithm="hyperband")
    assert Definition.from_json(hyperband.to_json()) == hyperband


def test_json_is_one_line_of_ascii_whatever_a_choice_holds() -> None:
    definition = Definition("metrics.loss", "min", "grid", 1, {"a": Choice(("é\n\u2028", "x"))})
    assert definition.to_json().isascii()
    assert len(definition.to_json().splitlines()) == 1
    assert Definition.from_json(definition.to_json()) == definition


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "{}",
        "[" * 60_000,
        "9" * 5000,
        '{"a":' * 9000,
        " " * (LARGEST_JSON + 1),
        DEFINITION.to_json().replace('"seed":1', '"seed":NaN'),
        DEFINITION.to_json().replace('"seed":1', '"seed":1,"trials":3'),
        DEFINITION.to_json().replace('"random"', '"__class__"'),
        DEFINITION.to_json().replace('"random"', '"hyperband"'),
        DEFINITION.to_json().replace('"train.width":', '"train width":'),
        DEFINITION.to_json().replace("[8,32]", "[8,1e999]"),
        DEFINITION.to_json().replace("[8,32]", f"[8,{'9' * 4000}]"),
        DEFINITION.to_json().replace('"cnn"', "[" * 500 + "]" * 500),
        DEFINITION.to_json().replace('"cnn"', '{"a":1}'),
    ],
    ids=range(18),
)
def test_json_that_defines_no_search_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Definition.from_json(text)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"trials": 99}, None),
        ({"budget": None}, None),
        ({"direction": "min"}, "the direction was max and is min"),
        (
            {"objective": "metrics.val.accuracy", "seed": 3},
            "the objective was metrics.val.macro_f1 and is metrics.val.accuracy; the seed was 1 and is 3",
        ),
        ({"algorithm": "hyperband"}, "the algorithm was random and is hyperband; the budget is new"),
    ],
)
def test_the_difference_is_named(changes: dict[str, Any], sentence: str | None) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["search"] |= changes
    assert DEFINITION.difference(read_search(document).definition) == sentence


@pytest.mark.parametrize(
    ("name", "entry", "sentence"),
    [
        (
            "train.width",
            {"int": [8, 48], "step": 8},
            'the space of train.width was {"int": [8, 32], "step": 8} and is {"int": [8, 48], "step": 8}',
        ),
        ("train.width", {"int": [8, 32], "step": 8, "sampling": "linear"}, None),
        ("train.learning_rate", {"float": [1e-4, 1e-2], "sampling": "log"}, None),
        ("train.depth", {"int": [1, 2]}, "the space of train.depth is new"),
        (
            "train.model",
            {"choice": ["resnet", "cnn"]},
            'the space of train.model was {"choice": ["cnn", "resnet"]} and is {"choice": ["resnet", "cnn"]}',
        ),
    ],
)
def test_the_difference_of_a_space_is_named(name: str, entry: dict[str, Any], sentence: str | None) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["search"]["space"][name] = entry
    assert DEFINITION.difference(read_search(document).definition) == sentence


def test_what_is_gone_from_the_space_is_named() -> None:
    document = copy.deepcopy(DOCUMENT)
    del document["search"]["space"]["train.model"]
    assert DEFINITION.difference(read_search(document).definition) == "the space of train.model is gone"


def test_the_order_of_a_file_is_no_difference() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["search"]["space"] = dict(reversed(document["search"]["space"].items()))
    assert read_search(document).definition.to_json() == DEFINITION.to_json()


def test_the_canonical_form_sorts_every_level() -> None:
    def is_sorted(node: Any) -> bool:
        return not isinstance(node, dict) or (list(node) == sorted(node) and all(map(is_sorted, node.values())))

    assert is_sorted(json.loads(DEFINITION.with_options(algorithm="hyperband").to_json()))
