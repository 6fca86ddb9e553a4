"""Prepared test splits of a few one-coloured images, and what the stage evaluate makes of them."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from bloodcells import paths
from bloodcells.images import dataset
from bloodcells.images.dataset import Counts, Dataset, Row

SIZE = 8

CLASSES = ["blue, or so", 'gr.een "cell"', "rot 红"]

COLOURS = np.array([[0, 0, 200], [0, 200, 0], [200, 0, 0]], np.uint8)

# What each image shows, by split: (its class, the photograph it was made from, the colour that it has). The model
# knows colours, so an image of another class's colour is a mistake.
TEST = [
    (0, "s/1", 0),
    (0, "s/1", 0),
    (0, "s/2", 1),
    (1, "s/3", 1),
    (1, "s/4", 1),
    (1, "s/4", 2),
    (2, "s/5", 2),
    (2, "s/6", 2),
    (2, "s/1", 2),  # a photograph of two classes
]

SIMPLE = [(0, "s/1", 0), (1, "s/3", 1), (2, "s/5", 0)]


def prepare(splits: dict[str, list[tuple[int, str, int]]]) -> None:
    paths.PREPARED.mkdir(parents=True, exist_ok=True)
    rows = []
    for split, images in splits.items():
        np.save(paths.images(split), np.stack([np.full((SIZE, SIZE, 3), COLOURS[shown]) for _, _, shown in images]))
        np.save(paths.labels(split), np.array([label for label, _, _ in images], np.uint8))
        rows += [
            Row(f"s/{split}/{n}.png", CLASSES[label], photograph, split, f"{split}{n}")
            for n, (label, photograph, _) in enumerate(images)
        ]
    some = dict.fromkeys(CLASSES, 1)
    counts = {split: Counts(some, some) for split in ["train", "val", *splits]}
    means = {"red": 90.0, "green": 90.0, "blue": 80.0}
    dataset.write(paths.DATASET, Dataset(CLASSES, SIZE, counts, means, {}, {}))
    dataset.write_index(paths.INDEX, rows)


def use(model: Path) -> None:
    paths.MODEL.parent.mkdir(exist_ok=True)
    paths.MODEL.write_bytes(model.read_bytes())


def metrics() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(paths.EVALUATE_METRICS.read_text(encoding="utf-8"))
    return document


def outputs(results: Path = paths.EVALUATE_RESULTS) -> dict[str, bytes]:
    return {
        path.relative_to(results).as_posix(): path.read_bytes() for path in sorted(results.rglob("*")) if path.is_file()
    }


def use_params() -> None:
    """Write `params.yaml`."""
    paths.PARAMS.write_text(
        "threads: 2\nevaluate: {confidence: 0.95, resamples: 300, calibration_bins: 10, mistakes: 12}\n"
    )
