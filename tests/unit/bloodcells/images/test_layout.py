import re

import pytest

from bloodcells.errors import SourceError
from bloodcells.images import layout

SPLITS = ["TEST/A/1.png", "TEST_SIMPLE/A/1.png", "TRAIN/A/2.png", "TRAIN/B/3.png"]


@pytest.mark.parametrize(
    "below",
    ["", "set/", "dataset2-master/dataset2-master/images/", "./", "TRAIN/set/"],
)
def test_the_set_may_lie_below_other_folders(below: str) -> None:
    found = layout.find([f"{below}{name}" for name in SPLITS])
    assert found.members == {name: f"{below}{name}" for name in SPLITS}


@pytest.mark.parametrize(
    ("files", "members"),
    [
        (["B/2.png", "A/1.png"], ["A/1.png", "B/2.png"]),
        (["set/A/1.png"], ["A/1.png"]),
        (["train/A/1.png", "Test/A/2.png"], ["TEST/A/2.png", "TRAIN/A/1.png"]),
        (["set/sources.csv", "set/A/1.png"], ["A/1.png", "sources.csv"]),
        (["TRAIN/A/1.JPG", "sources.csv"], ["TRAIN/A/1.JPG", "sources.csv"]),
        (["A/cafe\u0301.png"], ["A/caf\u00e9.png"]),
    ],
    ids=["classes only", "one class", "splits in any case", "its sources", "sources beside splits", "one Unicode form"],
)
def test_names_in_the_archive_are_canonical_and_in_order(files: list[str], members: list[str]) -> None:
    assert list(layout.find(files).members) == members


@pytest.mark.parametrize(
    "junk",
    [
        "__MACOSX/TRAIN/A/._1.png",
        ".",
        "./",
        "TRAIN/A/._1.png",
        ".git/TRAIN/A/1.png",
        "TRAIN/A/.DS_Store",
        ".thumbs/1.png",
    ],
)
def test_what_systems_leave_behind_is_skipped(junk: str) -> None:
    assert layout.find([*SPLITS, junk]) == layout.find(SPLITS)


@pytest.mark.parametrize("other", ["TRAIN/A/Thumbs.db", "labels.csv", "README.md", "TRAIN/sources.csv"])
def test_other_files_are_left_out_and_told(other: str) -> None:
    found = layout.find([*SPLITS, other])
    assert found.members == layout.find(SPLITS).members
    assert found.left_out == [other]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ([], "no images: expected <SPLIT>/<CLASS>/<image>"),
        (["labels.csv", "notes.txt"], "no images"),
        (["1.png", "2.png"], "Received '1.png', which lies in no folder"),
        (["TRAIN/A/1.png", "A/1.png"], "Received both 'TRAIN/A/1.png' and 'A/1.png'"),
        (["TRAIN/A/1.png", "VAL/A/1.png"], "Received both 'TRAIN/A/1.png' and 'VAL/A/1.png'"),
        (["TRAIN/1.png"], "expected a class between TRAIN and the file"),
        (["one/A/1.png", "two/A/2.png"], "below one folder. Received both 'one/A/1.png' and 'two/A/2.png'"),
        (["one/TRAIN/A/1.png", "two/TEST/A/2.png"], "below one folder. Received both"),
        (["A/1.png", "A/deep/2.png"], "below one folder. Received both"),
        (["A/1.png", "./A/1.png"], "is there twice"),
        (["A/caf\u00e9.png", "A/cafe\u0301.png"], "is there twice"),
        (["TRAIN/A/1.png", "train/A/1.png"], "below one folder|have the same name"),
        (["a.b/1.png"], "expected a class of letters"),
        (["train/1.png", "test/2.png"], "expected a class between train and the file"),
        (["set/Train/1.png", "set/A/2.png"], "expected a class between Train and the file"),
        (["A/1.png", "sources.csv", "./sources.csv"], "'./sources.csv' is there twice"),
    ],
)
def test_sets_that_lie_otherwise_are_refused(files: list[str], complaint: str) -> None:
    with pytest.raises(SourceError) as caught:
        layout.find(files)
    assert re.search(complaint, str(caught.value))
