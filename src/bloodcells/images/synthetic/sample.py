"""The data set `sample`: drawn smears, in the same layout and with the same traits as the real Blood Images.

60 source photographs, 15 a class, of which 11 train and 4 test. TRAIN and TEST hold 15 augmented copies of each,
turned, shifted, sheared and mirrored with black corners; TEST_SIMPLE holds the photographs of TEST as they were
taken. `sources.csv` tells which photograph each image was made from. Nothing in it is random: equal versions of
NumPy and Pillow on one type of CPU give equal bytes.
"""

import csv
import io
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps

from bloodcells.images import archives
from bloodcells.images.synthetic import smears
from bloodcells.images.synthetic.leukocytes import CLASSES

NAME = "sample"
SEED = 1891  # the year in which Romanowsky described the stain
COPIES = 15
TRAINING, TESTING = 11, 4  # photographs a class
QUALITY = 88  # of the JPEGs; about 12 kB each
MEMBERS = len(CLASSES) * ((TRAINING + TESTING) * COPIES + TESTING) + 1


def contents() -> Iterator[tuple[str, bytes]]:
    """Names and bytes of all members, in the order of `archives.write`."""
    rows = []
    for split in sorted(archives.SPLITS):
        for label in CLASSES:
            for number in _numbers(split, label):
                for file, image in _images(split, label, number):
                    rows.append((split, label, file, number))
                    yield f"{split}/{label}/{file}", _jpeg(image)
    yield archives.SOURCES, _table(rows)


def _numbers(split: str, label: str) -> range:
    """The photographs of a class in a split: they are numbered through all classes, training ones first."""
    first = CLASSES.index(label) * (TRAINING + TESTING)
    if split == "TRAIN":
        return range(first, first + TRAINING)
    return range(first + TRAINING, first + TRAINING + TESTING)


def _images(split: str, label: str, number: int) -> Iterator[tuple[str, Image.Image]]:
    rng = np.random.default_rng([SEED, number])
    photograph = smears.photograph(label, rng)
    if split == "TEST_SIMPLE":
        yield f"{number:02}.jpeg", photograph
        return
    for copy in range(COPIES):
        yield f"{number:02}_{copy:02}.jpeg", _augmented(photograph, rng)


def _augmented(photograph: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A copy turned by up to 20 degrees, shifted by up to a tenth, a little sheared, mirrored by chance."""
    width, height = photograph.size
    turn, shear = np.radians(rng.uniform(-20, 20)), rng.uniform(-0.08, 0.08)
    across, down = rng.uniform(-0.1, 0.1, 2) * (width, height)
    matrix = np.array([[np.cos(turn), -np.sin(turn) + shear], [np.sin(turn), np.cos(turn)]])
    middle = np.array([width / 2, height / 2])
    shift = middle - matrix @ (middle + np.array([across, down]))
    moved = photograph.transform(
        photograph.size,
        Image.Transform.AFFINE,
        (*matrix[0], shift[0], *matrix[1], shift[1]),
        resample=Image.Resampling.BILINEAR,
    )
    if rng.random() < 0.5:
        moved = ImageOps.mirror(moved)
    return ImageOps.flip(moved) if rng.random() < 0.5 else moved


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _table(rows: list[tuple[str, str, str, int]]) -> bytes:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["split", "label", "file", "source"])
    table.writerows(rows)
    return text.getvalue().encode()
