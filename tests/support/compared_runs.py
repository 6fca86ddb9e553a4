"""A repository of a few runs that differ in parameters, metrics, code and data, as git and DVC's cache have them."""

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.run import History
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.refs import ExperimentRef
from hemolog.reports.board.board import board
from hemolog.reports.board.page.page import page
from support.plain_repository import Plain, plain

CLASSES = ("EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL")
SETTINGS = """\
board:
  objective: metrics.val.macro_f1
  direction: max
  intervals: {low: _low, high: _high}
  per_class: metrics.test.per_class
  confusion:
    {file: results/photographs.csv, where: {split: test}, actual: label, counts: predicted_, unit: images}
  data_index: {file: data/index.csv, unit: file, group: photograph, split: split, label: label, digest: digest}
"""
DEFINITION = """\
stages:
  prepare:
    cmd: x
    outs: [data]
  train:
    cmd: x
    params: [train]
    metrics:
    - results/metrics.json:
        cache: false
    plots:
    - results/photographs.csv:
        cache: false
"""
LEARN = """\
\"\"\"Train.\"\"\"

import math


def rate(step):
    return 0.1 * math.cos(step)


def train(steps):
    for step in range(steps):
        yield rate(step)
"""
BETTER = LEARN.replace(
    "    return 0.1 * math.cos(step)\n", "    # Warm up first.\n    return min(step, 1) * math.cos(step)\n"
)


@dataclass(frozen=True)
class Compared:
    """The repository."""

    here: Plain
    commits: Mapping[str, str]
    """Name of an experiment -> its commit."""

    def history(self) -> History:
        return read_history(self.here.workspace, ["main"])

    def write(self, file: Path) -> Path:
        file.write_text(page(board(self.here.workspace, self.history())), encoding="utf-8")
        return file


def index(photographs: int, *, fold: int = 0, without: tuple[int, ...] = ()) -> str:
    """A data index: four images a photograph, in five folds of which one validates."""
    rows = ["file,label,photograph,split,digest"]
    for number in range(photographs):
        if number in without:
            continue
        label, split = CLASSES[number % 4], "val" if number % 5 == fold else "train"
        rows += [f"cells/{number:03}-{copy}.jpeg,{label},p{number:03},{split},d{number}-{copy}" for copy in range(4)]
    return "\n".join(rows) + "\n"


def counts(seed: int, right: float) -> str:
    """Confusion counts: a row a photograph."""
    drawn = random.Random(seed)
    rows = ["split,photograph,label,images," + ",".join(f"predicted_{name}" for name in CLASSES)]
    for number in range(24):
        told = [0, 0, 0, 0]
        for _ in range(10):
            told[number % 4 if drawn.random() < right else drawn.randrange(4)] += 1
        rows.append(
            f"{'test' if number < 20 else 'other'},p{number},{CLASSES[number % 4]},10,{','.join(map(str, told))}"
        )
    return "\n".join(rows) + "\n"


def metrics(score: float) -> dict[str, Any]:
    """Metrics of a run that is so good."""
    per_class = {
        name: {"precision": round(score - at / 50, 4), "recall": round(score + at / 60, 4)}
        for at, name in enumerate(CLASSES)
    }
    tested = {
        "accuracy": score,
        "accuracy_low": round(score - 0.1, 4),
        "accuracy_high": round(score + 0.06, 4),
        "images": 200,
    }
    return {
        "val": {"macro_f1": round(score + 0.02, 4), "loss": round(1 - score, 4)},
        "test": {**tested, "per_class": per_class},
    }


def files(
    here: Plain,
    rate: float,
    score: float,
    *,
    learn: str = LEARN,
    data: str = index(40),
    extra: Mapping[str, str | bytes] | None = None,
) -> dict[str, str | bytes]:
    """What the commit of a run holds; its data goes to the cache."""
    listed = json.dumps([{"md5": _keep(here, data.encode()), "relpath": "index.csv"}]).encode()
    folder = _keep(here, listed, ".dir")
    lock = {
        "schema": "2.0",
        "stages": {"prepare": {"cmd": "x", "outs": [{"path": "data", "hash": "md5", "md5": folder, "nfiles": 1}]}},
    }
    return {
        "dvc.yaml": DEFINITION,
        "dvc.lock": json.dumps(lock),
        "params.yaml": f"train:\n  rate: {rate}\n  epochs: 6\n  model: cnn\n{SETTINGS}",
        "results/metrics.json": json.dumps(metrics(score)),
        "results/photographs.csv": counts(int(1000 * score), score),
        "src/learn.py": learn,
        "src/same.py": "same = True\n",
        **(extra or {}),
    }


def compared_runs(folder: Path) -> Compared:
    """Make it: `main`, and experiments that grow from it."""
    here = plain(folder)
    made = {
        "slow": files(here, 0.001, 0.71),
        "warm": files(
            here, 0.004, 0.86, learn=BETTER, extra={"src/<i>new</i>.py": "new = 1\n", "src/image.bin": b"\0\1"}
        ),
        "other-fold": files(here, 0.004, 0.8, data=index(40, fold=1)),
        "fewer": files(here, 0.004, 0.77, data=index(44, without=(3, 8))),
    }
    for path, content in files(here, 0.002, 0.75).items():
        (here.root / path).parent.mkdir(parents=True, exist_ok=True)
        (here.root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    (here.root / ".gitignore").write_text("/data\n")
    here.repository.commit("A baseline")
    head = here.head()
    kept: dict[str, str | bytes] = {
        path: (here.repository.path / path).read_bytes() for path in here.repository.git("ls-files").split()
    }
    commits = {name: here.commit({**kept, **held}) for name, held in made.items()}
    here.references({str(ExperimentRef(head, name)): commit for name, commit in commits.items()})
    return Compared(here, commits)


def _keep(here: Plain, data: bytes, suffix: str = "") -> str:
    name = hashlib.md5(data).hexdigest() + suffix
    file = here.root / ".dvc/cache" / key_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return name
