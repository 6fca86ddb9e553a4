import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bloodcells import paths
from bloodcells.errors import DatasetError
from bloodcells.images import arrays, dataset
from bloodcells.images.dataset import Counts, Dataset


def squares(count: int, size: int = 4) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, (count, size, size, 3), dtype=np.uint8)


@pytest.fixture
def prepared(workspace: Path) -> None:
    paths.PREPARED.mkdir(parents=True)
    some = dict.fromkeys([f"C{number:03}" for number in range(256)], 1)
    splits = {split: Counts(some, some) for split in ("train", "val", "test")}
    dataset.write(paths.DATASET, Dataset(list(some), 4, splits, {"red": 1.0, "green": 1.0, "blue": 1.0}, {}, {}))
    np.save(paths.images("val"), squares(3))
    arrays.write_labels(paths.labels("val"), [2, 0, 255])


@pytest.mark.usefixtures("prepared")
def test_a_split_is_mapped_read_only() -> None:
    images, labels = arrays.read("val")
    assert isinstance(images, np.memmap)
    assert not images.flags.writeable
    assert (images == squares(3)).all()
    assert labels.tolist() == [2, 0, 255]
    assert labels.dtype == np.uint8


@pytest.mark.usefixtures("prepared")
def test_a_split_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        arrays.read("test")


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("file", [paths.images("val"), paths.labels("val")])
@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole[:50],
        lambda whole: b"no array" * 9,
        lambda whole: pickle.dumps([1, 2]),
        lambda whole: whole.replace(b"False", b"F(lse"),
    ],
    ids=["empty", "truncated", "a part of its header", "junk", "a pickle", "another header"],
)
def test_a_damaged_array_is_told_with_the_way_out(file: Path, damage: Callable[[bytes], bytes]) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(DatasetError, match=f"{file} is damaged.* `dvc repro -f prepare`"):
        arrays.read("val")


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (squares(3), np.zeros(2, np.uint8)),
        (squares(0), np.zeros(0, np.uint8)),
        (squares(3, size=5), np.zeros(3, np.uint8)),
        (squares(3)[..., 0], np.zeros(3, np.uint8)),
        (squares(3).astype(np.float32), np.zeros(3, np.uint8)),
        (squares(3), np.zeros(3)),
        (squares(3), np.zeros((3, 1), np.uint8)),
        (np.uint8(3), np.zeros(3, np.uint8)),
        (squares(3), np.uint8(3)),
    ],
    ids=["fewer labels", "none", "a size", "grey", "float images", "float labels", "columns", "an image", "a label"],
)
def test_arrays_that_do_not_fit_are_refused(images: np.ndarray, labels: np.ndarray) -> None:
    np.save(paths.images("val"), images)
    np.save(paths.labels("val"), labels)
    with pytest.raises(DatasetError, match=r"val_\w+\.npy is damaged"):
        arrays.read("val")


@pytest.mark.usefixtures("prepared")
def test_a_label_of_no_class_is_refused() -> None:
    document = json.loads(paths.DATASET.read_text())
    del document["classes"][-1]
    for counts in document["splits"].values():
        for of_class in counts.values():
            del of_class["C255"]
    paths.DATASET.write_text(json.dumps(document))
    with pytest.raises(DatasetError, match=r"val_labels\.npy is damaged"):
        arrays.read("val")


@pytest.mark.parametrize("parts", [[], [0], [1], [3, 0, 4], [700, 300]])
def test_what_grows_by_parts_is_the_file_that_numpy_writes(workspace: Path, parts: list[int]) -> None:
    rows = squares(sum(parts))
    with arrays.Writer(workspace / "grown.npy", (4, 4, 3)) as writer:
        start = 0
        for count in parts:
            writer.append(rows[start : start + count])
            start += count
    np.save(workspace / "saved.npy", rows)
    assert (workspace / "grown.npy").read_bytes() == (workspace / "saved.npy").read_bytes()


def test_rows_that_are_no_block_of_memory_are_written_in_order(workspace: Path) -> None:
    with arrays.Writer(workspace / "grown.npy", (4, 4, 3)) as writer:
        writer.append(squares(6)[::2])
    assert (np.load(workspace / "grown.npy") == squares(6)[::2]).all()


def test_a_writer_that_fails_leaves_no_array_of_that_size(workspace: Path) -> None:
    with pytest.raises(RuntimeError), arrays.Writer(workspace / "grown.npy", (4, 4, 3)) as writer:
        writer.append(squares(6))
        raise RuntimeError
    assert len(np.load(workspace / "grown.npy")) == 0


@pytest.mark.parametrize(("count", "rows", "lengths"), [(0, 4, []), (3, 4, [3]), (8, 4, [4, 4]), (9, 4, [4, 4, 1])])
def test_a_file_is_read_in_blocks(workspace: Path, count: int, rows: int, lengths: list[int]) -> None:
    np.save(workspace / "array.npy", squares(count))
    blocks = list(arrays.blocks(workspace / "array.npy", size=rows * 48 + 47))
    assert [len(block) for block in blocks] == lengths
    assert (np.concatenate([squares(0), *blocks]) == squares(count)).all()


def test_a_row_that_is_larger_than_a_block_is_read_alone(workspace: Path) -> None:
    np.save(workspace / "array.npy", squares(3))
    assert [len(block) for block in arrays.blocks(workspace / "array.npy", size=1)] == [1, 1, 1]


def test_a_file_is_filled_in_any_order(workspace: Path) -> None:
    arrays.create(workspace / "array.npy", (9, 4, 4, 3))
    arrays.fill(workspace / "array.npy", 6, squares(6)[4:])
    arrays.fill(workspace / "array.npy", 0, squares(6)[:4])
    expected = np.zeros((9, 4, 4, 3), np.uint8)
    expected[:4], expected[6:8] = squares(6)[:4], squares(6)[4:]
    np.save(workspace / "saved.npy", expected)
    assert (workspace / "array.npy").read_bytes() == (workspace / "saved.npy").read_bytes()
