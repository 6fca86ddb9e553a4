"""A small repository of two branches to be compared, as a pipeline would leave it: no stage ever ran.

`main` has one state, `change` grows from it with another and is checked out. Parameters, metrics, curves and units are
in git, predictions, the data with its index and the model in DVC's cache, all as `dvc.lock` says, which is up to date.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hemolog.experiments.objects.names import key_of
from support.compared_states import State, curve, figures_of, index_csv, items_of, md5, predictions_csv, rocks_csv
from support.plain_repository import Plain, plain

REMOTE = "s3://stones/team"
DEFINITION = """\
stages:
  prepare:
    cmd: python prepare.py
    deps: [src/prepare.py]
    params: [prepare.fold]
    outs: [data]
  train:
    cmd: python train.py
    deps: [data, src/train.py]
    params: [train.rate, train.seed]
    outs: [model.keras]
    metrics:
    - results/train.json:
        cache: false
    plots:
    - results/plots:
        cache: false
        x: step
  evaluate:
    cmd: python evaluate.py
    deps: [data, model.keras, src/evaluate.py]
    outs: [results/predictions.csv, results/worst.png]
    metrics:
    - results/test.json:
        cache: false
    plots:
    - results/rocks.csv:
        cache: false
        template: scatter
"""
IGNORED = "/data\n/model.keras\n/results/predictions.csv\n/results/worst.png\n"
BASE = State()
BETTER = replace(BASE, rate=0.02, skill=0.97)


@dataclass(frozen=True)
class Compared:
    """The repository."""

    here: Plain

    def write(self, state: State) -> None:
        """Put a state into the checkout."""
        for path, data in files_of(self.here, state).items():
            file = self.here.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if data is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(data.encode() if isinstance(data, str) else data)

    def commit(self, state: State, message: str = "A state") -> str:
        """Commit a state on what is checked out."""
        self.write(state)
        return self.here.repository.commit(message)

    def branch(self, name: str, state: State, start: str = "main") -> str:
        """Make a branch of a state, and check it out."""
        self.here.repository.git("checkout", "--quiet", "-b", name, start)
        return self.commit(state, f"Branch {name}")

    def digest(self, path: str, revision: str = "HEAD") -> str:
        """The name of the object of an output."""
        folder = self.here.root.relative_to(self.here.repository.path)
        lock = json.loads(self.here.repository.git("show", f"{revision}:{(folder / 'dvc.lock').as_posix()}"))
        outputs = [each for stage in lock["stages"].values() for each in stage["outs"]]
        return str(next(each["md5"] for each in outputs if each["path"] == path))

    def forget(self, path: str, revision: str = "HEAD") -> None:
        """Take an output out of DVC's cache."""
        (self.here.root / ".dvc/cache" / key_of(self.digest(path, revision))).unlink()


def compared_repository(folder: Path, base: State = BASE, head: State = BETTER, below: str = ".") -> Compared:
    """Make it.

    Args:
        folder: for it.
        base: of `main`.
        head: of `change`.
        below: where DVC is set up in it.
    """
    here = plain(folder, below)
    (here.root / ".dvc/config").write_text(f"[core]\n    remote = team\n['remote \"team\"']\n    url = {REMOTE}\n")
    found = Compared(here)
    found.commit(base, "The base")
    found.branch("change", head)
    return found


def files_of(here: Plain, state: State) -> dict[str, str | bytes | None]:
    """The files in git of a state; the others go into DVC's cache."""
    in_git = _in_git(state)
    lock = _lock(state, _Files(_kept(here, state), in_git))
    own = {"dvc.yaml": DEFINITION, ".gitignore": IGNORED, "dvc.lock": json.dumps(lock, indent=1)}
    return {**own, **in_git, **state.more}


def keep(here: Plain, data: bytes, suffix: str = "") -> str:
    """Put an object into DVC's cache: its name."""
    name = md5(data) + suffix
    file = here.root / ".dvc/cache" / key_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return name


def _in_git(state: State) -> dict[str, str]:
    items = items_of(state)
    values = {"macro_f1": round(state.skill, 6), "loss": round(1 - state.skill, 6)}
    params = f"prepare:\n  fold: {state.fold}\ntrain:\n  rate: {state.rate}\n  seed: {state.seed}\n"
    return {
        "params.yaml": params + state.settings,
        "src/prepare.py": "prepare = 1\n",
        "src/train.py": state.code,
        "src/evaluate.py": "evaluate = 1\n",
        "results/train.json": json.dumps({"val": values}),
        "results/test.json": json.dumps({"test": figures_of(items)}),
        "results/rocks.csv": rocks_csv(items),
        "results/plots/val/loss.tsv": curve("loss", state, rising=False),
        "results/plots/val/macro_f1.tsv": curve("macro_f1", state, rising=True),
    }


def _kept(here: Plain, state: State) -> dict[str, tuple[str, int]]:
    """Names and sizes of what DVC keeps."""
    index = index_csv(state).encode()
    made = {
        "model.keras": state.model or f"a model {state.seed} {state.rate} {state.skill}".encode(),
        "results/predictions.csv": predictions_csv(items_of(state)).encode(),
        "results/worst.png": f"a picture {state.seed} {state.skill}".encode(),
    }
    keep(here, index)
    found = {path: (keep(here, data), len(data)) for path, data in made.items()}
    return {**found, "data": (keep(here, _listing({"index.csv": index}), ".dir"), len(index))}


def _listing(files: Mapping[str, bytes]) -> bytes:
    """A directory as DVC lists it."""
    return json.dumps([{"md5": md5(data), "relpath": path} for path, data in sorted(files.items())]).encode()


@dataclass(frozen=True)
class _Files:
    kept: Mapping[str, tuple[str, int]]
    in_git: Mapping[str, str]

    def entries(self, paths: Sequence[str]) -> list[dict[str, Any]]:
        """As a lock has them."""
        return [{"path": path, "hash": "md5", **self._entry(path)} for path in paths]

    def _entry(self, path: str) -> dict[str, Any]:
        if path in self.kept:
            name, size = self.kept[path]
            return {"md5": name, "size": size, **({"nfiles": 1} if name.endswith(".dir") else {})}
        if path in self.in_git:
            return {"md5": md5(self.in_git[path].encode()), "size": len(self.in_git[path])}
        below = {name.removeprefix(f"{path}/"): data.encode() for name, data in self.in_git.items() if path in name}
        size = sum(map(len, below.values()))
        return {"md5": f"{md5(_listing(below))}.dir", "size": size, "nfiles": len(below)}


def _lock(state: State, files: _Files) -> dict[str, Any]:
    """The lock of all stages."""
    plots, results = "results/plots", "results/predictions.csv results/worst.png results/test.json results/rocks.csv"
    stages: dict[str, tuple[list[str], list[str], dict[str, Any]]] = {
        "prepare": (["src/prepare.py"], ["data"], {"prepare.fold": state.fold}),
        "train": (
            ["data", "src/train.py"],
            ["model.keras", "results/train.json", plots],
            {"train.rate": state.rate, "train.seed": state.seed},
        ),
        "evaluate": (["data", "model.keras", "src/evaluate.py"], results.split(), {}),
    }
    told = {}
    for name, (deps, outs, params) in stages.items():
        told[name] = {"cmd": f"python {name}.py", "deps": files.entries(deps), "outs": files.entries(outs)}
        told[name] |= {"params": {"params.yaml": params}} if params else {}
    return {"schema": "2.0", "stages": told}
