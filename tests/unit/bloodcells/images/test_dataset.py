from pathlib import Path

import pytest

from bloodcells import paths
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
