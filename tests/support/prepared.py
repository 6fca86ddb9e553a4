"""A small `data/prepared/` for the stage `train`, and parameters that make it quick."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bloodcells.params.train import TrainParams

ROOT = Path(__file__).resolve().parents[2]
CLASSES = ["EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL"]
QUICK = {
    "model": "resnet",
    "width": 4,
    "stages": 2,
    "epochs": 2,
    "batch_size": 16,
    "warmup_epochs": 1,
    "early_stopping.patience": 10,
}


def document(**changes: Any) -> dict[str, Any]:
    """The checkout's params.yaml with a quick `train`, and changes to it: `seed=1`, `augmentation__zoom=0.0`."""
    made: dict[str, Any] = yaml.safe_load((ROOT / "params.yaml").read_text())
    for name, value in (QUICK | changes).items():
        *groups, leaf = name.replace("__", ".").split(".")
        section = made if leaf in TrainParams.shared else made["train"]
        for group in groups:
            section = section[group]
        section[leaf] = value
    return made


def train_params(**changes: Any) -> TrainParams:
    """The same as the stage reads it."""
    return TrainParams.parse(document(**changes))


def images_of_classes(n: int, size: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Noise with a brighter channel or corner for each class: `(n, size, size, 3)` and `(n,)` uint8."""
    labels = np.arange(n) % classes
    images = np.random.default_rng(seed).integers(0, 128, (n, size, size, 3))
    for image, label in zip(images, labels, strict=True):
        image[..., label % 3] += 30 * (1 + label // 3)
    return images.astype(np.uint8), labels.astype(np.uint8)


def write_prepared(folder: Path, *, train: int = 64, val: int = 24, size: int = 12, classes: int = 4) -> None:
    """Write arrays and `dataset.json` for training; the test splits are named there, but their files are missing."""
    prepared = folder / "data/prepared"
    prepared.mkdir(parents=True, exist_ok=True)
    for seed, (split, n) in enumerate({"train": train, "val": val}.items()):
        images, labels = images_of_classes(n, size, classes, seed)
        np.save(prepared / f"{split}_images.npy", images)
        np.save(prepared / f"{split}_labels.npy", labels)
    names = [*CLASSES, *(f"OTHER{number}" for number in range(classes))][:classes]
    counts = {"images": dict.fromkeys(names, 1), "photographs": dict.fromkeys(names, 1)}
    described = {
        "classes": names,
        "image_size": size,
        "splits": dict.fromkeys(("train", "val", "test", "test_simple"), counts),
        "channel_means": {"red": 90.0, "green": 90.0, "blue": 80.0},
        "dropped": {},
        "converted": {},
    }
    (prepared / "dataset.json").write_text(json.dumps(described))


def write_params(folder: Path, **changes: Any) -> None:
    """Write `params.yaml` as `document` makes it."""
    (folder / "params.yaml").write_text(yaml.safe_dump(document(**changes), sort_keys=False))


def outputs(folder: Path) -> dict[str, bytes]:
    """What the stage wrote: path -> bytes."""
    files = [path for top in ("models", "results") for path in (folder / top).rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}
