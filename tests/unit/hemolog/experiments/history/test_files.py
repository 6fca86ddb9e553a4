"""Tests of where the bytes of a run's file are."""

import hashlib
import json
from pathlib import Path

import pytest

from hemolog.errors import ArtifactError
from hemolog.experiments.history.files import Location, RunFiles
from hemolog.experiments.history.run import Kind, Run, Stage
from hemolog.experiments.objects.names import key_of
from hemolog.experiments.objects.outputs import Keeper, Output
from support.plain_repository import Plain, plain

MOST = 1000
PULL = "is neither in git nor in DVC's cache: `hemolog pull` or `dvc pull` brings it"


@pytest.fixture
def here(tmp_path: Path) -> Plain:
    return plain(tmp_path / "here")


def run(commit: str, *outputs: Output) -> Run:
    return Run(Kind.EXPERIMENT, "quiet-owl", "refs/exps/x", commit, stages=(Stage("prepare", "x", (), outputs),))


def output(path: str, name: str, *, old: bool = False) -> Output:
    return Output(path, "prepare", name, key_of(name, old=old), 7, None, Keeper.REMOTE)


def name_of(data: bytes, suffix: str = "") -> str:
    return hashlib.md5(data).hexdigest() + suffix


def keep(here: Plain, data: bytes, name: str = "", *, old: bool = False) -> Path:
    """The file in DVC's cache that holds some bytes."""
    file = here.root / ".dvc/cache" / key_of(name or name_of(data), old=old)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def folder_of(here: Plain, **files: bytes) -> str:
    """The name of a directory that DVC's cache keeps."""
    data = json.dumps([{"md5": name_of(each), "relpath": path} for path, each in files.items()]).encode()
    keep(here, data, name_of(data, ".dir"))
    return name_of(data, ".dir")


def test_a_file_in_git_is_named_by_its_blob(here: Plain) -> None:
    one, two = here.commit({"a/b.csv": "1,2"}), here.commit({"a/b.csv": "1,2", "c": "more"})
    files = RunFiles(here.workspace)
    found = [files.locate(run(commit), "a/b.csv") for commit in (one, two)]
    assert (
        found[0] == found[1] == Location("a/b.csv", f"git:{here.repository.git('rev-parse', f'{one}:a/b.csv').strip()}")
    )
    assert files.read(found[0], MOST) == b"1,2"


def test_a_file_of_the_cache_is_named_by_its_digest(here: Plain) -> None:
    cached = keep(here, b"pixels")
    files = RunFiles(here.workspace)
    found = files.locate(run(here.commit({}), output("sheet.png", name_of(b"pixels"))), "sheet.png")
    assert found == Location("sheet.png", f"md5:{name_of(b'pixels')}", 7, cached)
    assert files.read(found, MOST) == b"pixels"


def test_a_file_in_a_directory_is_found_by_the_directory_s_list(here: Plain) -> None:
    cached = keep(here, b"rows")
    files = RunFiles(here.workspace)
    made = run(here.commit({}), output("data", folder_of(here, index=b"rows")))
    assert files.locate(made, "data/index") == Location("data/index", f"md5:{name_of(b'rows')}", None, cached)
    assert files.locate(made, "data/other") == Location("data/other", "", missing="data of quiet-owl has no other")


def test_a_folder_that_dvc_is_set_up_in_is_where_paths_begin(tmp_path: Path) -> None:
    here = plain(tmp_path / "here", below="inner")
    files = RunFiles(here.workspace)
    assert files.read(files.locate(run(here.commit({"inner/a": "x"})), "a"), MOST) == b"x"


def test_what_is_not_here_is_told_with_the_way_out(here: Plain) -> None:
    files = RunFiles(here.workspace)
    made = run(here.commit({}), output("model", name_of(b"weights")), output("data", "a" * 32 + ".dir"))
    assert files.locate(made, "model") == Location(
        "model", f"md5:{name_of(b'weights')}", 7, missing=f"model of quiet-owl {PULL}", is_absent=True
    )
    assert files.locate(made, "data/index") == Location(
        "data/index", f"md5:{'a' * 32}.dir/index", missing=f"data/index of quiet-owl {PULL}", is_absent=True
    )
    nobody = "quiet-owl has no notes: git doesn't have it, and no stage made it"
    assert files.locate(made, "notes") == Location("notes", "", missing=nobody)
    with pytest.raises(ArtifactError, match="quiet-owl has no notes"):
        files.read(files.locate(made, "notes"), MOST)


@pytest.mark.parametrize("commit", ["", "not a commit", "e" * 40])
def test_a_commit_that_can_not_be_read_is_no_crash(here: Plain, commit: str) -> None:
    found = RunFiles(here.workspace).locate(run(commit), "a")
    assert found.object == ""
    assert found.missing.startswith("git can't read the commit of quiet-owl: ")


@pytest.mark.parametrize("path", ["", "/", "/etc/passwd", "../outside", "a//b", "\0", "a\udcff"])
def test_a_path_leads_nowhere_outside(here: Plain, path: str) -> None:
    assert RunFiles(here.workspace).locate(run(here.commit({"a": "x"})), path).missing != ""


def test_too_many_bytes_are_not_read(here: Plain) -> None:
    keep(here, b"12345")
    files = RunFiles(here.workspace)
    made = run(here.commit({"a": "12345"}), output("b", name_of(b"12345")))
    for path in ("a", "b"):
        with pytest.raises(ArtifactError, match=f"^{path} has 5 bytes, more than 4$"):
            files.read(files.locate(made, path), 4)


def test_damaged_bytes_are_not_taken_for_those_of_the_run(here: Plain) -> None:
    keep(here, b"other", name_of(b"true"))
    keep(here, b"other", name_of(b"old"), old=True)
    keep(here, b"[]", "b" * 32 + ".dir")
    files = RunFiles(here.workspace)
    made = run(
        here.commit({}),
        output("a", name_of(b"true")),
        output("old", name_of(b"old"), old=True),
        output("folder", "b" * 32 + ".dir"),
    )
    with pytest.raises(ArtifactError, match=r"^a can't be read: .* holds other bytes than its name tells of"):
        files.read(files.locate(made, "a"), MOST)
    # DVC 2 hashed texts without their line ends.
    assert files.read(files.locate(made, "old"), MOST) == b"other"
    assert "does not list the files of a directory" in files.locate(made, "folder/x").missing


def test_settings_that_dvc_can_not_read_are_a_reason(here: Plain) -> None:
    (here.root / ".dvc/config").write_text("[cache\n")
    found = RunFiles(here.workspace).locate(run(here.commit({}), output("a", "a" * 32)), "a")
    assert found.missing.startswith("DVC: ")
