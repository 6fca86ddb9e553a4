"""What the stage prepare writes, by any number of processes."""

import hashlib
import json
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bloodcells import paths
from bloodcells.images import arrays, dataset, squares
from bloodcells.images.square import Square, cut
from bloodcells.stages import prepare
from support.pictures import PLAIN, SIZE, encoded, prepared, set_of, write_archive, write_params
from support.processes import run_stage

SRC = Path(prepare.__file__).parents[2]


def test_the_arrays_the_index_and_the_counts_agree() -> None:
    members, table = set_of(*PLAIN, ("TEST_SIMPLE/LOBED", 1), ("TEST_SIMPLE/ROUND", 1))
    write_archive("mine", members, table)
    prepare.main()
    made = dataset.read()
    rows = dataset.read_index()
    assert made.classes == ["LOBED", "ROUND"]
    assert made.image_size == SIZE
    assert dataset.splits() == ["train", "val", "test", "test_simple"]
    assert made.dropped == made.converted == {}
    assert [row.split for row in rows] == ["train"] * 8 + ["val"] * 8 + ["test"] * 4 + ["test_simple"] * 4
    for split in made.splits:
        images, labels = arrays.read(split)
        of_split = [row for row in rows if row.split == split]
        assert images.shape == (len(of_split), SIZE, SIZE, 3)
        assert [made.classes[label] for label in labels] == [row.label for row in of_split]
        assert made.splits[split].images == Counter(row.label for row in of_split)
        photographs = {(row.label, row.photograph) for row in of_split}
        assert made.splits[split].photographs == Counter(label for label, _ in photographs)
        for row, image in zip(of_split, images, strict=True):
            data = members[row.file.removeprefix("mine/")]
            assert row.digest == hashlib.sha256(data).hexdigest()
            assert (image == cut(data, Square(SIZE, "none", 1.0))[0]).all()
    means = arrays.read("train")[0].reshape(-1, 3).mean(axis=0)
    assert list(made.channel_means.values()) == pytest.approx(means, abs=5.1e-5)


def test_the_folder_holds_what_its_readers_know_and_nothing_else() -> None:
    prepare.main()
    arrays_of = [f"prepared/{split}_{kind}.npy" for split in ("train", "val", "test") for kind in ("images", "labels")]
    assert set(prepared()) == {*arrays_of, "prepared/index.csv", "prepared/dataset.json"}
    assert json.loads(paths.DATASET.read_text())["splits"]["val"]["images"] == {"LOBED": 4, "ROUND": 4}


def test_equal_input_gives_equal_bytes_by_any_number_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare.main()
    first = prepared()
    prepare.main()
    assert prepared() == first
    monkeypatch.setattr(squares, "_MANY", 0)
    monkeypatch.setattr(squares, "_BATCH_IMAGES", 3)
    for cores in (2, 3):
        monkeypatch.setattr(squares, "_cores", lambda cores=cores: cores)
        prepare.main()
        assert prepared() == first


def test_the_nucleus_is_cropped_if_asked() -> None:
    smear = Image.new("RGB", (320, 240), (220, 215, 210))
    smear.paste((90, 50, 170), (200, 60, 260, 120))
    members, table = set_of(*PLAIN)
    write_archive("mine", {name: encoded(smear) + name.encode() for name in members}, table)
    violet = {}
    for crop in ("none", "nucleus"):
        write_params(crop=crop, crop_size=0.25)
        prepare.main()
        images, _ = arrays.read("train")
        violet[crop] = (np.abs(images.astype(int) - (90, 50, 170)).max(axis=-1) < 60).mean()
    assert violet["none"] < 0.1
    assert violet["nucleus"] > 0.7


@pytest.mark.parametrize("size", [1, 600, 2**20])
def test_each_square_reaches_its_row(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    others, table = set_of(*PLAIN, seed="other")
    others["TEST/LOBED/0_0.png"] = b"bad"
    write_archive("a", others, table)
    members, table = set_of(*PLAIN)
    members["TRAIN/ROUND/1_1.png"] = b"bad"
    write_archive("mine", members, table)
    monkeypatch.setattr(arrays, "blocks", partial(arrays.blocks, size=size))
    prepare.main()
    files = {f"a/{name}": data for name, data in others.items()} | {
        f"mine/{name}": data for name, data in members.items()
    }
    rows = dataset.read_index()
    assert len(rows) == 38
    squares_of = np.concatenate([arrays.read(split)[0] for split in dataset.splits()])
    for row, square in zip(rows, squares_of, strict=True):
        assert (square == cut(files[row.file], Square(SIZE, "none", 1.0))[0]).all()


def test_the_stage_runs_as_dvc_runs_it() -> None:
    done = run_stage("prepare")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "train: 8 images of photographs: 4 of 2 LOBED, 4 of 2 ROUND\n" in done.stderr
