"""All images of a source photograph are in one split."""

import pytest

from bloodcells import paths
from bloodcells.errors import DatasetError
from bloodcells.images import dataset
from bloodcells.stages import prepare
from support.pictures import PLAIN, picture, set_of, write_archive, write_params


def test_each_photograph_is_in_one_split_and_validates_in_one_fold() -> None:
    write_archive("mine", *set_of(("TRAIN/A", 7), ("TRAIN/B", 5), ("TEST/A", 2), ("TEST/B", 1), copies=3))
    validating: list[str] = []
    for fold in range(3):
        write_params(folds=3, fold=fold)
        prepare.main()
        split_of: dict[str, set[str]] = {}
        for row in dataset.read_index():
            split_of.setdefault(row.photograph, set()).add(row.split)
        assert all(len(found) == 1 for found in split_of.values())
        validating += [photograph for photograph, found in split_of.items() if found == {"val"}]
    assert sorted(validating) == sorted(
        [f"mine/TRAIN/A {number}" for number in range(7)] + [f"mine/TRAIN/B {number}" for number in range(5)]
    )


def test_copies_of_test_photographs_are_dropped_from_training() -> None:
    members, table = set_of(*PLAIN)
    members["TRAIN/ROUND/leak.png"] = picture("leak")
    members["TRAIN/LOBED/same.png"] = members["TEST/LOBED/0_0.png"]
    table += "TRAIN,ROUND,leak.png,TEST/ROUND 0\nTRAIN,LOBED,same.png,TRAIN/LOBED 2\n"
    write_archive("mine", members, table)
    prepare.main()
    rows = dataset.read_index()
    # With the content that it shares with TEST, the photograph LOBED 2 is known to test, all its copies with it.
    assert dataset.read().dropped == {"photograph_in_test": 4}
    trained = {row.photograph for row in rows if row.split in ("train", "val")}
    assert not trained & {row.photograph for row in rows if row.split == "test"}
    assert len(trained) == 7


def test_sources_are_put_together_and_their_copies_found(capsys: pytest.CaptureFixture[str]) -> None:
    members, _ = set_of(*PLAIN)
    others, other_table = set_of(("LOBED", 3), ("ROUND", 3), seed="other")
    others["ROUND/copy.png"] = members["TEST/ROUND/0_1.png"]
    write_archive("also-mine", others, f"{other_table},ROUND,copy.png,x\n")
    prepare.main()
    rows = dataset.read_index()
    assert len(rows) == 33
    assert [row.file for row in rows if row.split == "train"] == sorted(
        row.file for row in rows if row.split == "train"
    )
    [copy] = [row for row in rows if row.file == "also-mine/ROUND/copy.png"]
    assert copy.split == "test"
    assert {row.photograph for row in rows if row.digest == copy.digest} == {"also-mine/x"}
    counts = dataset.read().splits["test"].photographs
    assert counts == {"LOBED": 2, "ROUND": 2}
    assert "warning" not in capsys.readouterr().err


def test_without_a_sources_file_the_user_is_warned_of_leaks(capsys: pytest.CaptureFixture[str]) -> None:
    members, _ = set_of(*PLAIN)
    write_archive("mine", members)
    prepare.main()
    told = capsys.readouterr().err
    assert "warning: source mine has no sources.csv, so each of its images counts as a photograph of its own" in told
    assert len({row.photograph for row in dataset.read_index()}) == 20


def test_the_table_of_the_blood_images_is_used_for_them_alone() -> None:
    members, table = set_of(*PLAIN)
    paths.archive("mine").unlink()
    write_archive("blood-cells", members, table)
    with pytest.raises(DatasetError, match=r"source blood-cells: sources.csv doesn't tell the photograph of 20 images"):
        prepare.main()
