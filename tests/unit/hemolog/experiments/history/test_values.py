"""Tests of a document's values by their names."""

import random
from typing import Any

import pytest

from hemolog.experiments.alike import with_values
from hemolog.experiments.history.values import AlikeValues, ValuesError, values_of


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"a": {"b": 1, "c": None}, "d": [1, [2]]}, {"a.b": 1, "a.c": None, "d": [1, [2]]}),
        ({"a": [{"b": 1}, 2]}, {"a.0.b": 1, "a.1": 2}),
        ({"a": {}, "b": [], 1: True, None: "x"}, {"b": [], "1": True, "None": "x"}),
        ({"a.b": 1, "a": {"b": 2}}, {"a.b": 1}),
        ({"a": 10**400}, {"a": hex(10**400)}),
        ({"a": "x" * 10_001}, {"a": "x" * 10_000 + "…"}),
        ({}, {}),
    ],
)
def test_values_have_dotted_names(document: Any, expected: dict[str, object]) -> None:
    assert values_of(document, "") == expected


def test_what_is_too_deep_or_too_much_is_refused() -> None:
    deep: Any = 1
    for _ in range(150):
        deep = {"a": deep}
    lists: Any = 1
    for _ in range(150):
        lists = [lists]
    for document in (deep, {"a": lists}, {str(number): 1 for number in range(20_001)}, {"a": [1] * 20_001}):
        with pytest.raises(ValuesError, match="too"):
            values_of(document, "")


KEYS = ["a", "b", "a.b", "", 1, "1", True, None, "c"]


def made(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth < 3 and kind < 0.5:
        return {chance.choice(KEYS): made(chance, depth + 1) for _ in range(3)}
    if depth < 3 and kind < 0.7:
        return [made(chance, depth + 1) for _ in range(2)]
    return chance.choice([1, 0.5, "x", None, True])


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict | list):
        inner = node.items() if isinstance(node, dict) else enumerate(node)
        return [place for key, value in inner for place in places(value, (*path, key))]
    return [path]


@pytest.mark.parametrize("seed", range(300))
def test_values_of_documents_that_are_alike_are_those_of_each_alone(seed: int) -> None:
    chance, alike = random.Random(seed), AlikeValues("params.")
    document = {chance.choice(KEYS): made(chance) for _ in range(3)}
    for _ in range(4):
        all_places = places(document)
        instead = {place: chance.choice([7, 0.25, "y", None, 10**400]) for place in all_places if chance.random() < 0.4}
        assert alike.of(document, instead) == values_of(with_values(document, instead), "params.")
