"""Models of a few weights, and a folder in which the stage can run."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from support.measured import SIMPLE, SIZE, TEST, prepare, use, use_params


@pytest.fixture(scope="package")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of models: `right`, and some that do not fit."""
    from bloodcells import determinism

    determinism.begin(threads=2, seed=0)
    import keras

    def save(name: str, size: int, weights: np.ndarray, activation: str = "softmax") -> None:
        model = keras.Sequential(
            [
                keras.Input((size, size, 3)),
                keras.layers.Rescaling(1 / 255),
                keras.layers.GlobalAveragePooling2D(),
                keras.layers.Dense(weights.shape[1], activation=activation, use_bias=False),
            ]
        )
        model.set_weights([weights])
        model.save(folder / f"{name}.keras")

    folder = tmp_path_factory.mktemp("models")
    knows_colours = np.array([[0, 0, 3], [0, 3, 0], [3, 0, 0]], np.float32)
    save("right", SIZE, knows_colours)
    save("other size", SIZE * 2, knows_colours)
    save("other classes", SIZE, knows_colours[:, :2])
    save("no softmax", SIZE, knows_colours, activation="linear")
    save("diverged", SIZE, knows_colours * np.nan)
    whole = (folder / "right.keras").read_bytes()
    (folder / "truncated.keras").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.keras").write_bytes(b"")
    (folder / "flipped.keras").write_bytes(whole.replace(b"Rescaling", b"Rescalinx"))
    with zipfile.ZipFile(folder / "right.keras") as right:
        members = {name: right.read(name) for name in right.namelist()}
    config = json.loads(members["config.json"])
    layers = config["config"].pop("layers")
    layers[-1]["config"]["units"] = 10**12
    for name, changed in {"no layers": [], "too large": layers}.items():
        with zipfile.ZipFile(folder / f"{name}.keras", "w") as broken:
            document = config | {"config": config["config"] | {"layers": changed}}
            for member, content in (members | {"config.json": json.dumps(document)}).items():
                broken.writestr(member, content)
    yield folder


@pytest.fixture
def checkout(workspace: Path, models: Path) -> Path:
    """A folder in which the stage can run: params, test splits and a model; nothing else."""
    use_params()
    prepare({"test": TEST, "test_simple": SIMPLE})
    use(models / "right.keras")
    return workspace
