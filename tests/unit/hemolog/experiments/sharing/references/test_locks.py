"""Tests of locks that a killed git left behind."""

import os
import time
from pathlib import Path

import pytest

from hemolog.experiments.sharing.notes.notes import Notes
from hemolog.experiments.sharing.references import locks as reference_locks
from hemolog.experiments.sharing.references.creation import create
from hemolog.experiments.workspace import Workspace
from support.repositories import Repository
from support.small_pipeline import small_pipeline

REF = f"refs/exps/ab/{'c' * 38}/trial"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return small_pipeline(tmp_path / "repository")


def lock(repository: Repository, ref: str, age: float = 60.0) -> Path:
    path = repository.path / ".git" / f"{ref}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    made = time.time() - age
    os.utime(path, (made, made))
    return path


def test_locks_that_nobody_holds_are_removed_and_no_others(repository: Repository) -> None:
    ours = [lock(repository, each) for each in (REF, "refs/hemolog/remotes/origin/exps/x", "refs/notes/hemolog")]
    others = [lock(repository, each) for each in ("refs/heads/main", "HEAD", "index")]
    assert reference_locks.free(Workspace(repository.path))
    assert not any(path.exists() for path in ours)
    assert all(path.exists() for path in others)
    assert not reference_locks.free(Workspace(repository.path))


def test_a_young_lock_gets_time_to_be_let_go_of(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    path, slept = lock(repository, REF, age=3.0), []

    def let_go(seconds: float) -> None:
        slept.append(seconds)
        path.write_text("of another process by now")

    monkeypatch.setattr(reference_locks.time, "sleep", let_go)
    assert reference_locks.free(Workspace(repository.path))
    assert len(slept) == 1 and 6.0 < slept[0] <= 7.0
    assert path.exists()


def test_a_reference_is_made_though_a_killed_process_had_locked_it(repository: Repository) -> None:
    lock(repository, REF)
    workspace = Workspace(repository.path)
    assert create(workspace, {REF: workspace.head()}) == {}
    assert repository.git("rev-parse", REF).strip() == workspace.head()


def test_references_that_can_not_be_made_are_told(repository: Repository) -> None:
    workspace = Workspace(repository.path)
    older = workspace.head()
    (repository.path / "more").write_text("")
    newer = repository.commit("More")
    assert create(workspace, {REF: older}) == create(workspace, {REF: older}) == {}
    failed = create(workspace, {REF: newer, f"{REF}2": "1" * 40, f"{REF}/below": older, f"{REF}3": older})
    assert failed.keys() == {REF, f"{REF}2", f"{REF}/below"}
    assert failed[REF] == "there is another experiment of this name by now"
    assert failed[f"{REF}2"].startswith("it changed on the git remote meanwhile")
    assert failed[f"{REF}/below"].startswith("git can't write its reference")
    assert repository.git("rev-parse", f"{REF}3").strip() == older


def test_notes_are_added_though_a_killed_process_had_locked_them(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemolog.experiments.sharing.notes.notes._PATIENCE", 1.0)
    lock(repository, "refs/notes/hemolog")
    workspace = Workspace(repository.path)
    Notes(workspace).add({workspace.head(): ["{}"]})
    assert Notes(workspace).read() == {workspace.head(): ("{}",)}
