"""Every file of the pipeline, relative to the checkout. Makes none of them."""

from pathlib import Path

PARAMS = Path("params.yaml")

RAW = Path("data/raw")
PREPARED = Path("data/prepared")
INDEX = PREPARED / "index.csv"
DATASET = PREPARED / "dataset.json"

MODEL = Path("models/model.keras")

TRAIN_RESULTS = Path("results/train")
TRAIN_METRICS = TRAIN_RESULTS / "metrics.json"
TRAIN_CURVES = TRAIN_RESULTS / "plots/metrics"

EVALUATE_RESULTS = Path("results/evaluate")
EVALUATE_METRICS = EVALUATE_RESULTS / "metrics.json"
PHOTOGRAPHS = EVALUATE_RESULTS / "photographs.csv"
PREDICTIONS = EVALUATE_RESULTS / "predictions.csv"
EVALUATE_PLOTS = EVALUATE_RESULTS / "plots"
MISTAKES = EVALUATE_RESULTS / "mistakes.png"

WORK = Path(".bloodcells")
LIVE = WORK / "live"


def archive(source: str) -> Path:
    """The canonical archive of a source."""
    return RAW / f"{source}.zip"


def images(split: str) -> Path:
    """The images of a split: `(n, size, size, 3)` uint8."""
    return PREPARED / f"{split}_images.npy"


def labels(split: str) -> Path:
    """The class indices of a split: `(n,)` uint8, in the order of `images`."""
    return PREPARED / f"{split}_labels.npy"
