"""A digest of all that a training's result depends on: parameters, data, code and packages."""

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import bloodcells
from bloodcells import paths
from bloodcells.params.train import TrainParams

PACKAGES = ("tensorflow", "keras", "numpy")

CODE = Path(bloodcells.__path__[0])
MODULES = (
    "atomic.py",
    "determinism.py",
    "images/arrays.py",
    "images/dataset.py",
    "lock.py",
    "metrics.py",
    "model",
    "params/section.py",
    "params/train.py",
    "paths.py",
    "stages/train.py",
    "training",
)
"""What the stage imports, files or folders: the same as its deps in dvc.yaml."""


def fingerprint(params: TrainParams, data: list[object]) -> str:
    """Digest a training before it begins.

    Args:
        params: of the stage.
        data: what is read of `dataset.json`, as JSON has it; images and labels are read from their files.

    Returns:
        32 hexadecimal digits.
    """
    facts = hashlib.sha256()
    facts.update(params.model_dump_json().encode())
    facts.update(json.dumps(data).encode())
    facts.update(" ".join(f"{name}=={version(name)}" for name in PACKAGES).encode())
    arrays = [path(split) for split in ("train", "val") for path in (paths.images, paths.labels)]
    for path in [*arrays, *code()]:
        with path.open("rb") as file:
            facts.update(hashlib.file_digest(file, "sha256").digest())
    return facts.hexdigest()[:32]


def code() -> Iterator[Path]:
    """The files of `MODULES`, in order."""
    for name in MODULES:
        path = CODE / name
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]
