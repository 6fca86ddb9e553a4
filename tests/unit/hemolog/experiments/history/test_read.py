"""Tests of histories: what is told of good experiments, and that the others are rows with their problem."""

import json
import math
from pathlib import Path

import pygit2
import pytest

from hemolog.errors import RepositoryError
from hemolog.experiments import trailers
from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.run import Curve, Dep, Kind, Note, Run
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.notes.pruned import Pruned
from support.plain_repository import Files, Plain, plain

A, B, C = "a" * 32, "b" * 32, "1" * 32
DEFINITION = """\
stages:
  train:
    cmd: python train.py
    deps: [data]
    params: [rate]
    outs: [model.keras]
    metrics:
    - metrics.json:
        cache: false
    plots:
    - plots:
        cache: false
        x: step
"""
LOCK = f"""\
schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data
      hash: md5
      md5: {A}.dir
      size: 12
      nfiles: 2
    params:
      params.yaml:
        rate: 0.1
    outs:
    - path: model.keras
      hash: md5
      md5: {C}
      size: 7
"""
GOOD: Files = {
    "dvc.yaml": DEFINITION,
    "dvc.lock": LOCK,
    "params.yaml": "rate: 0.1\nname: cnn\n",
    "metrics.json": '{"val": {"loss": 0.5, "macro_f1": 0.25}}',
    "plots/train/loss.tsv": "step\tloss\n1\t0.5\n2\t0.25\n",
    "data.dvc": f"outs:\n- md5: {A}.dir\n  size: 12\n  nfiles: 2\n  hash: md5\n  path: data\n",
}


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def runs(here: Plain, *revisions: str) -> dict[str, Run]:
    return {run.name: run for run in read_history(here.workspace, revisions).runs}


def run_of(here: Plain, files: Files) -> Run:
    here.experiment("one", files)
    (run,) = read_history(here.workspace).runs
    return run


def test_all_of_an_experiment_is_told(here: Plain) -> None:
    told = {trailers.SEARCH: "rates", trailers.SECONDS: "2.5"}
    commit = here.experiment("one", GOOD, trailers.message("A subject", "A body", told))
    history = read_history(here.workspace)
    (run,) = history.runs
    model = Output("model.keras", "train", C, key_of(C), 7, None, Keeper.REMOTE, None, True)
    data = Output("data", "data.dvc", f"{A}.dir", key_of(f"{A}.dir"), 12, 2, Keeper.REMOTE, None, False)
    assert (history.head, history.branch) == (here.head(), "main")
    assert (run.kind, run.ref, run.commit, run.baseline) == (Kind.EXPERIMENT, here.ref("one"), commit, here.head())
    assert (run.time, run.author, run.subject, run.facts) == (1_700_000_000, "Test", "A subject", told)
    assert run.params == {"params.rate": 0.1, "params.name": "cnn"}
    assert run.metrics == {"metrics.val.loss": 0.5, "metrics.val.macro_f1": 0.25}
    assert run.curves == {"metrics.train.loss": Curve((1.0, 2.0), (0.5, 0.25))}
    assert [(stage.name, stage.command, stage.deps, stage.outputs) for stage in run.stages] == [
        ("data.dvc", "", (), (data,)),
        ("train", "python train.py", (Dep("data", f"{A}.dir", 12, 2),), (model,)),
    ]
    assert (run.notes, run.problems) == ((), ())


def test_what_stands_in_a_subfolder_has_its_paths_from_gits_root(tmp_path: Path) -> None:
    below = plain(tmp_path / "below", "pipes/one")
    files = {f"pipes/one/{name}": data for name, data in GOOD.items()} | {"params.yaml": "rate: 2\n"}
    run = run_of(below, files)
    assert run.params["params.rate"] == 0.1
    assert run.metrics["metrics.val.loss"] == 0.5
    assert list(run.curves) == ["metrics.train.loss"]
    assert [stage.name for stage in run.stages] == ["pipes/one/data.dvc", "pipes/one/dvc.yaml:train"]
    assert run.stages[1].outputs[0].path == "pipes/one/model.keras"


def test_repositories_of_dvc_within_are_none_of_ours(here: Plain) -> None:
    run = run_of(here, GOOD | {f"other/{name}": data for name, data in GOOD.items()} | {"other/.dvc/config": ""})
    assert len(run.stages) == 2


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({"params.yaml": "a: ["}, "params.yaml"),
        ({"params.yaml": "- 1\n- 2\n"}, "params.yaml"),
        ({"params.yaml": b"\xff\xfe\x00"}, "params.yaml"),
        ({"params.yaml": "a: " * 3 + "1"}, "params.yaml"),
        ({"params.yaml": "".join(f"{' ' * depth}a:\n" for depth in range(150))}, "params.yaml"),
        ({"params.yaml": "\n".join(f"a{number}: 1" for number in range(20_001))}, "params.yaml"),
        ({"dvc.yaml": "stages: ["}, "dvc.yaml"),
        ({"dvc.lock": "stages: ["}, "dvc.lock"),
        ({"data.dvc": "outs: ["}, "data.dvc"),
        ({"metrics.json": "{"}, "metrics.json"),
        ({"metrics.json": '{"a":' * 500 + "1" + "}" * 500}, "metrics.json"),
        ({"metrics.json": "[" * 100_000}, "metrics.json"),
        ({"metrics.json": b"\xff"}, "metrics.json"),
        ({"metrics.json": '{"a": %s}' % ("9" * 5_000)}, "metrics.json"),
        ({"metrics.json": '{"a": 1}' + " " * 10_000_000}, "metrics.json"),
        ({"plots/train/loss.tsv": b"step\tloss\n1\t\xff\n"}, "plots/train/loss.tsv"),
        ({"plots/train/loss.json": "[" * 100_000}, "plots/train/loss.json"),
        ({"plots/train/loss.csv": "step,loss\n" + "1,2\n" * 100_001}, "plots/train/loss.csv"),
    ],
)
def test_what_is_damaged_is_a_problem_and_hinders_nothing_else(here: Plain, changed: Files, about: str) -> None:
    run = run_of(here, GOOD | changed)
    (problem,) = run.problems
    assert problem.startswith(f"{about} can't be read: ")
    assert "\n" not in problem
    assert run.params or about == "params.yaml"
    assert len(run.stages) == 2 - (about in ("dvc.lock", "data.dvc"))
    assert read_history(here.workspace).runs == read_history(here.workspace, cached=False).runs == (run,)


def test_numbers_that_are_none_and_other_values_are_told_as_they_are(here: Plain) -> None:
    text = '{"nan": NaN, "inf": -Infinity, "text": "x", "list": [1], "none": null, "yes": true, "long": %s}'
    run = run_of(here, GOOD | {"metrics.json": text % json.dumps("x" * 20_000)})
    assert math.isnan(run.metrics.pop("metrics.nan"))  # type: ignore[attr-defined, arg-type]
    assert run.metrics == {
        "metrics.inf": -math.inf,
        "metrics.text": "x",
        "metrics.yes": True,
        "metrics.long": "x" * 10_000 + "…",
    }


def test_links_and_submodules_are_no_files(here: Plain) -> None:
    git = here.workspace.git
    commit = git[here.commit(GOOD)]
    builder = git.TreeBuilder(commit.peel(pygit2.Tree))
    builder.insert("metrics.json", git.create_blob(b"/etc/passwd"), pygit2.enums.FileMode.LINK)
    builder.insert("params.yaml", commit.id, pygit2.enums.FileMode.COMMIT)
    who = pygit2.Signature("x", "x@localhost", 0, 0)
    made = git.create_commit(None, who, who, "links", builder.write(), [])
    here.references({here.ref("one"): str(made)})
    (run,) = read_history(here.workspace).runs
    assert (run.params, run.metrics, len(run.problems)) == ({}, {}, 2)


def test_damaged_references_and_commits_are_rows(here: Plain) -> None:
    git = here.workspace.git
    blob, tree = git.create_blob(b"x"), git[here.head()].peel(pygit2.Commit).tree_id
    here.references({here.ref("blob"): str(blob), here.ref("tree"): str(tree)})
    tag = git.create_tag("named", git.head.target, pygit2.enums.ObjectType.COMMIT, git.default_signature, "x")
    here.references({here.ref("tag"): str(tag)})
    folder = Path(git.path) / here.ref("x").rpartition("/")[0]
    (folder / "gone").write_text("1" * 40 + "\n")
    (folder / "empty").write_text("")
    (folder / "noise").write_text("noise\n")
    (folder / "a;b").write_text("noise\n")
    (folder / "new.lock").write_text("1" * 40 + "\n")
    here.experiment("good", GOOD)
    found = runs(here)
    assert {name: run.problems for name, run in found.items()} == {
        "good": (),
        "blob": ("it is no commit but a blob",),
        "tree": ("it is no commit but a tree",),
        "tag": ("it is no commit but a tag",),
        "gone": (f"its commit can't be read: git has no {'1' * 40}",),
        **{
            name: (f"its reference is damaged: `git update-ref -d {here.ref(name)}` removes it",)
            for name in ("empty", "noise")
        },
        "a;b": (f"its reference is damaged: `git update-ref -d '{here.ref('a;b')}'` removes it",),
    }


def test_what_dvc_keeps_of_running_experiments_is_no_row(here: Plain) -> None:
    commit = here.experiment("one", GOOD)
    names = ("refs/exps/exec/EXEC_HEAD", "refs/exps/stash", "refs/exps/celery/stash", "refs/exps/exec/aa/" + "b" * 38)
    here.references(dict.fromkeys(names, commit))
    assert list(runs(here)) == ["one"]


@pytest.mark.parametrize("path", ["params.yaml", "metrics.json", "plots/train/loss.tsv", "plots/train", "dvc.lock", ""])
def test_what_git_has_lost_is_a_problem_until_it_has_it_again(here: Plain, path: str) -> None:
    commit = here.experiment("one", GOOD)
    tree = here.workspace.git[commit].peel(pygit2.Tree)
    oid = str(tree[path].id if path else tree.id)
    file = here.repository.path / ".git/objects" / oid[:2] / oid[2:]
    data = file.read_bytes()
    file.chmod(0o644)
    for damage in (file.unlink, lambda: file.write_bytes(data[:-5]), lambda: file.write_bytes(b"")):
        damage()
        (run,) = read_history(here.workspace).runs
        assert len(run.problems) == 1
        file.write_bytes(data)
        (run,) = read_history(here.workspace).runs
        assert run.problems == ()
        for kept in here.workspace.work.glob("history-*"):
            kept.unlink()


def test_newest_experiments_come_first_after_what_was_asked_for(here: Plain) -> None:
    git = here.workspace.git
    tree = git[here.commit(GOOD)].peel(pygit2.Tree).id
    for name, time in (("old", 5), ("new", 9), ("also-new", 9)):
        who = pygit2.Signature("x", "x@localhost", time, 0)
        made = git.create_commit(None, who, who, name, tree, [])
        here.references({here.ref(name): str(made)})
    here.repository.git("tag", "v1")
    history = read_history(here.workspace, ["v1", "main", "HEAD"])
    assert [(run.kind, run.name) for run in history.runs] == [
        (Kind.TAG, "v1"),
        (Kind.BRANCH, "main"),
        (Kind.COMMIT, here.head()[:7]),
        *((Kind.EXPERIMENT, name) for name in ("also-new", "new", "old")),
    ]
    assert read_history(here.workspace, ["main"], experiments=False).runs == history.runs[1:2]


def test_an_experiment_may_be_asked_for_by_its_reference(here: Plain) -> None:
    here.experiment("one", GOOD)
    (run,) = read_history(here.workspace, [here.ref("one")], experiments=False).runs
    assert (run.kind, run.name, run.baseline) == (Kind.EXPERIMENT, "one", here.head())


@pytest.mark.parametrize("name", ["mian", "", "1" * 40, "HEAD~99", "v1", "-x", "a b", "main:params.yaml", "\ud800"])
def test_a_revision_that_stands_for_nothing_is_an_error_with_the_nearest(here: Plain, name: str) -> None:
    git = here.workspace.git
    git.references.create("refs/tags/v1", git.create_blob(b"x"))
    with pytest.raises(RepositoryError, match="main" if name == "mian" else "."):
        read_history(here.workspace, [name])


def test_notes_are_told_in_one_line_each(here: Plain) -> None:
    commit = here.experiment("one", GOOD)
    pruned = Pruned((A,), ("model.keras",), "2026-03-01T12:00:00Z", "best 5 kept").to_line()
    other, long = '{"kind":"starred","by":"me"}', "x" * 1_000
    Notes(here.workspace).add({commit: [pruned, other, long]})
    (run,) = read_history(here.workspace).runs
    assert run.notes == (
        Note("note", "x" * 300 + "…"),
        Note("pruned", "model.keras deleted 2026-03-01T12:00:00Z, since it can be made again (best 5 kept)"),
        Note("starred", other),
    )


def test_progress_is_told(here: Plain) -> None:
    here.experiment("one", GOOD)
    here.experiment("two", GOOD | {"params.yaml": "rate: 2\n"})
    told: list[tuple[int, int]] = []
    read_history(here.workspace, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (2, 2)]
