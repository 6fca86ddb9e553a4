"""A folder as a remote: what killed processes left is no object."""

import os
import time
from pathlib import Path

import pytest

from hemolog.errors import RemoteError
from hemolog.experiments.stores.folder import FolderStore
from hemolog.experiments.stores.settings import RemoteSettings
from hemolog.experiments.stores.trouble import Trouble


def test_temporary_files_are_no_objects_and_go_when_they_are_old(tmp_path: Path) -> None:
    folder = tmp_path / "files/md5/ab"
    folder.mkdir(parents=True)
    (folder / "cd").write_bytes(b"object")
    for name, age in ((".cd.1-2.part", 2), (".new.1-2.part", 0), (".dvc-left.tmp", 2), (".strange", 2)):
        (folder / name).write_bytes(b"part")
        os.utime(folder / name, (time.time() - age * 86_400,) * 2)

    store = FolderStore(RemoteSettings("storage", str(tmp_path)))

    assert [each.key for each in store.list("files/md5/")] == ["files/md5/ab/cd"]
    assert {path.name for path in folder.iterdir()} == {"cd", ".new.1-2.part", ".strange"}


def test_a_folder_that_cannot_be_made_is_the_remotes_fault(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file")
    (tmp_path / "file").write_bytes(b"content")
    store = FolderStore(RemoteSettings("storage", str(tmp_path / "taken")))
    assert store.find(["files/md5/ab/cd"]) == {}
    with pytest.raises(RemoteError, match="taken") as caught:
        store.put("files/md5/ab/cd", tmp_path / "file")
    assert caught.value.diagnosis.trouble is Trouble.OTHER


def test_a_file_that_is_not_here_is_nobody_elses_fault(tmp_path: Path) -> None:
    store = FolderStore(RemoteSettings("storage", str(tmp_path / "remote")))
    with pytest.raises(FileNotFoundError):
        store.put("files/md5/ab/cd", tmp_path / "missing")
    assert not (tmp_path / "remote").exists()
