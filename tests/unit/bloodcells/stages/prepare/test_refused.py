"""What the stage prepare refuses, with its earlier output left whole."""

from pathlib import Path

import pytest

from bloodcells import lock, paths
from bloodcells.errors import ArchiveError, BusyError, DatasetError, ParamsError
from bloodcells.stages import prepare
from support.disks import on_small_disk
from support.pictures import PLAIN, prepared, set_of, write_archive, write_params
from support.processes import python, run_stage, stage


@pytest.mark.parametrize(
    ("groups", "changes", "complaint"),
    [
        ((("TRAIN/ROUND", 4), ("TEST/ROUND", 1)), {}, "at least two classes. Received only ROUND"),
        ((("ROUND", 9),), {}, "at least two classes. Received only ROUND"),
        (PLAIN[:2], {}, "class LOBED has no image in test"),
        (PLAIN[:3], {}, "class ROUND has no image in test: add images of it to TEST"),
        (PLAIN[2:], {}, "class LOBED has no image in train"),
        (PLAIN[1:], {}, "class LOBED has no image in train"),
        ((*PLAIN, ("TRAIN/RARE", 3)), {}, "class RARE has no image in test"),
        ((*PLAIN, ("TEST/RARE", 3)), {}, "class RARE has no image in train"),
        (PLAIN, {"folds": 9, "fold": 8}, "class LOBED has no image in val.*: .*prepare.folds, so lower that"),
        ((("LOBED", 9), ("ROUND", 1)), {}, "class ROUND has no image in train; class ROUND has no image in test"),
        ((*PLAIN, ("TEST_SIMPLE/ROUND", 1)), {}, "class LOBED has no image in test_simple"),
    ],
)
def test_images_that_make_no_honest_data_set_are_refused(
    groups: tuple[tuple[str, int], ...], changes: dict[str, object], complaint: str
) -> None:
    prepare.main()
    before = prepared()
    write_params(**changes)
    write_archive("mine", *set_of(*groups))
    with pytest.raises(DatasetError, match=complaint):
        prepare.main()
    assert prepared() == before


def test_no_archives_are_refused(workspace: Path) -> None:
    paths.archive("mine").unlink()
    with pytest.raises(DatasetError, match="no archives in data/raw: run `dvc repro`"):
        prepare.main()


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_a_truncated_archive_leaves_the_earlier_output(keep: float) -> None:
    prepare.main()
    before = prepared()
    content = paths.archive("mine").read_bytes()
    paths.archive("mine").write_bytes(content[: keep if isinstance(keep, int) else int(keep * len(content))])
    with pytest.raises(ArchiveError, match=r"data/raw/mine\.zip: "):
        prepare.main()
    assert prepared() == before


def test_a_damaged_image_in_an_archive_leaves_the_earlier_output() -> None:
    prepare.main()
    before = prepared()
    content = paths.archive("mine").read_bytes()
    paths.archive("mine").write_bytes(content.replace(b"IDAT", b"IDAt", 1))
    with pytest.raises(ArchiveError, match="is damaged in its archive"):
        prepare.main()
    assert prepared() == before


def test_a_table_that_leaves_an_image_out_leaves_the_earlier_output() -> None:
    prepare.main()
    before = prepared()
    members, table = set_of(*PLAIN)
    write_archive("mine", members, table.removesuffix("TEST,ROUND,0_1.png,TEST/ROUND 0\n"))
    with pytest.raises(DatasetError, match=r"photograph of 1 images \(TEST/ROUND/0_1\.png\)"):
        prepare.main()
    assert prepared() == before


def test_unknown_parameters_are_told_before_anything_is_done() -> None:
    write_params(crop="nuclei", image_sise=3)
    with pytest.raises(ParamsError, match=r"prepare\.crop.*prepare\.image_sise is unknown"):
        prepare.main()
    assert prepared() == {}


def test_two_runs_at_once_are_refused() -> None:
    with lock.only_run("prepare"), pytest.raises(BusyError, match="another prepare is at work"):
        prepare.main()


def test_a_file_that_may_not_grow_is_told_and_leaves_the_earlier_output() -> None:
    prepare.main()
    before = prepared()
    write_params(image_size=128)
    done = run_stage("prepare", "sh", "-c", 'ulimit -f 500 && exec "$@"', "sh")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("error: ")
    assert prepared() == before


IN_PROCESSES = """
from bloodcells import console
from bloodcells.images import squares
from bloodcells.stages import prepare
squares._MANY, squares._cores = 0, lambda: 2
console.run(prepare.main)
"""


@pytest.mark.parametrize("command", [stage("prepare"), python(IN_PROCESSES)], ids=["alone", "in processes"])
def test_a_full_disk_is_told_and_leaves_the_earlier_output(command: list[str]) -> None:
    prepare.main()
    before = prepared()
    write_params(image_size=128)
    done = on_small_disk(command, "data", free=2**18)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.endswith("the disk is full: free some space and run the stage again; nothing was lost\n")
    assert prepared("left") == before
