"""Git and DVC repositories to measure in: a small pipeline of any number of data files, and copies of this one."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pygit2
import yaml
from ruamel.yaml import YAML
from turns import ROOT

ENVIRONMENT = os.environ | {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "DVC_NO_ANALYTICS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    **{f"GIT_{role}_{part}": "bench@localhost" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")},
}

TRAIN = '''\
"""Stands for a training: writes as much as one, and computes nothing."""

import json
from pathlib import Path

import yaml


def main():
    rate = yaml.safe_load(Path("params.yaml").read_text())["train"]["rate"]
    Path("models").mkdir(exist_ok=True)
    Path("models/model.keras").write_bytes(repr(rate).encode().ljust(1_000_000, b"."))
    curves = Path("results/train/plots/metrics")
    curves.mkdir(parents=True, exist_ok=True)
    for name in ("loss", "accuracy", "macro_f1"):
        rows = "".join(f"{epoch}\\t{rate / (epoch + 1)}\\n" for epoch in range(20))
        (curves / f"{name}.tsv").write_text(f"step\\t{name}\\n{rows}")
    Path("results/train/metrics.json").write_text(json.dumps({"val": {"accuracy": rate}}))


if __name__ == "__main__":
    main()
'''
EVALUATE = '''\
"""Stands for a test."""

import json
from pathlib import Path


def main():
    rate = float(Path("models/model.keras").read_bytes().rstrip(b"."))
    Path("results/evaluate").mkdir(parents=True, exist_ok=True)
    Path("results/evaluate/metrics.json").write_text(json.dumps({"test": {"accuracy": rate}}))
    Path("results/evaluate/curve.csv").write_text("x,y\\n" + "".join(f"{x},{x * rate}\\n" for x in range(100)))


if __name__ == "__main__":
    main()
'''
STAGES = {
    "train": {
        "cmd": "PYTHONPATH=src python -m small.train",
        "deps": ["data", "src/small/train.py"],
        "params": ["train.rate"],
        "outs": ["models/model.keras"],
        "metrics": [{"results/train/metrics.json": {"cache": False}}],
        "plots": [{"results/train/plots/metrics": {"cache": False}}],
    },
    "evaluate": {
        "cmd": "PYTHONPATH=src python -m small.evaluate",
        "deps": ["models/model.keras", "src/small/evaluate.py"],
        "metrics": [{"results/evaluate/metrics.json": {"cache": False}}],
        "plots": [{"results/evaluate/curve.csv": {"cache": False}}],
    },
}


def small(folder: Path, files: int, experiments: int) -> None:
    """Make a repository of two stages that depend on so many data files, with so many experiments in it."""
    for name, text in {
        "src/small/__init__.py": "",
        "src/small/train.py": TRAIN,
        "src/small/evaluate.py": EVALUATE,
        "dvc.yaml": yaml.safe_dump({"stages": STAGES}, sort_keys=False),
        "params.yaml": "train:\n  rate: 0.5\n",
        ".gitignore": "__pycache__/\n",
    }.items():
        write(folder / name, text)
    for number in range(files):
        write(folder / f"data/{number % 100:02}/{number:05}.txt", f"{number}\n")
    run(folder, "git", "init", "--quiet", "--initial-branch=main")
    run(folder, "dvc", "init", "--quiet")
    run(folder, "dvc", "add", "--quiet", "data")
    commit(folder)
    add_experiments(folder, experiments)


def add_experiments(folder: Path, count: int) -> None:
    """Add experiments of the checked out commit, as unlike one another as a search's."""
    git = pygit2.Repository(folder)
    head = git[git.head.target]
    who = pygit2.Signature("bench", "bench@localhost", 0, 0)
    for number in range(count):
        made = git.create_commit(None, who, who, f"Experiment {number}", head.tree.id, [head.id])
        git.references.create(f"refs/exps/{str(head.id)[:2]}/{str(head.id)[2:]}/old-{number:05}", made)


def copy_of_checkout(folder: Path, params: Mapping[str, object]) -> None:
    """Clone this repository's last commit, with other parameters, and run what precedes the training."""
    run(folder.parent, "git", "clone", "--quiet", str(ROOT), str(folder))
    file, parser = folder / "params.yaml", YAML()
    document = parser.load(file)
    for name, value in params.items():
        *groups, leaf = name.split(".")
        section = document
        for group in groups:
            section = section[group]
        section[leaf] = value
    parser.dump(document, file)
    run(folder, "dvc", "repro", "--quiet", "prepare")
    commit(folder)


def commit(folder: Path) -> None:
    run(folder, "git", "add", "--all")
    run(folder, "git", "commit", "--quiet", "--message", "What is measured")


def run(folder: Path, *words: str, environment: Mapping[str, str] | None = None) -> None:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(words, cwd=folder, env=ENVIRONMENT | dict(environment or {}), check=True, **silent)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
