"""What `data/prepared/` holds, image by image (`index.csv`) and as a whole (`dataset.json`)."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bloodcells import paths
from bloodcells.errors import DatasetError


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


_COLUMNS = [field.name for field in fields(Row)]


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
        DatasetError: it is damaged, or of another version of this program.
    """
    try:
        dataset = TypeAdapter(Dataset).validate_json(paths.DATASET.read_bytes(), strict=True)
    except ValidationError as error:
        raise damaged(paths.DATASET) from error
    if not _is_consistent(dataset):
        raise damaged(paths.DATASET)
    return dataset


def splits() -> list[str]:
    """The names of the splits there are, in the order train, val, test, test_simple.

    Raises:
        OSError: `prepare` hasn't made them.
        DatasetError: as of `read`.
    """
    return list(read().splits)


def read_index() -> list[Row]:
    """Read `index.csv`: split after split, each in the order of its arrays.

    Raises:
        OSError: `prepare` hasn't made it.
        DatasetError: it is damaged, or of another version of this program.
    """
    try:
        with paths.INDEX.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file, strict=True)
    except (csv.Error, ValueError) as error:
        raise damaged(paths.INDEX) from error
    if header != _COLUMNS or any(len(row) != len(_COLUMNS) for row in rows):
        raise damaged(paths.INDEX)
    return [Row(*row) for row in rows]


def damaged(path: Path) -> DatasetError:
    """The error that tells that `path`, made by `prepare`, is not as it was made."""
    return DatasetError(f"{path} is damaged, or of another version: run `dvc repro -f prepare`")


def _is_consistent(dataset: Dataset) -> bool:
    return (
        dataset.image_size > 0
        and len(dataset.classes) > 1
        and dataset.classes == sorted(set(dataset.classes))
        and {"train", "val", "test"} <= set(dataset.splits)
        and all(list(counts.images) == dataset.classes for counts in dataset.splits.values())
        and set(dataset.channel_means) == {"red", "green", "blue"}
    )


def write(path: Path, dataset: Dataset) -> None:
    """Write `dataset.json`."""
    path.write_text(json.dumps(asdict(dataset), indent=2) + "\n", encoding="utf-8")


def write_index(path: Path, rows: Iterable[Row]) -> None:
    """Write `index.csv`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(_COLUMNS)
        table.writerows((row.file, row.label, row.photograph, row.split, row.digest) for row in rows)
