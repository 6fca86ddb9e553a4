"""The checkout that trials run in: always as at first when the next one begins."""

import os
import shutil
from pathlib import Path

import pytest

from hemolog.experiments.trial.scratch import Changes, Scratch
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.small_pipeline import write

FILES = {"a": "1", "b/c": "2", "x y/é\n": "3", "tool": "#!/bin/sh\n", ".gitignore": "/ignored\n*.log\n"}


@pytest.fixture
def scratch(tmp_path: Path) -> Scratch:
    repository = Repository(tmp_path / "r")
    write(repository.path, FILES)
    (repository.path / "tool").chmod(0o755)
    (repository.path / "link").symlink_to("b/c")
    repository.git("init", "--quiet")
    (repository.path / ".dvc").mkdir()
    repository.commit("Files")
    scratch = Scratch(Workspace(repository.path), tmp_path / "scratch", tmp_path / "cache")
    scratch.fill(repository.git("rev-parse", "HEAD^{tree}").strip())
    return scratch


def state(root: Path) -> dict[str, tuple[int, bytes | str | None]]:
    return {
        path.relative_to(root).as_posix(): (
            path.lstat().st_mode,
            str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else None,
        )
        for path in root.rglob("*")
        if ".dvc" not in path.parts
    }


MESSES = [
    "echo changed > a",
    "printf 2 > a; touch -r b/c a",
    "rm a b/c",
    "rm -r b && echo file > b",
    "rm a && mkdir -p a/deep/er && echo x > a/deep/file",
    "mkdir -p empty/deeper stray && echo x > stray/file",
    "chmod 644 tool; chmod 755 a",
    "rm link && ln -s a link",
    "ln -s nowhere broken; ln -s . loop",
    "mkfifo pipe",
    "ln -f a b/hard",
    "mv 'x y' moved",
]


@pytest.mark.parametrize("mess", MESSES)
def test_whatever_happened_is_undone(mess: str, scratch: Scratch) -> None:
    before = state(scratch.root)
    assert scratch.changes() == Changes(frozenset(), frozenset(), frozenset())

    Repository(scratch.root).run("sh", "-c", mess)
    assert state(scratch.root) != before or "touch" in mess
    scratch.undo()

    assert state(scratch.root) == before
    assert scratch.changes() == Changes(frozenset(), frozenset(), frozenset())


def test_changes_are_told_apart(scratch: Scratch) -> None:
    Repository(scratch.root).run("sh", "-c", "echo x >> a; rm b/c; echo n > b/new")

    assert scratch.changes() == Changes(frozenset({"a"}), frozenset({"b/c"}), frozenset({"b/new"}))


def test_a_change_of_equal_size_and_time_is_seen(scratch: Scratch) -> None:
    path = scratch.root / "a"
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text("9")
    os.utime(path, ns=times)

    assert scratch.changes().changed == {"a"}


def test_a_change_within_one_tick_of_the_clock_is_seen(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on kernels whose stamps tick every 4 ms: content and inode change, and no stamp tells.
    monkeypatch.setattr(
        "hemolog.experiments.trial.scratch._stamp", lambda facts: (facts.st_ino, facts.st_mode, 0, 0, 0)
    )
    monkeypatch.setattr("hemolog.experiments.trial.scratch._TICK", 10**20)
    scratch.start_from(scratch._tree)
    for content in ("9", "8"):
        assert scratch.changes().changed == frozenset()
        with (scratch.root / "a").open("r+") as file:
            file.write(content)
        assert scratch.changes().changed == {"a"}
        scratch.undo()
        assert (scratch.root / "a").read_text() == "1"


def test_folders_that_are_left_out_stay_as_they_are(scratch: Scratch) -> None:
    write(scratch.root, {"data/deep/1": "x"})
    scratch.leave_out([scratch.root / "data/deep"])

    scratch.undo()

    assert (scratch.root / "data/deep/1").read_text() == "x"


@pytest.mark.parametrize(
    ("path", "ignored"), [("ignored", True), ("ignored/x", True), ("a.log", True), ("a", False), ("b/new", False)]
)
def test_ignored_is_what_git_ignores_there(path: str, ignored: bool, scratch: Scratch) -> None:
    assert scratch.ignores(path) == ignored
    assert not (scratch.root / ".git").exists()


@pytest.mark.parametrize(
    ("name", "line"), [("model.bin", "/model.bin"), ("a b", "/a\\ b"), ("x[1]*", "/x\\[1\\]\\*"), ("#c", "/\\#c")]
)
def test_an_output_is_ignored_by_a_line_beside_it(name: str, line: str, scratch: Scratch) -> None:
    output = scratch.root / "b" / name

    assert scratch.ignore(output) == scratch.root / "b/.gitignore"
    assert scratch.ignore(output) is None
    assert (scratch.root / "b/.gitignore").read_text() == f"{line}\n"


@pytest.mark.parametrize("name", ["scratch", "scratch.git", "scratch.pycache"])
@pytest.mark.parametrize("link", [False, True])
def test_whatever_stands_in_its_place_goes_and_nothing_beyond_it(
    name: str, link: bool, scratch: Scratch, tmp_path: Path
) -> None:
    tree, place, other = scratch._tree, tmp_path / name, tmp_path / "other"
    write(other, {"kept": "1"})
    if place.exists():
        shutil.rmtree(place)
    place.symlink_to(other) if link else place.write_text("x")
    scratch.fill(tree)
    assert (scratch.root / "a").read_text() == "1"
    assert [path.name for path in other.iterdir()] == ["kept"]
