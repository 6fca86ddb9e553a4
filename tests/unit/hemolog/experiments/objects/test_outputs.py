"""Tests of what locks and `.dvc` files tell of outputs, and `dvc.yaml` of who keeps them."""

from typing import Any

import pytest

from hemolog.experiments.documents import read_texts
from hemolog.experiments.objects.outputs import Definition, Keeper, Output, of_dvc_file, of_lock

A, B = "a" * 32, "b" * 32


def lock(path: str, stage: str = "train", **more: Any) -> dict[str, Any]:
    return {"stages": {stage: {"cmd": "x", "outs": [{"path": path, "hash": "md5", "md5": A, "size": "7", **more}]}}}


def definition(text: str) -> Definition:
    return Definition(read_texts(text.encode()))


def keeper(yaml: str, path: str = "model", stage: str = "train") -> Keeper:
    (output,) = of_lock(lock(path, stage), definition(yaml), "")
    return output.keeper


def test_an_output_is_told_whole() -> None:
    yaml = "stages: {train: {cmd: x, wdir: sub, outs: [model.keras, data: {cache: true, remote: other}]}}"
    document = {
        "stages": {
            "train": {
                "outs": [
                    {"path": "model.keras", "hash": "md5", "md5": A, "size": "7"},
                    {"path": "data", "hash": "md5", "md5": f"{B}.dir", "size": "9", "nfiles": "2"},
                ]
            }
        }
    }
    model, data = of_lock(document, definition(yaml), "below")
    assert model == Output(
        "below/sub/model.keras", "train", A, f"files/md5/{A[:2]}/{A[2:]}", 7, None, Keeper.REMOTE, None, True
    )
    assert data == Output(
        "below/sub/data", "train", f"{B}.dir", f"files/md5/{B[:2]}/{B[2:]}.dir", 9, 2, Keeper.REMOTE, "other", False
    )
    assert (model.is_directory, data.is_directory) == (False, True)


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("stages: {train: {outs: [model]}}", Keeper.REMOTE),
        ("stages: {train: {outs: [./model/]}}", Keeper.REMOTE),
        ("stages: {train: {outs: [model: {cache: false}]}}", Keeper.GIT),
        ("stages: {train: {metrics: [model: {cache: False}]}}", Keeper.GIT),
        ("stages: {train: {plots: [model: {cache: false, x: step}]}}", Keeper.GIT),
        ("stages: {train: {outs: [model: {push: false}]}}", Keeper.ELSEWHERE),
        ("stages: {train: {outs: [model: {persist: true}]}}", Keeper.REMOTE),
        ("stages: {train: {outs: ['${name}']}}", Keeper.REMOTE),
        ("stages: {train: {outs: ['mo${rest}': {cache: false}]}}", Keeper.GIT),
        ("stages: {train: {outs: ['no${rest}': {cache: false}]}}", Keeper.UNTOLD),
        ("stages: {train: {outs: [another]}}", Keeper.UNTOLD),
        ("stages: {}", Keeper.UNTOLD),
        ("stages: [1]", Keeper.UNTOLD),
        ("[]", Keeper.UNTOLD),
    ],
)
def test_who_keeps_an_output(yaml: str, expected: Keeper) -> None:
    assert keeper(yaml) is expected


def test_stages_that_stand_for_many_are_found_by_their_name() -> None:
    each = "stages: {train: {foreach: [a, b], do: {outs: ['m-${item}': {cache: false}]}}}"
    matrix = "stages: {train: {matrix: {x: [a, b]}, outs: ['m-${item.x}': {cache: false}]}}"
    assert keeper(each, "m-a", "train@a") is Keeper.GIT
    assert keeper(matrix, "m-a", "train@a") is Keeper.GIT


def test_artifacts_say_what_is_a_model_and_else_the_suffix() -> None:
    named = "artifacts: {best: {path: weights, type: model}}\nstages: {}"
    for yaml, path, expected in (
        (named, "weights", True),
        (named, "model.keras", False),
        ("stages: {}", "model.keras", True),
        ("stages: {}", "weights", False),
    ):
        (output,) = of_lock(lock(path), definition(yaml), "")
        assert output.is_model is expected


def test_objects_of_older_versions_lie_elsewhere() -> None:
    old = {"stages": {"train": {"outs": [{"path": "model", "md5": A}]}}}
    (output,) = of_lock(old, Definition(None), "")
    assert output.key == f"{A[:2]}/{A[2:]}"


@pytest.mark.parametrize(
    "document",
    [
        None,
        3,
        [],
        {"stages": []},
        {"stages": {"a": None}},
        {"stages": {"a": {"outs": {}}}},
        {"stages": {"a": {"outs": [1]}}},
    ]
    + [lock("model", md5=each) for each in ("", "../../etc/passwd", A + "/x", A.upper(), A + ".dir.dir", None, ["x"])],
)
def test_what_makes_no_sense_is_passed_over(document: Any) -> None:
    assert of_lock(document, Definition(None), "") == []


@pytest.mark.parametrize("size", ["-1", "1e3", "x", None, "9" * 30])
def test_an_absurd_size_is_none(size: Any) -> None:
    (output,) = of_lock(lock("model", size=size), Definition(None), "")
    assert output.size is None


def test_data_that_was_added_is_the_remotes_and_what_was_imported_its_sources() -> None:
    added = {"outs": [{"path": "data", "hash": "md5", "md5": f"{A}.dir", "size": "3", "nfiles": "1"}]}
    (output,) = of_dvc_file(added, "sub/data.dvc")
    assert (output.path, output.stage, output.keeper) == ("sub/data", "sub/data.dvc", Keeper.REMOTE)
    (output,) = of_dvc_file({**added, "deps": [{"path": "data", "repo": {"url": "elsewhere"}}]}, "data.dvc")
    assert output.keeper is Keeper.ELSEWHERE
    (output,) = of_dvc_file({**added, "deps": [{"path": "s3://bucket/data"}]}, "data.dvc")
    assert output.keeper is Keeper.REMOTE
    (output,) = of_dvc_file({"outs": [{**added["outs"][0], "push": "false"}]}, "data.dvc")
    assert output.keeper is Keeper.ELSEWHERE
    (output,) = of_dvc_file({"wdir": "../other", **added}, "sub/data.dvc")
    assert output.path == "other/data"
