"""Tests of which stages a `dvc.yaml` defines."""

from typing import Any

import pytest

from hemolog.experiments.documents import read
from hemolog.experiments.objects.instances import Instances

PARAMS = {
    "layers": [1, 2.5],
    "flags": [True],
    "table": {"a": 1, "b": {}},
    "rows": [{"x": 1}, {"x": 2}],
    "deep": {"er": ["q"]},
}


@pytest.mark.parametrize(
    ("stage", "names", "others"),
    [
        ("cmd: x", ["each"], ["each@1", "another"]),
        (
            "{foreach: [a, 1, 1e-5, true, null], do: {}}",
            ["each@a", "each@1", "each@1e-05", "each@true", "each@None"],
            ["each@b"],
        ),
        ("{foreach: {a: 1, b: 2}, do: {}}", ["each@a", "each@b"], ["each@1", "each@c"]),
        ("{foreach: '${layers}', do: {}}", ["each@1", "each@2.5"], ["each@2", "each@0"]),
        ("{foreach: '${ flags }', do: {}}", ["each@true"], ["each@True"]),
        ("{foreach: '${table}', do: {}}", ["each@a", "each@b"], ["each@c"]),
        ("{foreach: '${rows}', do: {}}", ["each@0", "each@1"], ["each@2"]),
        ("{foreach: '${deep.er}', do: {}}", ["each@q"], ["each@r"]),
        ("{foreach: ['${layers}'], do: {}}", ["each@0"], ["each@1"]),
        ("{foreach: '${lost}', do: {}}", ["each@anything"], ["another@anything"]),
        ("{foreach: '${a}-${b}', do: {}}", ["each@anything"], []),
        ("{matrix: {m: [a, b], n: '${layers}'}, cmd: x}", ["each@a-1", "each@b-2.5"], ["each@a", "each@1-a"]),
        ("{matrix: {m: [[1], {}], n: [z]}, cmd: x}", ["each@m0-z", "each@m1-z"], ["each@m2-z"]),
        ("{matrix: '${table}', cmd: x}", ["each@anything"], []),
        ("{matrix: 3, cmd: x}", ["each@anything"], []),
        ("3", ["each"], ["each@1"]),
    ],
)
def test_instances_are_those_of_the_values(stage: str, names: list[str], others: list[str]) -> None:
    instances = Instances(
        read(f"stages: {{each: {stage if stage[0] in '{3' else '{' + stage + '}'}}}".encode()), PARAMS
    )
    assert [name for name in names if not instances.has(name)] == []
    assert [name for name in others if instances.has(name)] == []


def test_variables_of_dvc_yaml_itself_count_and_those_of_other_files_make_it_unknown() -> None:
    stages = {"each": {"foreach": "${own}", "do": {}}}
    own = Instances({"vars": [{"own": ["a"]}], "stages": stages}, PARAMS)
    assert (own.has("each@a"), own.has("each@b")) == (True, False)
    assert Instances({"vars": ["other.yaml"], "stages": stages}, PARAMS).has("each@b")


@pytest.mark.parametrize("document", [None, 3, [], {"stages": [1]}, {"stages": None}])
def test_what_makes_no_sense_defines_nothing(document: Any) -> None:
    assert not Instances(document, None).has("each")
    assert not Instances.depend_on_params(document)


def test_it_is_told_where_parameters_count() -> None:
    assert Instances.depend_on_params({"stages": {"each": {"foreach": "${x}"}}})
    assert Instances.depend_on_params({"stages": {"each": {"matrix": {"x": ["${x}"]}}}})
    assert not Instances.depend_on_params({"stages": {"each": {"foreach": ["x"], "do": {"cmd": "${x}"}}}})


def test_a_matrix_without_end_is_not_made() -> None:
    axes = {str(number): list(range(100)) for number in range(20)}
    assert Instances({"stages": {"each": {"matrix": axes}}}, None).has("each@x")
