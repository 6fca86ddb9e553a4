"""A digest of all that a training's result depends on: parameters, data, code and packages."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import bloodcells
from bloodcells import paths
from bloodcells.params.train import TrainParams

PACKAGES = ("tensorflow", "keras", "numpy")
CODE = Path(bloodcells.__path__[0])


def fingerprint(params: TrainParams, data: list[object]) -> str:
    """Digest a training before it begins.

    Any change in the package's code counts, needed or not: going on from a state that the code wouldn't have made is
    worse than beginning anew.

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
    modules = sorted(CODE.rglob("*.py"))
    for path in [*arrays, *modules]:
        with path.open("rb") as file:
            facts.update(hashlib.file_digest(file, "sha256").digest())
    return facts.hexdigest()[:32]
