"""Files and folders are whole or absent, whatever happens to the writer."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import pytest

from bloodcells import atomic
from support.processes import environment, python, started

WRITER = """
import itertools, pathlib, sys
from bloodcells import atomic
for n in itertools.count():
    with atomic.new_folder(pathlib.Path("out")) as folder:
        for name in "abc":
            (folder / name).write_text(str(n) * 5000)
    print(n, flush=True)
"""


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_appears_whole(workspace: Path) -> None:
    with atomic.new_file(workspace / "deep/file.txt") as part:
        part.write_text("new")
        assert not (workspace / "deep/file.txt").exists()
    assert (workspace / "deep/file.txt").read_text() == "new"
    assert contents(workspace / "deep") == ["file.txt"]


def test_a_failed_writer_leaves_the_earlier_file(workspace: Path) -> None:
    file = workspace / "file.txt"
    file.write_text("old")
    with pytest.raises(OSError, match="disk"), atomic.new_file(file) as part:
        part.write_text("half")
        raise OSError("the disk is full")
    assert file.read_text() == "old"
    assert contents(workspace) == ["file.txt"]


def test_a_failed_writer_leaves_the_earlier_folder(workspace: Path) -> None:
    folder = workspace / "folder"
    folder.mkdir()
    (folder / "old").touch()
    with pytest.raises(OSError, match="disk"), atomic.new_folder(folder) as part:
        (part / "half").touch()
        raise OSError("the disk is full")
    assert contents(folder) == ["old"]
    assert contents(workspace) == ["folder"]


def test_a_new_folder_replaces_the_whole_earlier_one(workspace: Path) -> None:
    for name in ("old", "new"):
        with atomic.new_folder(workspace / "folder") as part:
            (part / name).touch()
    assert contents(workspace / "folder") == ["new"]
    assert contents(workspace) == ["folder"]


def test_what_a_killed_writer_left_is_put_right_by_the_next(workspace: Path) -> None:
    (workspace / ".folder.old").mkdir()
    (workspace / ".folder.old/good").touch()
    (workspace / ".folder.part").mkdir()
    (workspace / ".folder.part/half").touch()
    with pytest.raises(OSError, match="again"), atomic.new_folder(workspace / "folder"):
        raise OSError("and it fails again")
    assert contents(workspace / "folder") == ["good"]
    assert contents(workspace) == ["folder"]


def test_a_folder_is_whole_whenever_its_writer_is_killed(workspace: Path) -> None:
    for part in (0.0, 0.2, 0.4, 0.6, 0.8):
        with started(python(WRITER), env=environment(), stdout=PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            began = time.monotonic()
            writer.stdout.readline()
            time.sleep(part * (time.monotonic() - began))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        whole = workspace / "out" if (workspace / "out").exists() else workspace / ".out.old"
        assert contents(whole) == ["a", "b", "c"]
        assert len({file.read_text() for file in whole.iterdir()}) == 1


def file_of_that_name(path: Path) -> None:
    path.write_text("no folder")


def link_to_a_folder(path: Path) -> None:
    (path.parent / "elsewhere").mkdir(exist_ok=True)
    (path.parent / "elsewhere/kept").touch()
    path.symlink_to("elsewhere")


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("name", ["folder", ".folder.part", ".folder.old"])
@pytest.mark.parametrize("make", [file_of_that_name, link_to_a_folder, link_to_nothing])
def test_a_folder_takes_the_place_of_a_file_or_link_and_leaves_no_litter(
    workspace: Path, make: Callable[[Path], None], name: str
) -> None:
    make(workspace / name)
    for _ in range(2):
        with atomic.new_folder(workspace / "folder") as part:
            (part / "new").touch()
    assert contents(workspace / "folder") == ["new"]
    assert not (workspace / "folder").is_symlink()
    assert set(contents(workspace)) <= {"folder", "elsewhere"}
    if make is link_to_a_folder:
        assert contents(workspace / "elsewhere") == ["kept"]


def test_a_file_or_link_of_the_name_stays_if_the_writer_fails(workspace: Path) -> None:
    link_to_a_folder(workspace / "folder")
    with pytest.raises(OSError, match="disk"), atomic.new_folder(workspace / "folder"):
        raise OSError("the disk is full")
    assert contents(workspace / "folder") == ["kept"]
    assert contents(workspace) == ["elsewhere", "folder"]


def test_an_interrupted_switch_is_taken_back(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "folder").mkdir()
    (workspace / "folder/old").touch()
    rename = Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.name == ".folder.part":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), atomic.new_folder(workspace / "folder"):
        pass
    assert contents(workspace / "folder") == ["old"]
    assert contents(workspace) == ["folder"]
