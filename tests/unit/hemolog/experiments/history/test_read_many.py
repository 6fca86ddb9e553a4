"""Histories of many experiments, in which what is alike is read once: each is told as if it were alone."""

import json
from pathlib import Path

import pygit2

from hemolog.experiments import documents
from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.run import Run
from hemolog.experiments.workspace import Workspace
from support.many_experiments import CURVES, Many, many_experiments


def test_many_experiments_are_read_as_each_alone(tmp_path: Path) -> None:
    folder = many_experiments(tmp_path / "many", Many(30, epochs=4))
    workspace = Workspace(folder)
    cold, warm = read_history(workspace), read_history(workspace)
    assert cold == warm == read_history(workspace, cached=False)
    assert len(cold.runs) == 30
    for run in cold.runs:
        _expect_as_committed(workspace, run)


def _expect_as_committed(workspace: Workspace, run: Run) -> None:
    tree = workspace.git[run.commit].peel(pygit2.Tree)
    params, lock = documents.read(_data(tree, "params.yaml")), documents.read_texts(_data(tree, "dvc.lock"))
    assert run.params["params.train.learning_rate"] == params["train"]["learning_rate"]
    assert run.params["params.seed"] == params["seed"]
    assert run.params["params.fetch.sources"] == params["fetch"]["sources"]
    train = json.loads(_data(tree, "results/train/metrics.json"))
    assert run.metrics["metrics.val.macro_f1"] == train["val"]["macro_f1"]
    assert run.curves.keys() == {f"metrics.{name.replace('/', '.')}" for name in CURVES}
    (loss,) = {curve for name, curve in run.curves.items() if name == "metrics.val.loss"}
    lines = _data(tree, "results/train/plots/metrics/val/loss.tsv").decode().split("\n")[1:-1]
    assert [(str(int(x)), str(y)) for x, y in zip(loss.steps, loss.values, strict=True)] == [
        tuple(line.split("\t")) for line in lines
    ]
    stages = {stage.name: stage for stage in run.stages}
    for name, told in lock["stages"].items():
        assert [(dep.path, dep.digest) for dep in stages[name].deps] == [(d["path"], d["md5"]) for d in told["deps"]]
        assert [(out.path, out.name) for out in stages[name].outputs] == [(o["path"], o["md5"]) for o in told["outs"]]
    assert run.problems == ()


def _data(tree: pygit2.Tree, path: str) -> bytes:
    blob = tree[path]
    assert isinstance(blob, pygit2.Blob)
    return blob.data
