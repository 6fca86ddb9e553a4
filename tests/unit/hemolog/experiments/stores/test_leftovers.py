"""Tests of temporary files that killed processes left."""

import os
from pathlib import Path

from hemolog.experiments.stores.leftovers import sweep


def test_old_temporary_files_go_and_all_else_stays(tmp_path: Path) -> None:
    names = ("ab/.x.1-2.part", "ab/.y.tmp", "ab/.other", "ab/cd.part", ".z.1-2.part", "runs/ab/k/.v.tmp")
    for name in (*names, "ab/.new.part"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in names:
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / "away").symlink_to(tmp_path / "ab", target_is_directory=True)
    sweep(tmp_path)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"ab/.other", "ab/cd.part", "ab/.new.part"}


def test_a_folder_that_is_not_there_is_swept(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere")
