"""A small repository as a team's continuous integration meets it: results that no stage ever made, and a lock of them.

One stage, two classes, 40 photographs of five images each. The lock's digests are those of what is there, so that to
DVC nothing has changed; what DVC keeps lies in a remote that is a folder.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

from support.repositories import ROOT

CLASSES = ("A", "B")
PREDICTIONS = "results/evaluate/predictions.csv"
INDEX = "data/prepared/index.csv"
_UNITS = "results/units.csv"
_CODE = "print('A stage that nobody runs.')\n"
_DEFINITION = f"""\
stages:
  prepare:
    cmd: python -m small
    deps: [src/small.py]
    outs: [data/prepared]
  evaluate:
    cmd: python -m small
    deps: [src/small.py]
    params: [skill]
    outs: [{PREDICTIONS}]
    metrics:
    - results/metrics.json: {{cache: false}}
    plots:
    - {_UNITS}: {{cache: false}}
"""
_SETTINGS = f"""\
compare:
  guarded:
    metrics.test.accuracy: {{statistic: accuracy, where: {{split: test}}}}
  resamples: 500
  units: {{file: {_UNITS}, unit: photograph, actual: label, items: images, counts: predicted_}}
  predictions: {{file: {PREDICTIONS}, digest: digest, actual: label, predicted: predicted}}
  data_index: {{file: {INDEX}, unit: file, group: photograph, split: split, label: label, digest: digest}}
"""


def files(remote: Path, skill: int, *, locked: int | None = None) -> dict[str, str]:
    """Write what DVC keeps into its remote, and tell what git has.

    Args:
        remote: the folder.
        skill: how many of the five images of each photograph are told rightly.
        locked: the skill that the results and the lock are of, where somebody forgot `dvc repro`.
    """
    made = skill if locked is None else locked
    kept = {PREDICTIONS: _predictions(made)}
    tracked = {"results/metrics.json": json.dumps({"test": {"accuracy": _accuracy(made)}}), _UNITS: _units(made)}
    prepared = [_kept(remote, name, text) for name, text in {"index.csv": _index(), "images.npy": "large\n"}.items()]
    folder = _object(remote, json.dumps(prepared, separators=(", ", ": ")), ".dir")
    outs = [
        *({"path": path, "hash": "md5", "md5": _object(remote, text)} for path, text in kept.items()),
        *({"path": path, "hash": "md5", "md5": _md5(text)} for path, text in tracked.items()),
    ]
    code = {"path": "src/small.py", "hash": "md5", "md5": _md5(_CODE)}
    directory = {"path": "data/prepared", "hash": "md5", "md5": folder, "nfiles": len(prepared)}
    stages = {
        "prepare": {"cmd": "python -m small", "deps": [code], "outs": [directory]},
        "evaluate": {
            "cmd": "python -m small",
            "deps": [code],
            "params": {"params.yaml": {"skill": made}},
            "outs": sorted(outs, key=lambda out: out["path"]),
        },
    }
    return {
        ".dvc/config": f"[core]\n    remote = here\n['remote \"here\"']\n    url = {remote}\n",
        ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
        ".gitignore": f"/{PREDICTIONS}\n/data\n/.venv\n",
        "Makefile": (ROOT / "Makefile").read_text(encoding="utf-8"),
        "requirements.lock": "",
        "pyproject.toml": "",
        "dvc.yaml": _DEFINITION,
        "dvc.lock": json.dumps({"schema": "2.0", "stages": stages}),
        "params.yaml": f"skill: {skill}\n{_SETTINGS}",
        "src/small.py": _CODE,
        **tracked,
    }


def guarded_files() -> set[str]:
    """The files of DVC that `compare:` of this checkout's own params.yaml names."""
    section = YAML(typ="safe").load(ROOT / "params.yaml").get("compare", {})
    board = YAML(typ="safe").load(ROOT / "params.yaml")["board"]
    return {section["predictions"]["file"], section.get("data_index", board["data_index"])["file"]}


def object_path(text: str) -> str:
    """Where an object of some text lies below a cache or a remote."""
    name = _md5(text)
    return f"files/md5/{name[:2]}/{name[2:]}"


def predictions_path(skill: int) -> str:
    """Where the predictions of such a skill lie below a cache or a remote."""
    return object_path(_predictions(skill))


def large_path() -> str:
    """Where what no report needs lies."""
    return object_path("large\n")


def _right(skill: int, photograph: int) -> int:
    """Images of a photograph that are told rightly: nobody is equally good at all of them."""
    return min(5, max(0, skill + photograph % 3 - 1))


def _accuracy(skill: int) -> float:
    return sum(_right(skill, number) for number in range(40)) / 200


def _units(skill: int) -> str:
    rows = ["split,photograph,label,images," + ",".join(f"predicted_{name}" for name in CLASSES)]
    for number in range(40):
        right = _right(skill, number)
        told = (right, 5 - right) if number % 2 == 0 else (5 - right, right)
        rows.append(f"test,p{number},{CLASSES[number % 2]},5,{told[0]},{told[1]}")
    return "\n".join(rows) + "\n"


def _predictions(skill: int) -> str:
    rows = ["digest,label,predicted"]
    for number in range(200):
        actual = number // 5 % 2
        predicted = actual if number % 5 < _right(skill, number // 5) else 1 - actual
        rows.append(f"{_md5(str(number))},{CLASSES[actual]},{CLASSES[predicted]}")
    return "\n".join(rows) + "\n"


def _index() -> str:
    rows = ["file,photograph,split,label,digest"]
    rows += [
        f"{number}.png,p{number // 5},test,{CLASSES[number // 5 % 2]},{_md5(str(number))}" for number in range(200)
    ]
    return "\n".join(rows) + "\n"


def _kept(remote: Path, name: str, text: str) -> Mapping[str, str]:
    return {"md5": _object(remote, text), "relpath": name}


def _object(remote: Path, text: str, suffix: str = "") -> str:
    file = remote / f"{object_path(text)}{suffix}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return f"{_md5(text)}{suffix}"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
