"""Tests of the stages that changed, and what changed them."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hemolog.reports.compare.facts.parameters import Change
from hemolog.reports.compare.facts.stages import MOST, Cause, CauseKind, StageChange, Stages, stages
from support.compared_pairs import FIRST, of_repository, pair, run
from support.compared_repository import BASE, Compared, compared_repository, files_of

OUTPUTS = ("model.keras", "results/train.json", "results/plots")
EVALUATED = StageChange(
    "evaluate",
    Change.CHANGED,
    (Cause(CauseKind.DATA, ("model.keras",)),),
    ("results/predictions.csv", "results/worst.png", "results/test.json", "results/rocks.csv"),
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    found = compared_repository(tmp_path_factory.mktemp("stages"))
    found.branch("coded", replace(BASE, code="train = 2\n", skill=0.9))
    found.branch("comment", replace(BASE, code="train = 1  # the same\n"))
    found.branch("chance", replace(BASE, model=b"another"))
    found.branch("fold", replace(BASE, fold=1))
    return found


def locked(repository: Compared, name: str, edit: Callable[[dict[str, Any]], None]) -> None:
    """A branch of the base whose lock is otherwise."""
    lock = json.loads(str(files_of(repository.here, BASE)["dvc.lock"]))
    edit(lock["stages"])
    repository.branch(name, replace(BASE, more={"dvc.lock": json.dumps(lock)}))


def found(repository: Compared, head: str, base: str = "main") -> Stages:
    return stages(of_repository(repository.here.root, base, head))


def test_a_parameter_is_a_cause_and_what_it_made_is_the_next_stage_s(repository: Compared) -> None:
    trained = StageChange("train", Change.CHANGED, (Cause(CauseKind.PARAMS, ("train.rate",)),), OUTPUTS)
    assert found(repository, "change") == Stages((trained, EVALUATED), ("prepare",))


def test_code_is_a_cause(repository: Compared) -> None:
    trained, _ = found(repository, "coded").changes
    assert trained.causes == (Cause(CauseKind.CODE, ("src/train.py",)),)


def test_a_stage_whose_outputs_stay_is_changed_all_the_same(repository: Compared) -> None:
    assert found(repository, "comment").changes == (
        StageChange("train", Change.CHANGED, (Cause(CauseKind.CODE, ("src/train.py",)),)),
    )


def test_outputs_that_changed_although_nothing_else_did_are_unexplained(repository: Compared) -> None:
    trained = found(repository, "chance").changes[0]
    assert trained == StageChange(
        "train", Change.CHANGED, (Cause(CauseKind.UNEXPLAINED, ("model.keras",)),), ("model.keras",)
    )


def test_several_causes_are_all_told(repository: Compared) -> None:
    def edit(stages: dict[str, Any]) -> None:
        stages["train"]["cmd"] = "python train.py --fast"
        stages["train"]["deps"][1]["md5"] = "0" * 32
        stages["train"]["params"] = {"params.yaml": {"train.rate": 0.01}, "more.yaml": {"a.b": [1]}}

    locked(repository, "several", edit)
    (trained,) = found(repository, "several").changes
    assert trained.causes == (
        Cause(CauseKind.CODE, ("src/train.py",)),
        Cause(CauseKind.PARAMS, ("more.yaml:a.b", "train.seed")),
        Cause(CauseKind.COMMAND),
    )


def test_code_that_is_no_longer_read_is_code_too(repository: Compared) -> None:
    locked(repository, "removed", lambda stages: stages["evaluate"]["deps"].pop())
    repository.here.repository.git("rm", "--quiet", "src/evaluate.py")
    repository.here.repository.git("commit", "--quiet", "--message", "It is gone")
    (change,) = found(repository, "removed").changes
    assert change.causes == (Cause(CauseKind.CODE, ("src/evaluate.py",)),)


def test_data_is_a_cause(repository: Compared) -> None:
    first, second = found(repository, "fold").changes[:2]
    assert (first.name, first.causes) == ("prepare", (Cause(CauseKind.PARAMS, ("prepare.fold",)),))
    assert (second.name, second.causes) == ("train", (Cause(CauseKind.DATA, ("data",)),))


def test_stages_are_added_and_removed(repository: Compared) -> None:
    locked(repository, "fewer", lambda stages: stages.pop("evaluate"))
    assert found(repository, "fewer").changes == (StageChange("evaluate", Change.REMOVED),)
    assert found(repository, "main", "fewer").changes == (StageChange("evaluate", Change.ADDED),)


def test_data_that_was_added_without_a_stage_is_data(repository: Compared) -> None:
    for name, digest in (("added", "1" * 32), ("again", "2" * 32)):
        file = f"outs:\n- path: raw.zip\n  md5: {digest}\n  hash: md5\n  size: 3\n"
        repository.branch(name, replace(BASE, more={"raw.zip.dvc": file}))
    (change,) = found(repository, "again", "added").changes
    assert change == StageChange("raw.zip.dvc", Change.CHANGED, (Cause(CauseKind.DATA, ("raw.zip",)),), ("raw.zip",))


def test_what_can_t_be_compared_says_why(repository: Compared) -> None:
    repository.branch("no-lock", replace(BASE, more={"dvc.lock": None}))
    repository.branch("damaged", replace(BASE, more={"dvc.lock": "stages: [\n"}))
    assert found(repository, "no-lock").missing == "HEAD has no stages: it has no dvc.lock, so no stage has run"
    assert found(repository, "main", "damaged").missing.startswith("BASE has no stages: dvc.lock can't be read: ")
    assert stages(pair(None, run("head"))) == Stages(missing=FIRST)


def test_names_without_end_are_cut_and_counted(repository: Compared) -> None:
    def edit(stages: dict[str, Any]) -> None:
        stages["train"]["params"]["params.yaml"] |= {f"p{number}": number for number in range(1_000)}
        stages |= {f"more{number}": {"cmd": "x"} for number in range(1_000)}

    locked(repository, "many", edit)
    told = found(repository, "many")
    assert (len(told.changes), told.more) == (MOST, 1_001 - MOST)
    (cause,) = told.changes[0].causes
    assert (len(cause.names), cause.more) == (MOST, 1_000 - MOST)


def test_a_lock_of_any_shape_is_no_crash(tmp_path: Path) -> None:
    odd = "stages:\n  train: 3\n  x: {cmd: [a, b], params: [1], deps: {a: b}, outs: 4}\n  1: {params: {x.yaml: [a]}}\n"
    repository = compared_repository(tmp_path, head=replace(BASE, more={"dvc.lock": odd}))
    told = found(repository, "change")
    assert {each.name: each.change for each in told.changes}["x"] is Change.ADDED
