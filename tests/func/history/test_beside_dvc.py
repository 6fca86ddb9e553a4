"""Tests of histories beside `dvc exp show`: the same parameters and metrics, whoever made the experiments."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.run import Run
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository, set_up_dvc

TRAIN = """\
import json, sys
from pathlib import Path
import yaml

folder = Path(sys.argv[1])
rate = yaml.safe_load(Path(sys.argv[2]).read_text())["train"]["rate"]
folder.mkdir(parents=True, exist_ok=True)
metrics = {"val": {"loss": float(rate) / 3, "best": "b", "none": None, "list": [1]}}
(folder / "metrics.json").write_text(json.dumps(metrics))
rows = "".join(f"{step}\\t{float(rate) / (step + 1)}\\n" for step in range(3))
(folder / "loss.tsv").write_text(f"step\\tloss\\n{rows}")
"""
LIVE = """\
import sys
from dvclive import Live

rate = float(sys.argv[1])
with Live(save_dvc_exp=True, exp_name=sys.argv[2]) as live:
    live.log_params({"rate": rate, "layers": [1, 2], "deep": {"er": "x"}})
    for epoch in range(3):
        live.log_metric("train/loss", rate / (epoch + 1))
        live.log_metric("accuracy", 1 - rate)
        live.next_step()
"""
PLAIN = {
    "dvc.yaml": """\
stages:
  train:
    cmd: python train.py out params.yaml
    params:
    - train.rate
    - other.toml:
      - a.b
    - more.json:
    - some.yaml:
      - deep
    metrics:
    - out/metrics.json:
        cache: false
    plots:
    - out/loss.tsv:
        cache: false
        x: step
""",
    "params.yaml": "train:\n  rate: 0.5 # a share\n  tiny: 1e-05\n  no: off\nother:\n- 1\n- x: 2\n",
    "other.toml": "c = 1\n[a]\nb = 2\nd = 3\n",
    "more.json": '{"q": {"r": [1, 2], "s": null}}',
    "some.yaml": "deep:\n  er: {a: 1}\nshallow: 2\n",
    "train.py": TRAIN,
}
CACHED = PLAIN | {"dvc.yaml": PLAIN["dvc.yaml"].replace("cache: false", "cache: true")}
BELOW = {
    "models/dvc.yaml": PLAIN["dvc.yaml"].replace("train.py out", "../train.py out") + "params:\n- own.yaml\n",
    **{f"models/{name}": text for name, text in PLAIN.items() if name not in ("dvc.yaml", "train.py")},
    "models/own.yaml": "own: 1\n",
    "train.py": TRAIN,
    "params.yaml": "root: true\n",
}
MANY = {
    "dvc.yaml": """\
vars:
- kinds.yaml:folders
- where: out
stages:
  each:
    foreach: ${folders}
    do:
      cmd: python train.py ${where}/${item.name} params.yaml
      params: [train.rate]
      metrics:
      - ${where}/${item.name}/metrics.json:
          cache: false
      plots:
      - ${where}/${item.name}/loss.tsv:
          cache: false
  grid:
    matrix:
      model: [cnn, resnet]
      width: ${train.widths}
    cmd: python train.py grid/${item.model}-${item.width} params.yaml
    params: [train.rate]
    metrics:
    - grid/${item.model}-${item.width}/metrics.json:
        cache: false
""",
    "kinds.yaml": "folders:\n- name: a\n- name: b\nignored: 1\n",
    "params.yaml": "train:\n  rate: 0.5\n  widths: [8, 16]\n",
    "train.py": TRAIN,
}


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Mapping[str, str]], Repository]:
    def make(files: Mapping[str, str]) -> Repository:
        repository = Repository(tmp_path / "here")
        for name, text in files.items():
            (repository.path / name).parent.mkdir(parents=True, exist_ok=True)
            (repository.path / name).write_text(text)
        repository.git("init", "--quiet", "--initial-branch=main")
        repository.git("config", "user.name", "Test")
        repository.git("config", "user.email", "test@localhost")
        set_up_dvc(repository.path)
        repository.commit("The baseline")
        return repository

    return make


def flat(node: Any, prefix: str) -> dict[str, Any]:
    """As rows have a document: lists that hold mappings by their numbers."""
    found: dict[str, Any] = {}
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        deeper = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))
        found |= flat(value, f"{prefix}{key}.") if deeper else {f"{prefix}{key}": value}
    return found


def told_by_dvc(repository: Repository) -> dict[str, tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]]:
    """Parameters and metrics by file, of each experiment."""
    found = {}
    for baseline in json.loads(repository.dvc("exp", "show", "--json")):
        for experiment in baseline["experiments"] or ():
            (state,) = experiment["revs"]
            data = state["data"]
            found[experiment["name"] or state["name"]] = tuple(
                {file: flat(of["data"], "") for file, of in data[kind].items() if of.get("data")}
                for kind in ("params", "metrics")
            )
    return found  # type: ignore[return-value]


def expect_the_same(repository: Repository, count: int) -> dict[str, Run]:
    runs = {run.name: run for run in read_history(Workspace(repository.path)).runs}
    told = told_by_dvc(repository)
    assert len(told) == count
    assert runs.keys() == told.keys()
    for name, kinds in told.items():
        for kind, ours, theirs in zip(
            ("params", "metrics"), (runs[name].params, runs[name].metrics), kinds, strict=True
        ):
            assert by_file(kind, ours, theirs) == theirs
        assert runs[name].problems == ()
    return runs


def by_file(kind: str, ours: Mapping[str, Any], theirs: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Our values under the files that DVC names them by; of a name in several files the first has the short one."""
    rest, found = dict(ours), {}
    for file, values in theirs.items():
        found[file] = {name: rest.pop(f"{kind}.{file}:{name}", None) for name in values}
    for file, values in theirs.items():
        for name in values:
            if (short := f"{kind}.{name}") in rest and found[file][name] is None:
                found[file][name] = rest.pop(short)
    assert rest == {}
    return found


@pytest.mark.parametrize("files", [PLAIN, CACHED, BELOW, MANY], ids=["plain", "cached", "below", "many"])
def test_experiments_of_dvc_exp_run_and_save_are_told_as_dvc_tells_them(
    made: Callable[[Mapping[str, str]], Repository], files: Mapping[str, str]
) -> None:
    repository = made(files)
    target = "models/dvc.yaml" if "models/dvc.yaml" in files else "dvc.yaml"
    params = "models/params.yaml:" if "models/dvc.yaml" in files else ""
    repository.dvc("exp", "run", "--quiet", "--name", "ran", "-S", f"{params}train.rate=1e-05", target)
    repository.dvc("exp", "save", "--quiet", "--name", "saved")
    runs = expect_the_same(repository, 2)
    assert len(runs["ran"].stages) == (6 if files is MANY else 1)
    losses = [curve for name, curve in runs["ran"].curves.items() if name.endswith("loss")]
    assert {curve.steps for curve in losses} == {(0.0, 1.0, 2.0)}
    assert {curve.values for curve in losses} == {(1e-05, 1e-05 / 2, 1e-05 / 3)}


def test_experiments_of_dvclive_alone_are_told_as_dvc_tells_them(
    made: Callable[[Mapping[str, str]], Repository],
) -> None:
    repository = made({"live.py": LIVE})
    for rate in (0.1, 0.5):
        repository.run("python", "live.py", str(rate), f"live-{rate}")
    runs = expect_the_same(repository, 2)
    assert runs["live-0.5"].params["params.layers"] == [1, 2]
    assert {name: curve.values for name, curve in runs["live-0.5"].curves.items()} == {
        "metrics.train.loss": (0.5, 0.25, 0.5 / 3),
        "metrics.accuracy": (0.5, 0.5, 0.5),
    }


def test_what_only_an_absent_cache_has_is_a_problem_each_time(
    made: Callable[[Mapping[str, str]], Repository],
) -> None:
    repository = made(CACHED)
    repository.dvc("exp", "run", "--quiet", "--name", "ran")
    cache = repository.path / ".dvc/cache"
    for _ in range(2):
        (run,) = read_history(Workspace(repository.path)).runs
        assert run.metrics["metrics.val.best"] == "b"
        cache.rename(aside := repository.path / ".dvc/aside")
        (run,) = read_history(Workspace(repository.path)).runs
        assert (run.metrics, run.curves) == ({}, {})
        assert [problem.partition(" ")[0] for problem in run.problems] == ["out/metrics.json", "out/loss.tsv"]
        aside.rename(cache)
