"""What `data/prepared/` holds, image by image (`index.csv`) and as a whole (`dataset.json`)."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from bloodcells import paths


@dataclass(frozen=True, slots=True)
class Row:
    """An image. Those of a split stand in the order of its arrays."""

    file: str
    """`<source>/<member of its archive>`."""
    label: str
    """The class."""
    photograph: str
    """The source photograph, `<source>/<id>`: no two of train, val and test share one."""
    split: str
    """train, val, test or test_simple."""
    digest: str
    """SHA-256 of the file's bytes, in hex."""


@dataclass(frozen=True)
class Counts:
    """The size of a split, class by class."""

    images: dict[str, int]
    photographs: dict[str, int]
    """Photographs with at least one image of the class."""


@dataclass(frozen=True)
class Dataset:
    """The whole, as `dataset.json` has it."""

    classes: list[str]
    """Sorted; labels in the arrays are indices into it."""
    image_size: int
    """Side of each image, in pixels."""
    splits: dict[str, Counts]
    """By name, in the order train, val, test, test_simple; the last only if the sources have it."""
    channel_means: dict[str, float]
    """Of `red`, `green` and `blue` over the training images, in [0, 255]."""
    dropped: dict[str, int]
    """Images left out, by reason (`images.reasons.Dropped`)."""
    converted: dict[str, int]
    """Images changed into upright 8-bit RGB, by what was done (`images.reasons.Converted`)."""


def read() -> Dataset:
    """Read `dataset.json`.

    Raises:
        OSError: `prepare` hasn't made it.
    """
    document = json.loads(paths.DATASET.read_text(encoding="utf-8"))
    counts = {split: Counts(**value) for split, value in document.pop("splits").items()}
    return Dataset(splits=counts, **document)


def splits() -> list[str]:
    """The names of the splits there are, in the order train, val, test, test_simple.

    Raises:
        OSError: `prepare` hasn't made them.
    """
    return list(read().splits)


def read_index() -> list[Row]:
    """Read `index.csv`: split after split, each in the order of its arrays.

    Raises:
        OSError: `prepare` hasn't made it.
    """
    with paths.INDEX.open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def write(path: Path, dataset: Dataset) -> None:
    """Write `dataset.json`."""
    path.write_text(json.dumps(asdict(dataset), indent=2) + "\n", encoding="utf-8")


def write_index(path: Path, rows: Iterable[Row]) -> None:
    """Write `index.csv`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(field.name for field in fields(Row))
        table.writerows((row.file, row.label, row.photograph, row.split, row.digest) for row in rows)
