"""Tests of the tables of files and stages."""

import hashlib
import json
from pathlib import Path

import pytest

from hemolog.experiments.history.run import Dep, Kind, Run, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.reports.board.facts.artifacts import (
    Artifacts,
    File,
    MemberList,
    Places,
    Remote,
    Sources,
    StageRow,
    artifacts,
    remotes_of,
    tables,
)
from support.plain_repository import Plain, plain

BUCKET = Remote("", "s3://lab/prefix")


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def name_of(data: bytes, suffix: str = "") -> str:
    return hashlib.md5(data).hexdigest() + suffix


def keep(cache: Path, data: bytes, suffix: str = "") -> str:
    """The name of an object that a cache now has."""
    name = name_of(data, suffix)
    file = cache / key_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return name


def output(path: str, name: str, keeper: Keeper = Keeper.REMOTE, *, old: bool = False, model: bool = False) -> Output:
    return Output(path, "train", name, key_of(name, old=old), 7, None, keeper, is_model=model)


def run(commit: str, *stages: Stage) -> Run:
    return Run(Kind.EXPERIMENT, "quiet-owl", "refs/exps/x", commit, stages=stages)


def of(here: Plain, *runs: Run, places: Places | None = None) -> Artifacts:
    return artifacts(runs, places or Places(here.root / "cache", {None: BUCKET}), Sources(here.workspace.git))


def file_of(found: Artifacts, path: str) -> File:
    (only,) = (each for each in found.files if found.texts[each.path] == path)
    return only


def test_a_stage_is_its_code_the_files_it_read_and_the_files_it_made(here: Plain) -> None:
    commit = here.commit({"src/train.py": "x", "src/layers.py": "y", "classes.csv": "z"})
    deps = (Dep("src/train.py", "1" * 32, 1), Dep("src/layers.py", "2" * 32, 2), Dep("classes.csv", "3" * 32, 3))
    model, scores = output("model.pt", "4" * 32, model=True), output("scores.json", "5" * 32, Keeper.GIT)
    found = of(here, run(commit, Stage("train", "python train.py", deps, (model, scores))))
    assert found == Artifacts(
        texts=("src/train.py", "src/layers.py", "classes.csv", "model.pt", "scores.json", "train", "python train.py"),
        files=(
            File(0, "1" * 32, 1, None, "git", -1, False, "", False, False),
            File(1, "2" * 32, 2, None, "git", -1, False, "", False, False),
            File(2, "3" * 32, 3, None, "git", -1, False, "", False, False),
            File(3, "4" * 32, 7, None, "dvc", 0, False, "none", False, True),
            File(4, "5" * 32, 7, None, "git", -1, False, "", False, False),
        ),
        stages=(StageRow(5, 6, 0, (2,), (3, 4)),),
        codes=((0, 1),),
        runs=((0,),),
        remotes=(BUCKET,),
        members={},
    )


def test_what_runs_share_stands_once(here: Plain) -> None:
    prepare = Stage("prepare", "p", (), (output("data", "1" * 32),))
    dep = Dep("data", "1" * 32, 7)
    trains = [Stage("train", "t", (dep,), (output("model.pt", digit * 32),)) for digit in "23"]
    commit = here.commit({})
    found = of(here, run(commit, prepare, trains[0]), run(commit, prepare, trains[1]), run(commit))
    assert found.runs == ((0, 1), (0, 2), ())
    assert [row.deps for row in found.stages] == [(), (0,), (0,)]
    assert len(found.files) == 3


@pytest.mark.parametrize(
    ("keeper", "told"),
    [(Keeper.REMOTE, "dvc"), (Keeper.GIT, "git"), (Keeper.ELSEWHERE, "elsewhere"), (Keeper.NOBODY, "elsewhere")],
)
def test_a_file_says_who_keeps_it(here: Plain, keeper: Keeper, told: str) -> None:
    found = of(here, run(here.commit({}), Stage("train", "t", (), (output("a", "1" * 32, keeper),))))
    assert file_of(found, "a").keeper == told
    assert (file_of(found, "a").remote == 0) == (told == "dvc")


def test_an_output_that_nothing_is_said_of_is_git_s_if_the_commit_has_it_else_dvc_s(here: Plain) -> None:
    made = (output("a.json", "1" * 32, Keeper.UNTOLD), output("b.json", "2" * 32, Keeper.UNTOLD))
    found = of(here, run(here.commit({"a.json": "{}"}), Stage("train", "t", (), made)))
    assert [file_of(found, path).keeper for path in ("a.json", "b.json")] == ["git", "dvc"]


def test_a_file_that_no_stage_made_and_git_does_not_have_is_outside(here: Plain) -> None:
    found = of(here, run(here.commit({}), Stage("train", "t", (Dep("s3://lab/raw.zip", "", 9),), ())))
    assert file_of(found, "s3://lab/raw.zip") == File(0, "", 9, None, "outside", -1, False, "", False, False)
    assert found.codes == ()


@pytest.mark.timeout(20)
@pytest.mark.parametrize("path", ["/", "//", "//host/a.png", "///a", "../..", "", ".", "a//b"])
def test_a_path_that_leads_nowhere_is_made_by_no_stage(here: Plain, path: str) -> None:
    found = of(here, run(here.head(), Stage("train", "true", (Dep(path, "1" * 32, 1),), (output("a.pt", "2" * 32),))))
    assert file_of(found, path).keeper == "outside"


def test_a_file_in_an_output_lies_where_the_output_does(here: Plain) -> None:
    cache = here.root / "cache"
    index = keep(cache, b"rows")
    stages = (
        Stage("prepare", "p", (), (output("data", "1" * 32 + ".dir"),)),
        Stage("train", "t", (Dep("data/index.csv", index, 4),), ()),
    )
    found = of(here, run(here.commit({}), *stages))
    assert file_of(found, "data/index.csv")[4:8] == ("dvc", 0, False, "all")


def test_an_object_of_an_early_dvc_says_so(here: Plain) -> None:
    found = of(here, run(here.commit({}), Stage("train", "t", (), (output("a", "1" * 32, old=True),))))
    assert file_of(found, "a").old


def test_a_pruned_file_is_marked_in_the_runs_whose_notes_say_so(here: Plain) -> None:
    one, two = here.commit({"a": "1"}), here.commit({"a": "2"})
    stage = Stage("train", "t", (), (output("model.pt", "1" * 32),))
    places = Places(here.root / "cache", {None: BUCKET}, {one: frozenset({"1" * 32})})
    found = of(here, run(one, stage), run(two, stage), places=places)
    assert [found.files[found.stages[row].outputs[0]].pruned for (row,) in found.runs] == [True, False]


def test_the_files_of_a_directory_are_listed_as_far_as_they_may_be(
    here: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SHOWN_MEMBERS", 2)
    cache = here.root / "cache"
    entries = [{"md5": keep(cache, b"a" * 5), "relpath": "a"}, *({"md5": "1" * 32, "relpath": each} for each in "bc")]
    name = keep(cache, json.dumps(entries).encode(), ".dir")
    found = of(here, run(here.commit({}), Stage("prepare", "p", (), (output("data", name),))))
    assert found.members == {name: MemberList(("a", "b"), (name_of(b"a" * 5), "1" * 32), (5, None), 1)}
    assert file_of(found, "data").here == "some"


def test_a_file_without_a_digest_that_dvc_could_have_made_is_looked_for_nowhere(here: Plain) -> None:
    stages = (
        Stage("prepare", "p", (), (output("data", "1" * 32),)),
        Stage("train", "t", (Dep("data", "../../etc/passwd", 4),), ()),
    )
    found = of(here, run(here.commit({}), *stages))
    assert found.files[1] == File(0, "../../etc/passwd", 4, None, "dvc", -1, False, "", False, False)


@pytest.mark.parametrize("path", ["", "/", "//", "//host/x", "///", "a//b", "/a", "a/", "..", "."])
def test_a_path_of_any_form_is_one(here: Plain, path: str) -> None:
    stages = (Stage("train", "t", (Dep(path, "1" * 32),), (output("model.pt", "2" * 32),)),)
    assert file_of(of(here, run(here.commit({}), *stages)), path).keeper == "outside"


def test_the_remotes_that_outputs_name_are_each_told_once() -> None:
    other = Output("b", "train", "2" * 32, "b", 1, None, Keeper.REMOTE, remote="archive")
    stage = Stage("train", "t", (), (output("a", "1" * 32), other, output("c", "3" * 32, Keeper.GIT)))
    assert list(remotes_of([run("x", stage), run("y", stage)])) == [None, "archive"]
