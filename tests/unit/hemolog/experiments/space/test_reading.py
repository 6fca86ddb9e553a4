"""The space of `search:`: what is understood, and what is refused with its reason."""

from itertools import pairwise
from typing import Any

import pytest
from ruamel.yaml import YAML

from hemolog.experiments.space import Boolean, Choice, Entry, FloatRange, IntRange, allows
from hemolog.experiments.space.entries import parents_first
from hemolog.experiments.space.reading import MOST_ENTRIES, read_space


def problems_of(space: object) -> list[str]:
    problems: list[str] = []
    read_space(space, problems)
    return problems


def yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


ACCEPTED: list[tuple[str, Entry]] = [
    ("{float: [1e-4, 1e-2], sampling: log}", FloatRange(0.0001, 0.01, "log")),
    ("{float: [0, 1]}", FloatRange(0.0, 1.0)),
    ("{float: [-0.5, 0.5], step: 0.1}", FloatRange(-0.5, 0.5, step=0.1)),
    ("{float: [1, 8], step: 2, sampling: reverse_log}", FloatRange(1.0, 8.0, "reverse_log", 2.0)),
    ("{int: [8, 32], step: 8}", IntRange(8, 32, step=8)),
    ("{int: [0, 2147483647]}", IntRange(0, 2**31 - 1)),
    ("{int: [0, 5000], step: 1}", IntRange(0, 5000, step=1)),
    ("{int: [8, 128], step: 2, sampling: log}", IntRange(8, 128, "log", 2)),
    ("{choice: [cnn, resnet]}", Choice(("cnn", "resnet"))),
    ("{choice: [only]}", Choice(("only",))),
    ("{choice: [null, imagenet]}", Choice((None, "imagenet"))),
    ("{choice: [0.1, 1e-5]}", Choice((0.1, 1e-05))),
    ("{choice: [[1, 2], [3], []]}", Choice(([1, 2], [3], []))),
    ("{choice: ['1', '01', 'true']}", Choice(("1", "01", "true"))),
    ("{choice: [true]}", Choice((True,))),
    ("{boolean: }", Boolean()),
    ("{int: [1, 3], when: {m: [cnn], f: [true]}}", IntRange(1, 3, when={"f": (True,), "m": ("cnn",)})),
    ("{boolean: , when: {i: [2, 4]}}", Boolean({"i": (2, 4)})),
]


@pytest.mark.parametrize(("text", "entry"), ACCEPTED, ids=[text for text, _ in ACCEPTED])
def test_an_entry_is_understood_and_written_the_same(text: str, entry: Entry) -> None:
    space = {"x": yaml(text), "m": {"choice": ["cnn", "b"]}, "f": {"boolean": None}, "i": {"int": [2, 4], "step": 2}}
    problems: list[str] = []

    read = read_space(space, problems)

    assert problems == []
    assert (read["x"], type(read["x"])) == (entry, type(entry))
    assert read_space(space | {"x": entry.document()}, problems) == read


REFUSED = [
    ("[1, 2]", "x: expected one of float, int, choice, boolean (`float: [0.1, 0.5]`). Received [1, 2]"),
    ("{}", "x: expected one of float, int, choice, boolean. Received none"),
    ("{float: [0, 1], int: [0, 1]}", "x: expected one of float, int, choice, boolean. Received float and int"),
    ("{flaot: [0, 1]}", "x.flaot: is unknown (did you mean float?)"),
    ("{float: [0, 1], sampeling: log}", "x.sampeling: is unknown (did you mean sampling?)"),
    ("{choice: [1, 2], step: 1}", "x.step: only a float or an int has it"),
    ("{float: 3}", "x.float: expected two finite numbers, [low, high]. Received 3"),
    ("{float: [1]}", "x.float: expected two finite numbers, [low, high]. Received [1]"),
    ("{float: [0, .inf]}", "x.float: expected two finite numbers, [low, high]. Received [0, Infinity]"),
    ("{float: [.nan, 1]}", "x.float: expected two finite numbers, [low, high]. Received [NaN, 1]"),
    ("{float: [true, 2]}", "x.float: expected two finite numbers, [low, high]. Received [true, 2]"),
    ("{float: ['1e-4', 1]}", 'x.float: expected two finite numbers, [low, high]. Received ["1e-4", 1]'),
    ("{float: [2, 1]}", "x.float: expected low below high. Received [2, 1]"),
    ("{float: [1, 1.0]}", "x.float: the range is empty but for 1: set the parameter itself to it"),
    ("{int: [1, 2.0]}", "x.int: expected two integers, [low, high]. Received [1, 2.0]"),
    ("{int: [false, 3]}", "x.int: expected two integers, [low, high]. Received [false, 3]"),
    (f"{{int: [0, {2**60}]}}", f"x.int: expected two integers, [low, high]. Received [0, {2**60}]"),
    ("{int: [32, 8]}", "x.int: expected low below high. Received [32, 8]"),
    ("{float: [0, 1], sampling: log}", "x.sampling: log needs a range above 0. Received low 0.0"),
    ("{int: [-1, 1], sampling: reverse_log}", "x.sampling: reverse_log needs a range above 0. Received low -1"),
    ("{float: [1, 2], sampling: lag}", "x.sampling: is unknown (did you mean log?)"),
    ("{float: [1, 2], sampling: [log]}", "x.sampling: is unknown (known: linear, log, reverse_log)"),
    ("{float: [0, 1], step: 0}", "x.step: expected a number above 0 for linear sampling. Received 0"),
    ("{float: [0, 1], step: -0.1}", "x.step: expected a number above 0 for linear sampling. Received -0.1"),
    ("{float: [1, 9], step: 1, sampling: log}", "x.step: expected a number above 1 for log sampling. Received 1"),
    ("{int: [1, 9], step: 2.5}", "x.step: expected a number above 0 for linear sampling. Received 2.5"),
    ("{int: [1, 9], step: true}", "x.step: expected a number above 0 for linear sampling. Received true"),
    ("{int: [1, 3], step: 5}", "x.step: no second value lies within the range. Received 5"),
    ("{float: [0, 1], step: 1e-9}", "x.step: expected at most 1000 values. Received about 1e+09"),
    ("{choice: []}", "x.choice: expected a list of values. Received []"),
    ("{choice: cnn}", 'x.choice: expected a list of values. Received "cnn"'),
    ("{choice: [1, 2, 1]}", "x.choice: 1 stands there twice"),
    ("{choice: [[1], [1]]}", "x.choice: [1] stands there twice"),
    ("{choice: [a, 1]}", "x.choice: expected values of one type. Received int and str"),
    ("{choice: [true, 1]}", "x.choice: expected values of one type. Received bool and int"),
    ("{choice: [1, 0.5]}", "x.choice: expected values of one type (write integers as 1.0). Received float and int"),
    ("{choice: [.inf]}", "x.choice: expected numbers, texts, booleans, null or lists of them. Received Infinity"),
    ("{choice: [{a: 1}]}", 'x.choice: expected numbers, texts, booleans, null or lists of them. Received {"a": 1}'),
    (
        "{choice: [2026-01-01]}",
        'x.choice: expected numbers, texts, booleans, null or lists of them. Received "2026-01-01"',
    ),
    ("{boolean: true}", "x.boolean: expected nothing after it. Received true"),
    ("{boolean: , when: m}", 'x.when: expected parameters and lists of their values. Received "m"'),
    ("{boolean: , when: {m: a}}", 'x.when.m: expected a list of values. Received "a"'),
    ("{boolean: , when: {m: []}}", "x.when.m: expected a list of values. Received []"),
    ("{boolean: , when: {model: [a]}}", "x.when.model: is unknown (known: m, f, x)"),
    ("{boolean: , when: {m: [c]}}", 'x.when.m: "c" is none of its values'),
    ("{boolean: , when: {x: [true]}}", "x.when: the conditions go round in a circle (x -> x)"),
    (
        "{boolean: , when: {f: [0.5]}}",
        "x.when.f: a condition can't be about a float; expected a choice, a boolean or an int",
    ),
]


@pytest.mark.parametrize(("text", "problem"), REFUSED, ids=[text for text, _ in REFUSED])
def test_an_entry_is_refused_with_its_reason(text: str, problem: str) -> None:
    space = {"m": {"choice": ["a", "b"]}, "f": {"float": [0, 1]}, "x": yaml(text)}
    assert problems_of(space) == [f"search.space.{problem}"]


@pytest.mark.parametrize("space", [None, {}, [], "train.width", 3])
def test_a_space_without_entries_is_refused(space: object) -> None:
    (problem,) = problems_of(space)
    assert problem.startswith("search.space: expected parameters and their ranges")


@pytest.mark.parametrize(
    "key", [1, None, "", "a b", "a..b", ".a", "a.", "a=b", "a/b", "tuner/epochs", "a.0", "a[0]", "+a"]
)
def test_a_key_that_names_no_parameter_is_refused(key: object) -> None:
    (problem,) = problems_of({key: {"boolean": None}})
    assert problem.endswith("expected the dotted name of a parameter, such as train.learning_rate")


def test_all_problems_are_told_at_once() -> None:
    space = {"b": {"int": [3, 1]}, "a": {"choice": [1, "x"]}, "c": {"boolean": None, "when": {"d": [1]}}}
    assert len(problems_of(space)) == 3


def test_a_condition_on_an_entry_that_is_wrong_itself_is_no_second_problem() -> None:
    assert len(problems_of({"a": {"int": [3, 1]}, "b": {"boolean": None, "when": {"a": [2]}}})) == 1


def test_conditions_that_go_round_are_refused_with_the_way() -> None:
    space = {name: {"boolean": None, "when": {below: [True]}} for name, below in ["ab", "bc", "ca"]}
    assert problems_of(space) == ["search.space.a.when: the conditions go round in a circle (a -> b -> c -> a)"]


def test_a_chain_of_conditions_is_understood_parents_first() -> None:
    names = [f"n{index:03}" for index in range(MOST_ENTRIES)]
    chain: dict[str, Any] = {names[-1]: {"boolean": None}}
    for name, parent in pairwise(names):
        chain[name] = {"boolean": None, "when": {parent: [True]}}
    problems: list[str] = []
    space = read_space(chain, problems)
    assert problems == []
    assert parents_first(space) == names[::-1]


def test_more_entries_than_can_be_searched_are_refused() -> None:
    assert problems_of({f"p{index}": {"boolean": None} for index in range(MOST_ENTRIES + 1)}) == [
        "search.space: expected at most 200 parameters. Received 201"
    ]


def test_the_order_in_the_file_is_no_part_of_a_space() -> None:
    first = {"a": {"boolean": None}, "b": {"int": [1, 2]}}
    assert list(read_space(dict(reversed(first.items())), [])) == list(read_space(first, [])) == ["a", "b"]


def test_steps_are_the_numbers_that_a_person_would_type() -> None:
    assert FloatRange(0.0, 0.5, step=0.1).values() == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    assert FloatRange(1e-05, 0.1, "log", 10.0).values() == [1e-05, 0.0001, 0.001, 0.01, 0.1]
    assert FloatRange(1.0, 8.0, "reverse_log", 2.0).values() == [8.0, 7.0, 5.0, 1.0]
    assert IntRange(8, 100, "log", 2).values() == [8, 16, 32, 64]
    assert list(IntRange(8, 33, step=8).values()) == [8, 16, 24, 32]


@pytest.mark.parametrize(
    ("entry", "value", "allowed"),
    [
        (IntRange(1, 3), 3, True),
        (IntRange(1, 3), 4, False),
        (IntRange(1, 3), 1.0, False),
        (IntRange(0, 3), False, False),
        (IntRange(8, 32, step=8), 16, True),
        (IntRange(8, 32, step=8), 17, False),
        (IntRange(8, 32, "log", 2), 32, True),
        (FloatRange(0.0, 1.0), 0.123, True),
        (FloatRange(0.0, 1.0), 1.1, False),
        (FloatRange(0.0, 1.0), 1, False),
        (FloatRange(0.0, 1.0), float("nan"), False),
        (Choice(("1",)), 1, False),
        (Choice((None, "a")), None, True),
        (Choice(([1],)), [1], True),
        (Choice(([1],)), [True], False),
        (Boolean(), True, True),
        (Boolean(), 1, False),
    ],
)
def test_an_entry_allows_its_values_of_their_very_type(entry: Entry, value: Any, allowed: bool) -> None:
    assert allows(entry, value) is allowed
