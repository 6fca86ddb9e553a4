import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bloodcells import paths
from bloodcells.errors import DatasetError
from bloodcells.images import dataset
from bloodcells.images.dataset import Counts, Dataset, Row

WHOLE = Dataset(
    classes=["LOBED", "ROUND"],
    image_size=8,
    splits={
        "train": Counts({"LOBED": 5, "ROUND": 4}, {"LOBED": 2, "ROUND": 1}),
        "val": Counts({"LOBED": 2, "ROUND": 2}, {"LOBED": 1, "ROUND": 1}),
        "test": Counts({"LOBED": 1, "ROUND": 1}, {"LOBED": 1, "ROUND": 1}),
    },
    channel_means={"red": 185.9665, "green": 172.0596, "blue": 199.0617},
    dropped={"corrupt": 2},
    converted={"greyscale": 1},
)
ROWS = [
    Row("mine/TRAIN/LOBED/1.png", "LOBED", "mine/7", "train", "ab" * 32),
    Row('mine/TRAIN/ROUND/"2", 3.png', "ROUND", "mine/slide 8, left", "val", "cd" * 32),
    Row("mine/TEST/ROUND/ä.png", "ROUND", "mine/9", "test", "ef" * 32),
]


@pytest.fixture(autouse=True)
def prepared(workspace: Path) -> None:
    paths.PREPARED.mkdir(parents=True)


def test_the_whole_is_read_as_it_was_written() -> None:
    dataset.write(paths.DATASET, WHOLE)
    assert dataset.read() == WHOLE
    assert dataset.splits() == ["train", "val", "test"]


def test_the_index_is_read_as_it_was_written() -> None:
    dataset.write_index(paths.INDEX, iter(ROWS))
    assert dataset.read_index() == ROWS
    assert paths.INDEX.read_text(encoding="utf-8").splitlines()[0] == "file,label,photograph,split,digest"
    assert b"\r" not in paths.INDEX.read_bytes()


@pytest.mark.parametrize("read", [dataset.read, dataset.read_index, dataset.splits])
def test_what_is_not_there_is_an_os_error_that_names_it(read: object) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        read()
    assert str(caught.value.filename).startswith("data/prepared/")


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"",
        lambda whole: b"[1, 2]",
        lambda whole: whole.replace(b"LOBED", b"L\xd6BED"),
        lambda whole: b"[" * 100_000,
    ],
    ids=["truncated", "empty", "a list", "no UTF-8", "nested deeply"],
)
def test_a_damaged_file_is_told_with_the_way_out(damage: Callable[[bytes], bytes]) -> None:
    dataset.write(paths.DATASET, WHOLE)
    paths.DATASET.write_bytes(damage(paths.DATASET.read_bytes()))
    with pytest.raises(DatasetError, match=r"dataset\.json is damaged.* `dvc repro -f prepare`"):
        dataset.read()


@pytest.mark.parametrize(
    "changed",
    [
        {"classes": "LOBED"},
        {"classes": ["LOBED"]},
        {"classes": ["LOBED", "OTHER"]},
        {"classes": ["ROUND", "LOBED"]},
        {"image_size": "8"},
        {"image_size": 0},
        {"image_size": None},
        {"splits": {}},
        {"splits": {"train": {"images": {}, "photographs": {}}}},
        {"splits": {"train": 5, "val": 2, "test": 1}},
        {"channel_means": {"red": 1.0, "green": 2.0}},
        {"channel_means": [1.0, 2.0, 3.0]},
        {"dropped": None},
    ],
    ids=json.dumps,
)
def test_a_file_of_another_kind_is_told_with_the_way_out(changed: dict[str, Any]) -> None:
    dataset.write(paths.DATASET, WHOLE)
    document = json.loads(paths.DATASET.read_text()) | changed
    paths.DATASET.write_text(json.dumps(document))
    with pytest.raises(DatasetError, match=r"dataset\.json is damaged.* `dvc repro -f prepare`"):
        dataset.read()


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-70],
        lambda whole: whole.replace(b"photograph,", b""),
        lambda whole: whole.replace(b",train,", b","),
        lambda whole: whole.replace(b"mine/7", b'"mine/7'),
        lambda whole: whole.replace("ä".encode(), b"\xe4"),
    ],
    ids=["empty", "truncated", "another header", "a short row", "an open quote", "no UTF-8"],
)
def test_a_damaged_index_is_told_with_the_way_out(damage: Callable[[bytes], bytes]) -> None:
    dataset.write_index(paths.INDEX, iter(ROWS))
    paths.INDEX.write_bytes(damage(paths.INDEX.read_bytes()))
    with pytest.raises(DatasetError, match=r"index\.csv is damaged.* `dvc repro -f prepare`"):
        dataset.read_index()
