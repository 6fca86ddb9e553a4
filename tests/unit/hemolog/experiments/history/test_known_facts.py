"""Tests of facts that are kept between readings: never wrong, whoever writes them."""

import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from hemolog.experiments.history import known_facts, version
from hemolog.experiments.history.read import read_history
from hemolog.experiments.history.run import Run
from hemolog.experiments.workspace import Workspace
from support.many_experiments import Many, many_experiments


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(many_experiments(tmp_path / "many", Many(6, epochs=3)))


def runs(workspace: Workspace) -> tuple[Run, ...]:
    return read_history(workspace).runs


def kept(workspace: Workspace) -> list[Path]:
    return sorted(workspace.work.glob("history-*"))


def test_what_is_kept_is_taken(workspace: Workspace) -> None:
    good = runs(workspace)
    with sqlite3.connect(kept(workspace)[0]) as database:
        database.execute("UPDATE facts SET value = replace(value, 'macro_f1', 'marked')")
    assert "metrics.val.marked" in runs(workspace)[0].metrics
    assert read_history(workspace, cached=False).runs == good


@pytest.mark.parametrize("value", ["[]", "{}", "1", "null", '"x"', "noise", "[1,2,3,4,5,6,7,8,9,10,11]", "[[[]]]"])
def test_what_makes_no_sense_is_read_again(workspace: Workspace, value: str) -> None:
    good = runs(workspace)
    with sqlite3.connect(kept(workspace)[0]) as database:
        database.execute("UPDATE facts SET value = ?", (value,))
    assert runs(workspace) == good


def test_a_damaged_file_is_begun_anew(workspace: Workspace) -> None:
    good = runs(workspace)
    kept(workspace)[0].write_bytes(b"noise" * 1_000)
    assert runs(workspace) == good
    assert runs(workspace) == good


def test_other_code_has_a_file_of_its_own_and_removes_older_ones(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = runs(workspace)
    (old,) = kept(workspace)
    monkeypatch.setattr(known_facts, "reading_version", lambda: "f" * 16)
    assert runs(workspace) == good
    (new,) = kept(workspace)
    assert new != old


def test_the_version_is_of_all_code_that_reads() -> None:
    assert len(version.reading_version()) == 16
    names = {file.name for file in version.files()}
    assert {"tree_facts.py", "alike.py", "documents.py", "outputs.py", "instances.py", "run.py"} <= names


def test_a_folder_that_nobody_may_write_to_hinders_nothing(workspace: Workspace) -> None:
    workspace.work.parent.mkdir(parents=True, exist_ok=True)
    workspace.work.write_text("no folder")
    assert runs(workspace) == read_history(workspace, cached=False).runs


def _read(folder: Path) -> int:
    return len([run for run in read_history(Workspace(folder)).runs if not run.problems])


def test_many_processes_read_at_once(workspace: Workspace) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(_read, [workspace.root] * 8) == [6] * 8
    assert runs(workspace) == read_history(workspace, cached=False).runs
