"""A pipeline whose outputs are a function of its parameters: what its stages write can be had without running them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import md5
from typing import Any

import yaml

PREPARE = '''\
"""Write a folder of small files."""

from pathlib import Path

from ruamel.yaml import YAML


def made(files):
    return {f"data/prepared/{number}.txt": f"{number}\\n".encode() for number in range(files)}


def main():
    for path, content in made(YAML(typ="safe").load(Path("params.yaml"))["prepare"]["files"]).items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)


if __name__ == "__main__":
    main()
'''

TRAIN = '''\
"""Write models that look random and are not, a metric and a curve."""

import json
import random
from pathlib import Path

from ruamel.yaml import YAML


def made(rate, objects, size):
    names = ["models/model.keras", *(f"models/part-{number}.bin" for number in range(1, objects))]
    models = {name: random.Random(f"{rate} {name}").randbytes(size) for name in names}
    rows = "".join(f"{step}\\t{rate / (step + 1)}\\n" for step in range(3))
    return models | {
        "results/curve/loss.tsv": f"step\\tloss\\n{rows}".encode(),
        "results/train.json": json.dumps({"val": {"score": rate}}).encode(),
    }


def main():
    for path, content in made(**YAML(typ="safe").load(Path("params.yaml"))["train"]).items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(content)


if __name__ == "__main__":
    main()
'''

SOURCES = {"src/made/__init__.py": "", "src/made/prepare.py": PREPARE, "src/made/train.py": TRAIN}


@dataclass(frozen=True)
class Params:
    """Of both stages."""

    rate: float
    """Which experiment it is; also its score."""
    objects: int
    """Files that the cache keeps of the training, at least 1."""
    size: int
    """Bytes of each."""
    files: int
    """In a folder that all experiments share; 0: there is no such folder, and no stage that makes it."""

    def text(self) -> str:
        """`params.yaml`, as `dvc exp run -S` writes it."""
        train = {key: value for key, value in asdict(self).items() if key != "files"}
        return dumped({"prepare": {"files": self.files}, "train": train})


@dataclass(frozen=True)
class Made:
    """What a pipeline has made."""

    files: Mapping[str, bytes]
    """Path -> content, of all outputs."""
    lock: Mapping[str, Any]
    """Stage -> its entry in `dvc.lock`."""
    cached: Mapping[str, bytes]
    """Key below a cache or a remote -> content, of what git does not keep: `files/md5/ab/12...`."""
    remembered: Mapping[str, bytes]
    """The same of what git keeps, which DVC puts into the cache for its run cache."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True  # DVC writes what stands twice twice.


def dumped(document: Any) -> str:
    """YAML as DVC writes it."""
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False)
    return text


def definition(params: Params) -> dict[str, Any]:
    """The stages of `dvc.yaml`."""
    prepare = {
        "cmd": "PYTHONPATH=src python -m made.prepare",
        "deps": ["src/made/prepare.py"],
        "params": ["prepare.files"],
        "outs": ["data/prepared"],
    }
    train = {
        "cmd": "PYTHONPATH=src python -m made.train",
        "deps": [*(["data/prepared"] if params.files else []), "src/made/train.py"],
        "params": ["train.objects", "train.rate", "train.size"],
        "outs": [path for path in _train(params) if path.startswith("models/")],
        "metrics": [{"results/train.json": {"cache": False}}],
        "plots": [{"results/curve": {"cache": False}}],
    }
    return {"prepare": prepare, "train": train} if params.files else {"train": train}


def made(params: Params) -> Made:
    """What the pipeline makes of its parameters."""
    cached: dict[str, bytes] = {}
    remembered: dict[str, bytes] = {}
    prepared: dict[str, bytes] = _functions(PREPARE)["made"](params.files)
    trained = _train(params)
    models = {path: content for path, content in trained.items() if path.startswith("models/")}
    curve = {path: content for path, content in trained.items() if path.startswith("results/curve/")}
    metrics = {path: content for path, content in trained.items() if path == "results/train.json"}
    folder = [_folder("data/prepared", prepared, cached)] if params.files else []
    lock = {
        "train": {
            "cmd": "PYTHONPATH=src python -m made.train",
            "deps": [*folder, _file("src/made/train.py", TRAIN.encode(), {})],
            "params": {
                "params.yaml": {
                    "train.objects": params.objects,
                    "train.rate": params.rate,
                    "train.size": params.size,
                }
            },
            "outs": [
                *(_file(path, content, cached) for path, content in sorted(models.items())),
                _folder("results/curve", curve, remembered),
                *(_file(path, content, remembered) for path, content in metrics.items()),
            ],
        }
    }
    if params.files:
        prepare = {
            "cmd": "PYTHONPATH=src python -m made.prepare",
            "deps": [_file("src/made/prepare.py", PREPARE.encode(), {})],
            "params": {"params.yaml": {"prepare.files": params.files}},
            "outs": folder,
        }
        lock = {"prepare": prepare, **lock}
    return Made({**prepared, **trained}, lock, cached, remembered)


def _train(params: Params) -> dict[str, bytes]:
    files: dict[str, bytes] = _functions(TRAIN)["made"](params.rate, params.objects, params.size)
    return files


def _functions(source: str) -> dict[str, Any]:
    found: dict[str, Any] = {"__name__": "made"}
    exec(source, found)
    return found


def key_of(digest: str) -> str:
    return f"files/md5/{digest[:2]}/{digest[2:]}"


def _file(path: str, content: bytes, objects: dict[str, bytes]) -> dict[str, Any]:
    digest = md5(content).hexdigest()
    objects[key_of(digest)] = content
    return {"path": path, "hash": "md5", "md5": digest, "size": len(content)}


def _folder(path: str, files: Mapping[str, bytes], objects: dict[str, bytes]) -> dict[str, Any]:
    members = [
        {"md5": _file(name, content, objects)["md5"], "relpath": name.removeprefix(f"{path}/")}
        for name, content in sorted(files.items())
    ]
    listed = json.dumps(members).encode()
    digest = md5(listed).hexdigest() + ".dir"
    objects[key_of(digest)] = listed
    size = sum(map(len, files.values()))
    return {"path": path, "hash": "md5", "md5": digest, "size": size, "nfiles": len(files)}
