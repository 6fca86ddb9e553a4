import csv
import io
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bloodcells.images import archives
from bloodcells.images.synthetic import sample

CLASSES = ["EOSINOPHIL", "LYMPHOCYTE", "MONOCYTE", "NEUTROPHIL"]


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return dict(sample.contents())


@pytest.fixture(scope="module")
def rows(contents: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contents["sources.csv"].decode())))


def test_it_is_written_as_a_canonical_archive(contents: dict[str, bytes], workspace: Path) -> None:
    archives.write(workspace / "sample.zip", contents.items())
    counts = Counter((member.split, member.label) for member in archives.members(workspace / "sample.zip"))
    assert counts == {
        (split, label): number
        for split, number in (("TRAIN", 165), ("TEST", 60), ("TEST_SIMPLE", 4))
        for label in CLASSES
    }
    assert len(contents) == sample.MEMBERS


def test_its_sources_name_every_image(contents: dict[str, bytes], rows: list[dict[str, str]]) -> None:
    named = {f"{row['split']}/{row['label']}/{row['file']}" for row in rows}
    assert named == set(contents) - {"sources.csv"}


def test_no_photograph_is_in_training_and_test(rows: list[dict[str, str]]) -> None:
    of = {split: {row["source"] for row in rows if row["split"] == split} for split in archives.SPLITS}
    assert (len(of["TRAIN"]), len(of["TEST"])) == (44, 16)
    assert not of["TRAIN"] & of["TEST"]
    assert of["TEST_SIMPLE"] == of["TEST"]


def test_a_photograph_is_of_one_class(rows: list[dict[str, str]]) -> None:
    assert len({(row["source"], row["label"]) for row in rows}) == 60


def test_images_are_jpegs_as_large_as_the_real_ones(contents: dict[str, bytes]) -> None:
    for name, data in islice(contents.items(), 0, 900, 50):
        with Image.open(io.BytesIO(data)) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (320, 240)), name


def test_augmented_images_have_black_corners_and_photographs_have_none(contents: dict[str, bytes]) -> None:
    black = Counter[str]()
    for name, data in contents.items():
        if name != "sources.csv":
            with Image.open(io.BytesIO(data)) as image:
                pixels = np.asarray(image.convert("L"))
            black[name.partition("/")[0]] += bool((pixels[[0, 0, -1, -1], [0, -1, 0, -1]] < 8).any())
    assert black["TEST_SIMPLE"] == 0
    assert black["TRAIN"] > 0.9 * 660
    assert black["TEST"] > 0.9 * 240


def test_it_is_the_same_each_time(contents: dict[str, bytes]) -> None:
    again = dict(islice(sample.contents(), 40))
    assert again == {name: contents[name] for name in again}


def test_no_two_images_are_equal(contents: dict[str, bytes]) -> None:
    assert len(set(contents.values())) == len(contents)
